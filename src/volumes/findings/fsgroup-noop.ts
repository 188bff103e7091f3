import type { PodObservation } from '../../workload/finding/observation.ts'
import { podContextPath } from '../fixes/pod-field.ts'
import type { MountVerdict } from '../model/mount.ts'
import { fsGroupOf } from '../model/process/identity.ts'
import { noted, type PodWithVerdicts } from './judged.ts'

/**
 * An fsGroup whose author counts on the kubelet, which never gives these volumes to a group (hostPath, nfs).
 *
 * It still is a group of every process, and so it helps where a volume belongs to that very group, and it may be there
 * for another volume, such as a secret.
 */
export function fsgroupNoop(pods: readonly PodWithVerdicts[]): readonly PodObservation[] {
  return pods.flatMap(({ pod, verdicts }) => {
    const group = fsGroupOf(pod)
    const stored = verdicts.filter(isStorage)
    const [first] = stored
    if (group === undefined || first === undefined) return []
    if (verdicts.some(verdict => livesByGroup(verdict, group))) return []
    if (stored.some(({ facts, met }) => facts?.fsGroup !== 'never' || met?.gid === group)) return []
    const sources = [...new Set(stored.map(({ source }) => source))]
    const severity = stored.some(({ wants, write }) => wants === 'write' && write !== 'yes') ? 'warning' : 'note'
    const reason = { code: 'fs-group-ignored', group, sources } as const
    return [noted('fsgroup-noop', severity, { pod, path: podContextPath(pod, 'fsGroup') }, reason)]
  })
}

/** What a workload keeps its data on. Nobody sets fsGroup for a directory of the node, or for what it only reads. */
function isStorage({ facts, wants }: MountVerdict): boolean {
  return wants === 'write' && facts !== undefined && (facts.claim !== undefined || facts.plugin === 'nfs')
}

/** Only the members of the group may use it, and the kubelet gave it to them. */
function livesByGroup({ facts, reason, wants }: MountVerdict, group: number): boolean {
  if (facts === undefined || facts.fsGroup === 'never' || reason.code !== 'inode') return false
  const open = wants === 'read' ? 0o004 : 0o002
  return reason.cases.every(
    one => one.code === 'is-member' && one.gid === group && (Number.parseInt(one.mode ?? '0', 8) & open) === 0,
  )
}
