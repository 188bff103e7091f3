import { hostPathTypes } from '../../../knowledge/storage/host-path.ts'
import { listAt, mapAt, textAt, type Value } from '../../../manifest/value.ts'
import { containersOf, type PodView } from '../../../workload/pod/pod.ts'
import type { StartReason } from '../../../workload/reason/start-reason.ts'
import { cleanPath } from './directories.ts'
import type { StartProblem } from './obstacle.ts'

/**
 * What a node must have for the pod to start, and may not have: a path of the type that a hostPath asks for. The kubelet
 * checks it before any container starts (`FailedMount: hostPath type check failed`), so that every answer hinges on it.
 */
export function nodeDoubts(pod: PodView): readonly StartProblem[] {
  const mounted = new Set(
    containersOf(pod).flatMap(({ spec }) => listAt(spec, 'volumeMounts').map(mount => textAt(mount, 'name'))),
  )
  return listAt(pod.spec, 'volumes').flatMap((volume, index) => {
    const reason = neededOnNode(volume) ?? neededForSubPath(pod, volume)
    if (reason === undefined || !mounted.has(textAt(volume, 'name') ?? '')) return []
    const path = [...pod.path, 'volumes', index]
    return [{ starts: 'unknown' as const, obstacle: { of: 'volume' as const, reason, path } }]
  })
}

/** Folders of every Linux node: the root, the kernel's, the standard's (FHS 3.0) and the kubelet's own. */
const everyNodeHas: ReadonlySet<string> = new Set([
  ...['', 'proc', 'sys', 'dev', 'run', 'bin', 'boot', 'etc', 'lib', 'opt', 'sbin', 'tmp', 'usr', 'var'],
  ...['usr/bin', 'usr/lib', 'var/lib', 'var/log', 'var/run', 'var/tmp', 'var/cache'],
  ...['var/lib/kubelet', 'var/lib/kubelet/pods', 'var/log/pods', 'var/log/containers'],
  ...['sys/fs', 'sys/fs/cgroup', 'sys/kernel', 'sys/class', 'sys/devices', 'sys/block', 'dev/shm', 'dev/pts'],
])

function neededOnNode(volume: Value): StartReason | undefined {
  const hostPath = mapAt(volume, 'hostPath')
  const type = textAt(hostPath, 'type') ?? ''
  const needs = Object.hasOwn(hostPathTypes, type) ? hostPathTypes[type]?.needs : undefined
  const path = cleanPath(textAt(hostPath, 'path') ?? '')
  if (needs === undefined || path === undefined) return undefined
  if (needs === 'a directory' && everyNodeHas.has(path)) return undefined
  if (needs !== 'its folder') return { code: 'host-path-type', path: `/${path}`, needs, type }
  const folder = path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : ''
  return everyNodeHas.has(folder) ? undefined : { code: 'host-path-folder', path: `/${path}`, type }
}

/**
 * Without a type it is the runtime that makes the folder, and by then the kubelet has looked for the sub-path in it:
 * `CreateContainerConfigError: stat …: no such file or directory` (seen on kubelet 1.36.3). A container before that
 * mounts the folder itself makes it.
 */
function neededForSubPath(pod: PodView, volume: Value): StartReason | undefined {
  const hostPath = mapAt(volume, 'hostPath')
  const path = cleanPath(textAt(hostPath, 'path') ?? '')
  if (hostPath === undefined || (textAt(hostPath, 'type') ?? '') !== '') return undefined
  if (path === undefined || everyNodeHas.has(path)) return undefined
  const uses = containersOf(pod).map(({ spec }) =>
    listAt(spec, 'volumeMounts').filter(mount => textAt(mount, 'name') === textAt(volume, 'name')),
  )
  const first = uses.find(mounts => mounts.length > 0) ?? []
  const subPath = first.some(mount => (textAt(mount, 'subPath') ?? textAt(mount, 'subPathExpr') ?? '') !== '')
  return subPath ? { code: 'host-path-sub-path', path: `/${path}` } : undefined
}
