import { hardenPod } from '../../harden/harden.ts'
import { formatPath } from '../../manifest/path.ts'
import type { CheckFailure } from '../../pss/check.ts'
import { aggregate, evaluatePod } from '../../pss/evaluate.ts'
import { splitExempted } from '../../pss/exempt.ts'
import { all } from '../../volumes/model/answer.ts'
import type { Answer } from '../../volumes/model/mount.ts'
import { judgeMounts, startProblems } from '../../volumes/model/verdict.ts'
import type { StreamStorage } from '../../volumes/model/volume/facts.ts'
import type { Hardening, PodObservation } from '../../workload/finding/observation.ts'
import type { RefusedChanges } from '../../workload/finding/refused-changes.ts'
import { pathInObject } from '../../workload/object/object.ts'
import { type TypeProblem, typeProblems } from '../../workload/object/types.ts'
import type { PodView } from '../../workload/pod/pod.ts'
import { changesOf, podAfter } from '../../workload/pod/pod-after.ts'
import type { Settings } from '../../workload/settings/settings.ts'
import { exemptionOf } from '../exemption.ts'
import type { Workload } from '../workload.ts'

/** Why a namespace does not admit a pod whose volumes may be as they should: nobody writes anything then. */
export interface AdmissionRefusal {
  /** Upstream's words for the checks that fail, and for the containers that fail them. */
  readonly reason: string
  readonly detail: string
  /** What hardening left out for lack of evidence, which is what a person can do about it. */
  readonly left: readonly PodObservation[]
}

/** Whether a namespace admits a pod: as it stands, once it is hardened, or in no way that is known to be safe. */
export type Admission = {
  /** What hardening does for it, beside the fixes of the volumes. */
  readonly hardenings: readonly Hardening[]
} & (
  | { readonly admitted: 'as-it-stands' }
  /** `works`: whether what hardening makes of it starts, and gets at its volumes. */
  | { readonly admitted: 'hardened'; readonly works: Answer }
  | { readonly admitted: 'no'; readonly refusal: AdmissionRefusal }
)

/** What surrounds the workload. */
interface Context {
  readonly storage: StreamStorage
  readonly settings: Settings
  /** Changes that the text cannot take. */
  readonly refused?: RefusedChanges | undefined
}

/**
 * What admission says of a pod, and of the same hardened as far as it is known to be safe. A check that the policy exempts
 * is none that counts, and a pod with a field of a wrong type is neither hardened nor admitted.
 */
export function admissionOf(workload: Workload, planned: readonly Hardening[], context: Context): Admission {
  const { storage, settings, refused } = context
  const { pod, demand } = workload
  const { exempts } = exemptionOf(workload, settings)
  const violationsOf = (judged: PodView) =>
    splitExempted(evaluatePod(judged, { ...demand, kubeMinor: settings.kubeMinor }), ({ id }, { container }) =>
      exempts(id, container),
    ).kept
  const written = violationsOf(pod)
  const [badType] = typeProblems(pod)
  if (badType !== undefined) return { admitted: 'no', refusal: mistyped(written, pod, badType), hardenings: [] }
  if (written.length === 0) return { admitted: 'as-it-stands', hardenings: [] }
  if (pod.readOnly !== undefined)
    return { admitted: 'no', refusal: { ...aggregate(written), left: [] }, hardenings: [] }
  // The fixes of the volumes are planned already; of them, only who runs as whom decides about the other fields.
  const identified = podAfter(pod, changesOf(planned.filter(({ change }) => change.op === 'set')))
  const others = { ...settings, harden: { ...settings.harden, volumes: 'off' as const } }
  const { hardenings, observations } = hardenPod(identified, {
    ...demand,
    settings: others,
    storage,
    exempts,
    ...(refused !== undefined && { refused }),
  })
  const kept = violationsOf(podAfter(identified, changesOf(hardenings)))
  if (kept.length === 0) {
    // What is inserted comes last: it moves the containers whose fields are set.
    const inserted = planned.filter(({ change }) => change.op !== 'set')
    const after = podAfter(identified, changesOf([...hardenings, ...inserted]))
    return { admitted: 'hardened', works: worksOnCluster(after, context), hardenings }
  }
  const left = observations.filter(({ observation }) => observation.code === 'not-hardened')
  return { admitted: 'no', refusal: { ...aggregate(kept), left }, hardenings }
}

function worksOnCluster(pod: PodView, { storage, settings }: Context): Answer {
  const mounts = judgeMounts(pod, storage, settings).map(verdict => verdict[verdict.wants])
  return all([...mounts, ...startProblems(pod, storage, settings).map(({ starts }) => starts)])
}

/** The API server does not even decode it. */
function mistyped(
  written: readonly CheckFailure[],
  { object }: PodView,
  { path, want, got }: TypeProblem,
): AdmissionRefusal {
  if (written.length > 0) return { ...aggregate(written), left: [] }
  const place = formatPath(pathInObject(object, path))
  return { reason: 'a field of a wrong type', detail: `${place} is ${got}, and Kubernetes wants ${want}`, left: [] }
}
