import type { ImageFacts } from '../knowledge/images/image-facts.ts'
import type { FieldPath } from '../manifest/path.ts'
import { mapAt, type Value, type ValueMap } from '../manifest/value.ts'
import type { PodObservation } from '../workload/finding/observation.ts'
import { imageFacts } from '../workload/image/images.ts'
import { runsOwnProgram } from '../workload/pod/entrypoint.ts'
import { type ContainerView, containersOf, type PodView } from '../workload/pod/pod.ts'
import type { HardenReason, ImageRisk } from '../workload/reason/harden-reason.ts'
import type { HardenContext } from './context.ts'
import { riskOf } from './evidence/image-risk.ts'
import type { PodHardening } from './hardening.ts'
import { type Runner, runnerOf } from './runner.ts'

/** A container with everything that decides which fields it may get. */
export interface Candidate {
  readonly container: ContainerView
  readonly context: ValueMap
  readonly runner: Runner
  /** What is known of the image; the one look-up for everything that depends on it. */
  readonly facts?: ImageFacts
  /** Why the image takes no hardening at all, from the catalogue or the policy. */
  readonly risk?: ImageRisk
}

/** Every container of the pod with what decides about its security context. */
export function candidatesOf(pod: PodView, context: HardenContext): readonly Candidate[] {
  const { settings } = context
  return containersOf(pod).map(container => {
    const image = typeof container.spec.image === 'string' ? container.spec.image : undefined
    const facts = holding(imageFacts(image, settings), container)
    const risk = riskOf(facts)
    return {
      container,
      context: mapAt(container.spec, 'securityContext') ?? {},
      runner: runnerOf(pod, container, context),
      ...(facts !== undefined && { facts }),
      ...(risk !== undefined && { risk }),
    }
  })
}

/** What was read of the image's own program says nothing of another one that the container runs, unless somebody described the image as well. */
function holding(facts: ImageFacts | undefined, container: ContainerView): ImageFacts | undefined {
  if (facts?.measured === undefined || facts.reviewed === true || facts.gainsNothing === true) return facts
  if (runsOwnProgram(container, facts)) return facts
  const { setuid: _, fileCapabilities: __, ...others } = facts
  return others
}

/** Set one field of a container's security context. */
export function onContainer(candidate: Candidate, field: FieldPath, value: Value, reason: HardenReason) {
  const path = [...candidate.container.path, 'securityContext', ...field]
  return { change: { op: 'set' as const, path, value }, reason }
}

/** Set one field of the pod's security context. */
export function onPod(pod: PodView, field: FieldPath, value: Value, reason: HardenReason) {
  return { change: { op: 'set' as const, path: [...pod.path, 'securityContext', ...field], value }, reason }
}

/** Say why a field was left out. */
export function leftOut(pod: PodView, candidate: Candidate, field: string, reason: HardenReason): PodHardening {
  const { container } = candidate
  const observation: PodObservation = {
    pod,
    container: container.name,
    path: [...container.path, 'securityContext', field],
    severity: 'warning',
    observation: { code: 'not-hardened', field, reason },
  }
  return { hardenings: [], observations: [observation] }
}
