import { compact } from '../../manifest/compact.ts'
import type { FixId, Observation, Severity } from '../../workload/finding.ts'
import type { PodObservation } from '../../workload/observation.ts'
import type { PodView } from '../../workload/pod.ts'
import { startCure, startWords } from '../../workload/reason/start-words.ts'
import { type StartProblem, strictGroups } from '../model/start/obstacle.ts'

/** The fix that is chosen, and what it does here; or what a person can do. */
export interface Help {
  readonly fix?: FixId
  readonly cure?: string
}

/** What is to be said of containers that do not start, or may not: one cause, one finding. */
export function startObservations(
  pod: PodView,
  problems: readonly StartProblem[],
  helpFor: (problem: StartProblem) => Help = ({ obstacle }) => compact({ cure: startCure(obstacle.reason) }),
): readonly PodObservation[] {
  const notes = strictGroups(pod)
  return [
    ...problems.map(problem => observationOf(pod, problem, helpFor(problem))),
    ...(notes === undefined ? [] : [note(pod, notes)]),
  ]
}

function observationOf(pod: PodView, problem: StartProblem, help: Help): PodObservation {
  const { container, starts, obstacle } = problem
  const observation: Observation = {
    code: starts === 'no' ? 'will-not-start' : 'may-not-start',
    detail: detailOf(problem),
    ...help,
  }
  const path = container?.path ?? obstacle.path ?? pod.path
  const severity: Severity = starts === 'no' ? 'error' : container === undefined ? 'note' : 'warning'
  return { pod, ...(container === undefined ? {} : { container: container.name }), path, severity, observation }
}

/** `will not start: …`, `will fail: …`; of what the others wait for with what that means for the pod. */
function detailOf(problem: StartProblem): string {
  const { container, starts, obstacle } = problem
  const waited = container === undefined || container.role === 'init' || obstacle.step === undefined
  const isFirst = container === undefined || container.list === 'initContainers'
  const rest = waited && isFirst ? consequence[starts] : ''
  return `${verbOf(problem)}: ${startWords(obstacle.reason)}${rest}`
}

function verbOf({ starts, obstacle, onlyLater }: StartProblem): string {
  if (onlyLater === true) return 'fails at every start but the first'
  if (obstacle.of === 'command') return starts === 'no' ? 'will fail' : 'may fail'
  return starts === 'no' ? 'will not start' : 'may not start'
}

const consequence = {
  no: ', so no container of the pod starts',
  unknown: ', and then no container of the pod starts',
} as const

/** Advice: only old runtimes lack it. */
function note(pod: PodView, detail: string): PodObservation {
  const path = [...pod.path, 'securityContext', 'supplementalGroupsPolicy']
  return { pod, path, severity: 'note', observation: { code: 'may-not-start', detail } }
}
