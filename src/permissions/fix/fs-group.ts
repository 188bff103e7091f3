import type { Hardening } from '../../workload/observation.ts'
import type { MountVerdict } from '../mount.ts'
import { everyLevel, type FixKind, type Situation } from './kind.ts'
import { podContextPath, podFieldObstacle, wroteInContext } from './pod-field.ts'
import { groupOfPod } from './pod-group.ts'

/**
 * Let the kubelet give the volume to a group of the pod.
 *
 * The first choice wherever the volume honours fsGroup: every level admits it and nothing runs as root.
 * `OnRootMismatch` is set for claims, whose walk grows with the data (KEP-695); elsewhere the field has no effect.
 */
export const fsGroupFix: FixKind = {
  id: 'fs-group',
  allowedAt: everyLevel,
  obstacle,
  gives: (_target, situation) => {
    const gid = groupOfPod(situation)
    return gid === undefined ? undefined : { gid, group: 'shared' }
  },
  harden,
  summary: (target, situation) =>
    `set fsGroup ${groupOfPod(situation) ?? '?'}, which the kubelet gives ${target.source} and every process of the pod`,
}

function obstacle(target: MountVerdict, situation: Situation): string | undefined {
  const { pod } = situation
  if (target.facts === undefined) return 'the mount names no volume of the pod'
  const support = target.facts.fsGroup
  if (support === 'never') return `${target.source} never honours fsGroup`
  if (support !== 'honoured' && support !== 'delegated') return `it is unknown whether ${target.source} honours fsGroup`
  if (wroteInContext(pod, 'fsGroup')) return 'fsGroup is set already'
  if (groupOfPod(situation) === undefined) return 'neither the uid nor the gid of the process is known'
  return podFieldObstacle(pod)
}

function harden(targets: readonly MountVerdict[], situation: Situation): readonly Hardening[] {
  const { pod } = situation
  const [first] = targets
  const group = groupOfPod(situation)
  if (first === undefined || group === undefined) return []
  const because = `${first.source} honours fsGroup, and ${first.because}`
  const set = (field: string, value: number | string): Hardening => ({
    change: { op: 'set', path: podContextPath(pod, field), value },
    because,
  })
  const claims = targets.some(target => target.facts?.claim !== undefined)
  const policy = claims && !wroteInContext(pod, 'fsGroupChangePolicy')
  return [set('fsGroup', group), ...(policy ? [set('fsGroupChangePolicy', 'OnRootMismatch')] : [])]
}
