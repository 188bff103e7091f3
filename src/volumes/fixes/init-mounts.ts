import type { OwnedVolume } from '../../security/owner-aligned-init.ts'
import type { MountVerdict } from '../model/mount.ts'

/** Which part of which volume a container sees, and where. */
export type MountPlace = Pick<MountVerdict, 'volume' | 'mountPath' | 'subPath' | 'subPathExpr'>

/** A volume mount of an injected init container. */
export interface InitMount {
  readonly name: string
  readonly mountPath: string
  readonly subPath?: string
  readonly subPathExpr?: string
}

/**
 * Mounts for an init container that serves every target: the same volumes and sub-paths as the workload's, each once,
 * and at the workload's own paths unless two of them clash or the path is unsafe to walk.
 */
export function initMounts(targets: readonly MountPlace[]): readonly InitMount[] {
  const mounts: InitMount[] = []
  for (const target of targets) {
    if (mounts.some(mount => sameDirectory(mount, target))) continue
    mounts.push({ ...directoryOf(target), mountPath: freePath(target, mounts) })
  }
  return mounts
}

/** Volumes of one owner, each mounted at its root, since the kubelet would make a missing sub-path as root. */
export function ownedVolumes(targets: readonly MountPlace[]): readonly OwnedVolume[] {
  const roots = initMounts(targets.map(({ volume, mountPath }) => ({ volume, mountPath })))
  return roots.flatMap(({ name, mountPath }) => {
    const here = targets.filter(target => target.volume === name)
    const directories = [...new Set(here.flatMap(({ subPath }) => subPath || []))]
    const whole = here.some(({ subPath }) => !subPath)
    return [
      ...(whole ? [{ name, mountPath }] : []),
      ...(directories.length === 0 ? [] : [{ name, mountPath, directories }]),
    ]
  })
}

/** The part of a mount that says which directory of which volume it shows. */
function directoryOf(target: MountPlace): Omit<InitMount, 'mountPath'> {
  return {
    name: target.volume,
    ...(target.subPath === undefined ? {} : { subPath: target.subPath }),
    ...(target.subPathExpr === undefined ? {} : { subPathExpr: target.subPathExpr }),
  }
}

/** True when both show the same directory of the same volume. An expression is compared as text. */
function sameDirectory(mount: Pick<InitMount, 'name' | 'subPath' | 'subPathExpr'>, target: MountPlace): boolean {
  return mount.name === target.volume && mount.subPath === target.subPath && mount.subPathExpr === target.subPathExpr
}

/**
 * Paths where a recursive walk would leave the volume or miss it: parents of what the kubelet mounts into every
 * container (token, `/etc/hosts`, termination log), and paths that images usually make a symlink, which `chown -R`
 * re-owns instead of following it.
 */
export const unsafeToWalk: ReadonlySet<string> = new Set([
  ...['/var', '/var/run', '/run', '/var/run/secrets', '/run/secrets', '/var/run/secrets/kubernetes.io', '/etc', '/dev'],
  ...['/var/lock', '/var/mail', '/bin', '/sbin', '/lib', '/lib64'],
])

function freePath(target: MountPlace, taken: readonly InitMount[]): string {
  const own = target.mountPath.replace(/(?<=.)\/+$/, '')
  const free = (path: string) => !taken.some(mount => mount.mountPath === path)
  if (free(own) && !unsafeToWalk.has(own)) return own
  const base = `/volumes/${target.volume}`
  let path = base
  for (let n = 2; !free(path); n += 1) path = `${base}-${n}`
  return path
}
