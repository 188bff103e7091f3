import { grouped } from '../../volumes/model/grouped.ts'
import type { Observation } from '../../workload/finding/finding.ts'
import type { Hardening, PodObservation } from '../../workload/finding/observation.ts'
import type { PodView } from '../../workload/pod/pod.ts'
import { type Candidate, leftOut } from '../candidate.ts'
import type { HardenContext } from '../context.ts'
import type { PodHardening } from '../hardening.ts'
import { evidenceOf, isDemanded } from './evidence.ts'
import type { TakingField } from './field-question.ts'

/** A field that a container may get, and for what. */
export interface Wish {
  readonly pod: PodView
  readonly candidate: Candidate
  readonly context: HardenContext
  readonly field: TakingField
}

/** What a container's fields come to by their evidence: whether one is set, and what is said of it. */
export interface Decision {
  readonly isSet: boolean
  readonly observations: readonly PodObservation[]
}

/**
 * A field that is known to be harmless is set; one that is known to break the container is not. In doubt it is set where
 * admission refuses the pod without it, and the report says so; where admission forces nothing, nothing is guessed.
 */
export function decideField({ pod, candidate, context, field }: Wish): Decision {
  const evidence = evidenceOf(field, { pod, candidate, context })
  if (evidence.kind === 'harmless') return { isSet: true, observations: [] }
  const { reason } = evidence
  if (evidence.kind === 'breaks') return { isSet: false, ...leftOut(pod, candidate, field, reason) }
  const isSet = isDemanded(field, context)
  const observation: Observation = isSet
    ? { code: 'hardened-in-doubt', field, level: context.level, reason }
    : { code: 'not-hardened', field, reason }
  return { isSet, observations: [noteOf(pod, candidate, observation)] }
}

/** The decision with the change that it is about. */
export function decided(wish: Wish, hardening: Hardening): PodHardening {
  const { isSet, observations } = decideField(wish)
  return { hardenings: isSet ? [hardening] : [], observations }
}

function noteOf(pod: PodView, { container }: Candidate, observation: Observation): PodObservation {
  const path = [...container.path, 'securityContext']
  return { pod, container: container.name, path, severity: 'note', observation }
}

/** One doubt about an image is one line, however many fields it is about. */
export function mergedDoubts({ hardenings, observations }: PodHardening): PodHardening {
  const merged = grouped(observations, doubtKey).flatMap(alike => {
    const fields = alike.flatMap(({ observation }) => ('field' in observation ? [observation.field] : []))
    return alike.slice(0, 1).map(one => withField(one, listed(fields)))
  })
  return { hardenings, observations: merged }
}

function doubtKey({ path, severity, observation }: PodObservation): string {
  return JSON.stringify([path, severity, { ...observation, field: severity === 'note' ? '' : fieldIn(observation) }])
}

function fieldIn(observation: Observation): string {
  return 'field' in observation ? observation.field : ''
}

function withField(one: PodObservation, field: string): PodObservation {
  return 'field' in one.observation ? { ...one, observation: { ...one.observation, field } } : one
}

/** `a, b and c`. */
function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
}
