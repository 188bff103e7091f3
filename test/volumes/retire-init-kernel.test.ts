import { chmodSync, chownSync, existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { isMap, listAt, mapAt, textAt, type ValueMap } from '../../src/manifest/value.ts'
import { planFixes } from '../../src/volumes/fixes/plan.ts'
import type { MountVerdict } from '../../src/volumes/model/mount.ts'
import { judgeMounts } from '../../src/volumes/model/verdict.ts'
import { changesOf, podAfter } from '../../src/workload/pod/pod-after.ts'
import type { StorageFacts } from '../../src/workload/settings/settings.ts'
import { skipped, table } from '../table.ts'
import { inOpenFolder, noKernel, runAs } from './as-identity.ts'
import { readStream, settingsOf } from './planned.ts'

/**
 * Charts whose root chown was taken away, on real directories: what stands in its place is run as it says, and then the
 * program must be able to write, without anything having run as root.
 */
interface Row {
  readonly owner: readonly [uid: number, gid: number]
  readonly mode: number
  readonly volume?: string
  readonly subPath?: string
  readonly want: string
}

const rows: Readonly<Record<string, Row>> = {
  'a hostPath of 1000:1000 0755': { owner: [1000, 1000], mode: 0o755, want: 'perms as 1000' },
  'a hostPath of 1000:1000 0700': { owner: [1000, 1000], mode: 0o700, want: 'perms as 1000' },
  'a hostPath of 1000:1000 2775': { owner: [1000, 1000], mode: 0o2775, want: 'nothing' },
  'a hostPath that everybody may write': { owner: [0, 0], mode: 0o777, want: 'nothing' },
  'a subPath of a hostPath of 1000:1000': { owner: [1000, 1000], mode: 0o755, subPath: 'db', want: 'perms as 1000' },
  'an emptyDir': { owner: [0, 0], mode: 0o777, volume: 'emptyDir: {}', want: 'nothing' },
}

function textOf({ volume, subPath }: Row, folder: string): string {
  const mount = `volumeMounts: [{ name: data, mountPath: ${folder}${subPath === undefined ? '' : `, subPath: ${subPath}`} }]`
  const claims = 'volumeClaimTemplates: [{ metadata: { name: data }, spec: { accessModes: [ReadWriteOnce] } }]'
  return `apiVersion: apps/v1
kind: StatefulSet
metadata: { name: app }
spec:
  ${volume === undefined ? claims : ''}
  template:
    spec:
      volumes: [${volume === undefined ? '' : `{ name: data, ${volume} }`}]
      initContainers:
        - { name: perms, image: busybox, command: [chown, -R, "10000:10000", ${folder}], securityContext: { runAsUser: 0 }, ${mount} }
      containers:
        - name: app
          image: registry.example.com/app
          securityContext: { runAsUser: 10000, runAsGroup: 10000 }
          ${mount}
`
}

/** The init container that is left, and the program's mount as the model sees it. */
function retired(
  row: Row,
  folder: string,
): { readonly init: ValueMap | undefined; readonly program: MountVerdict | undefined } {
  const { pods, storage } = readStream(textOf(row, folder))
  const [pod] = pods
  if (pod === undefined) throw new Error('the stream has no pod')
  const { owner, mode } = row
  const facts: StorageFacts = { source: 'hostPath', root: { uid: owner[0], gid: owner[1], mode: mode.toString(8) } }
  const classes = { storageClasses: new Map([['made', facts]]), defaultStorageClass: 'made' }
  const settings = settingsOf({ ...classes, enforce: true })
  const verdicts = judgeMounts(pod, storage, settings)
  const plan = planFixes({ pod, verdicts, level: 'restricted', settings, storage })
  const changed = podAfter(pod, changesOf(plan.hardenings))
  const program = judgeMounts(changed, storage, settings).find(({ container }) => container.name === 'app')
  return { init: listAt(changed.spec, 'initContainers').find(isMap), program }
}

function runInit(init: ValueMap, groups: readonly number[]): number | null {
  const context = mapAt(init, 'securityContext')
  const [uid, gid] = [Number(context?.runAsUser), Number(context?.runAsGroup)]
  const argv = listAt(init, 'command').map(String)
  return runAs({ uid, gid, groups, groupsComplete: true, capabilities: [] }, argv).status
}

const reason = noKernel()
if (reason !== undefined) skipped('a chart without its root chown', reason)
else
  table('a chart without its root chown', rows, row =>
    inOpenFolder(parent => {
      const folder = join(parent, 'volume')
      mkdirSync(folder)
      chownSync(folder, ...row.owner)
      chmodSync(folder, row.mode)
      const { init, program } = retired(row, folder)
      const user = mapAt(init, 'securityContext')?.runAsUser
      const left = init === undefined ? 'nothing' : `${textAt(init, 'name')} as ${user}`
      const groups = program?.process.groups ?? []
      const starts = init === undefined ? [] : [runInit(init, groups), runInit(init, groups)]
      const mounted = row.subPath === undefined ? folder : join(folder, row.subPath)
      // The kubelet would make it, as root, where nobody has.
      const exists = existsSync(mounted)
      const identity = { uid: 10000, gid: 10000, groups, groupsComplete: true, capabilities: [] }
      const writes = runAs(identity, ['sh', '-c', `mkdir ${mounted}/new && echo x > ${mounted}/new/file`]).status
      assert.equal([left, exists, ...starts, writes], [row.want, true, ...starts.map(() => 0), 0])
    }),
  )
