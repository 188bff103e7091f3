import { isMap, listAt, textAt } from '../../manifest/value.ts'
import { imageFacts } from '../../workload/images.ts'
import type { Settings } from '../../workload/settings.ts'
import type { MountVerdict } from '../mount.ts'

/** The variable by which postgres is told to keep its data below the mount, which it may then own by making it. */
const dataDirectory = 'PGDATA'

/** Mounts that hold the default data directory of an image one level down, so that the program makes it itself. */
const parentOfDefault: ReadonlySet<string> = new Set(['/var/lib/postgresql'])

/**
 * Whether the program must own the mounted directory, so that group access is not enough: it chmods its data directory
 * or checks the owner, and keeps it at the mount's root (docker-library/postgres#361).
 */
export function mustOwnRoot(target: MountVerdict, settings: Settings): boolean {
  if (target.wants !== 'write') return false
  const facts = imageFacts(textAt(target.container.spec, 'image'), settings)
  return facts?.ownsItsRoot === true && !parentOfDefault.has(target.mountPath) && !keepsDataBelow(target)
}

function keepsDataBelow({ container, mountPath }: MountVerdict): boolean {
  const entry = listAt(container.spec, 'env').find(env => isMap(env) && env.name === dataDirectory)
  const path = textAt(entry, 'value')
  return path?.startsWith(`${mountPath.replace(/\/+$/, '')}/`) === true && !/\/+$/.test(path.slice(mountPath.length))
}
