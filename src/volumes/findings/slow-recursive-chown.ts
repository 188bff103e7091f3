import type { PodObservation } from '../../workload/finding/observation.ts'
import { podContextPath } from '../fixes/pod-field.ts'
import { changePolicyOf, fsGroupOf } from '../model/process/identity.ts'
import { noted, type PodWithVerdicts } from './judged.ts'

/**
 * An fsGroup without `fsGroupChangePolicy: OnRootMismatch` on a claim: the kubelet walks the whole volume before every
 * start (KEP-695). With millions of files that takes minutes, and the pod seems stuck in ContainerCreating.
 */
export function slowRecursiveChown(pods: readonly PodWithVerdicts[]): readonly PodObservation[] {
  return pods.flatMap(({ pod, verdicts }) => {
    const group = fsGroupOf(pod)
    const walked = verdicts.find(
      ({ facts }) =>
        facts?.fsGroup === 'honoured' &&
        facts.claim !== undefined &&
        facts.claim.origin !== 'ephemeral' &&
        !facts.readOnly,
    )
    if (group === undefined || walked === undefined || changePolicyOf(pod) === 'OnRootMismatch') return []
    const reason = { code: 'chowned-at-every-start', source: walked.source, group } as const
    return [noted('slow-recursive-chown', 'note', { pod, path: podContextPath(pod, 'fsGroup') }, reason)]
  })
}
