import { all } from '../answer.ts'
import type { Answer } from '../mount.ts'
import { directoryAccess, type Process } from '../process/access.ts'
import { inEvery } from '../worlds.ts'
import { directoryAt, parentOf, type VolumeStates } from './directories.ts'
import { mountOf, pathInVolume, type RunMount, wayThrough } from './run-mount.ts'

/**
 * Whether a process comes as far as a clean path of its container: it may walk through each directory above, of the volume
 * and of those that the mount lies in (path_resolution(7)). The image's own are open.
 */
export function comesTo(path: string, states: VolumeStates, mounts: readonly RunMount[], process: Process): Answer {
  return all(above(path).map(directory => enters(directory, states, mounts, process)))
}

function above(path: string): readonly string[] {
  return path === '' ? [] : [...above(parentOf(path)), parentOf(path)]
}

function enters(path: string, states: VolumeStates, mounts: readonly RunMount[], process: Process): Answer {
  const mount = mountOf(mounts, path)
  const state = mount && states.get(mount.volume)
  if (mount === undefined || state === undefined) return 'yes'
  const found = directoryAt(state, pathInVolume(mount, path) ?? '')
  if (found === undefined) return 'yes'
  return inEvery(found.worlds, inode => directoryAccess(process, inode, wayThrough(mount, state)).enter)
}
