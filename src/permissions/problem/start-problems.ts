import type { FixId, Observation, Severity } from '../../workload/finding.ts'
import type { PodObservation } from '../../workload/observation.ts'
import type { PodView } from '../../workload/pod.ts'
import { type StartProblem, strictGroups } from '../start/obstacle.ts'

/** What is to be said of containers that do not start, or may not: one cause, one finding. */
export function startObservations(
  pod: PodView,
  problems: readonly StartProblem[],
  fixOf: (problem: StartProblem) => FixId | undefined = () => undefined,
): readonly PodObservation[] {
  const notes = strictGroups(pod)
  return [
    ...problems.map(problem => observationOf(pod, problem, fixOf(problem))),
    ...(notes === undefined ? [] : [note(pod, notes)]),
  ]
}

function observationOf(pod: PodView, problem: StartProblem, fix: FixId | undefined): PodObservation {
  const { container, starts, obstacle } = problem
  const observation: Observation = {
    code: starts === 'no' ? 'will-not-start' : 'may-not-start',
    detail: detailOf(problem),
    ...(fix === undefined ? {} : { fix }),
    ...(obstacle.cure === undefined ? {} : { cure: obstacle.cure }),
  }
  const path = container?.path ?? obstacle.path ?? pod.path
  const severity: Severity = starts === 'no' ? 'error' : container === undefined ? 'note' : 'warning'
  return { pod, ...(container === undefined ? {} : { container: container.name }), path, severity, observation }
}

/** `will not start: …`, `will fail: …`; of an init container with what that means for the pod. */
function detailOf({ container, starts, obstacle }: StartProblem): string {
  const { because } = obstacle
  const isCommand = obstacle.of === 'command'
  const verb = starts === 'no' ? (isCommand ? 'will fail' : 'will not start') : isCommand ? 'may fail' : 'may not start'
  const rest = container === undefined || container.list === 'initContainers' ? consequence[starts] : ''
  return `${verb}: ${because}${rest}`
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
