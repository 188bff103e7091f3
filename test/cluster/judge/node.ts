import { chmodSync, chownSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Case, CaseVolume, Owner } from './case.ts'
import { namespace, type Place } from './manifest.ts'

/** Make what lies on the node before the pod starts. */
export function prepare(one: Case, { folder }: Place): void {
  mkdirSync(folder, { recursive: true })
  chmodSync(folder, 0o755)
  for (const volume of one.volumes) prepareVolume(volume, join(folder, volume.name))
}

function prepareVolume(volume: CaseVolume, path: string): void {
  if (volume.kind === 'claim') {
    mkdirSync(path)
    // mke2fs makes it on every disk that a driver formats.
    if (volume.fsType === 'ext4') mkdirSync(join(path, 'lost+found'), { mode: 0o700 })
    own(path, volume.owner)
  }
  if (volume.kind !== 'hostPath' || volume.existing === undefined) return
  if (volume.existing.file) writeFileSync(path, 'text\n')
  else {
    mkdirSync(path)
    writeFileSync(join(path, 'there'), 'text\n')
  }
  own(path, volume.existing)
}

function own(path: string, { uid, gid, mode }: Owner): void {
  chownSync(path, uid, gid)
  chmodSync(path, Number.parseInt(mode, 8))
}

/** Nothing is left of a run. */
export function clean({ folder }: Place): void {
  rmSync(folder, { recursive: true, force: true })
}

/** What a container wrote, from the node's files. */
export function logOf(node: string, pod: { readonly name: string; readonly uid: string }, container: string): string {
  const folder = join(node, 'pods', `${namespace}_${pod.name}_${pod.uid}`, container)
  return filesIn(folder)
    .map(file => readFileSync(join(folder, file), 'utf8'))
    .join('')
    .replaceAll(/^\S+ (?:stdout|stderr) [FP] /gm, '')
}

function filesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).toSorted()
  } catch {
    return [] // a container that never started
  }
}
