import { any, everywhere } from '../answer.ts'
import type { Answer } from '../mount.ts'
import { directoryAccess } from './access.ts'
import { accessTo, type MountAccessInput } from './mount-access.ts'
import { afterDrop } from './root-phase.ts'

/**
 * Whether the program may walk through a mounted directory to what is mounted below it: a path is looked up one
 * directory after the other, and a mount point below one that is closed is out of reach, whatever its own mode says
 * (path_resolution(7); seen on kubelet 1.36.3).
 */
export function passes(outer: MountAccessInput): Answer {
  const { process, image, directory, way } = outer
  const program = afterDrop(process, image)
  const enters = directory.worlds.map(inode => directoryAccess(program, inode, way).enter)
  // An entrypoint's root phase may open the directory first.
  return any([everywhere(enters), accessTo(outer).read])
}
