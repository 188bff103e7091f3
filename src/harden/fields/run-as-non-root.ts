import { mapAt } from '../../manifest/value.ts'
import { restrictedPod } from '../../security/contexts.ts'
import type { Hardening } from '../../workload/finding/observation.ts'
import type { PodView } from '../../workload/pod/pod.ts'
import { type Candidate, leftOut, onContainer, onPod } from '../candidate.ts'
import { type HardenContext, mayBeRootInside } from '../context.ts'
import { combined, type PodHardening } from '../hardening.ts'
import { isUnset } from './unset.ts'

const field = 'runAsNonRoot'

/** `runAsNonRoot: true`, once on the pod where every container is known not to be root, else on those that are. */
export function hardenRunAsNonRoot(
  pod: PodView,
  candidates: readonly Candidate[],
  context: HardenContext,
): PodHardening {
  if (context.exempts(field)) return combined([])
  const judged = candidates.filter(({ container }) => !context.exempts(field, container.name))
  const unset = candidates.filter(candidate => isUnset(candidate.context[field]))
  const willing = unset.filter(candidate => judged.includes(candidate) && isNonRoot(candidate))
  const marks = marksOf(pod, unset, willing)
  const unwilling = unset.filter(candidate => judged.includes(candidate) && !isNonRoot(candidate))
  const reported =
    isUnset(onWholePod(pod)) && !mayBeRootInside(pod, context)
      ? unwilling.map(candidate => reportOf(pod, candidate))
      : []
  const written = judged.filter(candidate => candidate.context[field] === false && !isNonRoot(candidate))
  const kept = isEnforced(context) && !mayBeRootInside(pod, context) ? written : []
  return combined([
    { hardenings: marks, observations: [] },
    ...reported,
    ...kept.map(candidate => leftOut(pod, candidate, `${field}: true`, candidate.runner.reason)),
  ])
}

/** Whether what the author wrote would have been replaced, had anything spoken for it. */
function isEnforced({ settings, level }: HardenContext): boolean {
  return settings.enforce && level === 'restricted'
}

function onWholePod(pod: PodView) {
  return mapAt(pod.spec, 'securityContext')?.[field]
}

function marksOf(pod: PodView, unset: readonly Candidate[], willing: readonly Candidate[]): readonly Hardening[] {
  if (!isUnset(onWholePod(pod)) || willing.length === 0) return []
  const runners = willing.map(({ runner }) => runner.reason)
  if (willing.length === unset.length && pod.containersOnly === undefined)
    return [onPod(pod, [field], restrictedPod[field], { code: 'all-non-root', runners })]
  return willing.map(candidate => onContainer(candidate, [field], restrictedPod[field], candidate.runner.reason))
}

/** Done whatever the image risks: the kubelet compares a number, and the process never learns of it. */
function isNonRoot({ runner }: Candidate): boolean {
  return runner.kind === 'non-root'
}

function reportOf(pod: PodView, candidate: Candidate): PodHardening {
  return leftOut(pod, candidate, field, candidate.runner.reason)
}
