import type { ImageFacts } from '../../knowledge/images/image-facts.ts'
import { textAt } from '../../manifest/value.ts'
import { imageFacts } from '../../workload/image/images.ts'
import type { Settings } from '../../workload/settings/settings.ts'
import type { MountVerdict } from '../model/mount.ts'
import { trimmed } from '../model/start/path-text.ts'
import { dataDirectoryOf } from './data-directory.ts'

/**
 * Whether the program must own the mounted directory, so that group access is not enough: it chmods its data directory
 * or checks the owner, and keeps it at the mount's root (docker-library/postgres#361).
 */
export function mustOwnRoot(target: MountVerdict, settings: Settings): boolean {
  if (target.wants !== 'write') return false
  const facts = factsOf(target, settings)
  return facts?.requiresOwnership === true && isDataDirectory(target, facts) !== false
}

/**
 * Whether the program refuses the mounted directory for what a new file system has in it: its data directory is the
 * root of the volume, and it makes its data in an empty one only (helm/charts#10453, #10519, docker-library/mysql#69).
 */
export function findsLostAndFound(target: MountVerdict, settings: Settings): boolean {
  const { wants, facts: volume, subPath, subPathExpr } = target
  if (wants !== 'write' || volume?.lostAndFound !== true || subPath || subPathExpr) return false
  const facts = factsOf(target, settings)
  return facts?.requiresEmptyDirectory === true && isDataDirectory(target, facts) === true
}

function factsOf({ container }: MountVerdict, settings: Settings): ImageFacts | undefined {
  return imageFacts(textAt(container.spec, 'image'), settings)
}

/** Undefined where neither the manifest nor the image says which directory the data is in. */
function isDataDirectory({ container, mountPath }: MountVerdict, { dataPaths }: ImageFacts): boolean | undefined {
  const said = dataDirectoryOf(container)
  if (said.told === 'path') return said.path === trimmed(mountPath)
  return said.told === 'unknown' ? undefined : dataPaths && dataPaths.at(-1) === trimmed(mountPath)
}
