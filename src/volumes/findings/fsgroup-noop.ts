import type { PodObservation } from '../../workload/observation.ts'
import { podContextPath } from '../fixes/pod-field.ts'
import type { MountVerdict } from '../model/mount.ts'
import { fsGroupOf } from '../model/process/identity.ts'
import { noted, type PodWithVerdicts } from './judged.ts'

/**
 * An fsGroup whose author counts on the kubelet, which never gives these volumes to a group (hostPath, nfs).
 *
 * It still is a group of every process, and so it helps where a volume belongs to that very group.
 */
export function fsgroupNoop(pods: readonly PodWithVerdicts[]): readonly PodObservation[] {
  return pods.flatMap(({ pod, verdicts }) => {
    const group = fsGroupOf(pod)
    const stored = verdicts.filter(isStorage)
    const [first] = stored
    if (group === undefined || first === undefined) return []
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
