import { hardenPod } from '../harden/harden.ts'
import type { StreamStorage } from '../permissions/volume/facts.ts'
import { aggregate, evaluatePod } from '../pss/evaluate.ts'
import { splitExempted } from '../pss/exempt.ts'
import type { Hardening, PodObservation } from '../workload/observation.ts'
import type { PodView } from '../workload/pod.ts'
import { changesOf, podAfter } from '../workload/pod-after.ts'
import type { Settings } from '../workload/settings.ts'
import { typeProblems } from '../workload/types.ts'
import { exemptionOf } from './exemption.ts'
import type { Workload } from './workload.ts'

/** Why a namespace does not admit a pod whose volumes may be as they should: nobody writes anything then. */
export interface Refusal {
  /** Upstream's words for the checks that fail, and for the containers that fail them. */
  readonly reason: string
  readonly detail: string
  /** What hardening left out for lack of evidence, which is what a person can do about it. */
  readonly left: readonly PodObservation[]
}

/** What surrounds the workload. */
interface Context {
  readonly storage: StreamStorage
  readonly settings: Settings
}

/**
 * The refusal of a pod that is hardened as far as it is known to be safe; undefined where its namespace admits that.
 * A check that the policy exempts is none that counts, and a pod with a field of a wrong type is not hardened.
 */
export function refusalOf(workload: Workload, planned: readonly Hardening[], context: Context): Refusal | undefined {
  const { storage, settings } = context
  const { pod, demand } = workload
  const { exempts } = exemptionOf(workload, settings)
  const violationsOf = (judged: PodView) =>
    splitExempted(evaluatePod(judged, { ...demand, kubeMinor: settings.kubeMinor }), ({ id }, { container }) =>
      exempts(id, container),
    ).kept
  const written = violationsOf(pod)
  if (written.length === 0) return undefined
  if (typeProblems(pod).length > 0) return { ...aggregate(written), left: [] }
  // The fixes of the volumes are planned already; of them, only who runs as whom decides about the other fields.
  const identified = podAfter(pod, changesOf(planned.filter(({ change }) => change.op === 'set')))
  const others = { ...settings, harden: { ...settings.harden, volumes: 'off' as const } }
  const { hardenings, observations } = hardenPod(identified, { ...demand, settings: others, storage, exempts })
  const kept = violationsOf(podAfter(identified, changesOf(hardenings)))
  if (kept.length === 0) return undefined
  return { ...aggregate(kept), left: observations.filter(({ observation }) => observation.code === 'not-hardened') }
}
