import type { Observation, Severity } from '../../workload/finding/finding.ts'
import type { FixId } from '../../workload/finding/fix-id.ts'
import type { PodObservation } from '../../workload/finding/observation.ts'
import type { PodView } from '../../workload/pod/pod.ts'
import type { WayOut } from '../../workload/reason/fix-reason.ts'
import type { LockedNodes } from '../../workload/settings/cluster-facts.ts'
import type { Settings } from '../../workload/settings/settings.ts'
import { hasStrictGroups, type StartProblem } from '../model/start/obstacle.ts'

/** The fix that is chosen, and what it does here; or what a person can do beyond what the reason tells. */
export interface Help {
  readonly fix?: FixId
  readonly cure?: WayOut
}

/** What is to be said of containers that do not start, or may not: one cause, one finding. */
export function startObservations(
  pod: PodView,
  problems: readonly StartProblem[],
  { cluster }: Pick<Settings, 'cluster'>,
  helpFor: (problem: StartProblem) => Help = () => ({}),
): readonly PodObservation[] {
  return [
    ...problems.map(problem => observationOf(pod, problem, helpFor(problem))),
    ...(hasStrictGroups(pod) ? strictGroups(pod, cluster?.nodes) : []),
  ]
}

function observationOf(pod: PodView, problem: StartProblem, help: Help): PodObservation {
  const { container, starts, obstacle, onlyLater } = problem
  const observation: Observation = {
    code: starts === 'no' ? 'will-not-start' : 'may-not-start',
    reason: obstacle.reason,
    ...(onlyLater === undefined ? {} : { onlyLater }),
    ...(stopsPod(problem) ? { stopsPod: true } : {}),
    ...help,
  }
  const path = container?.path ?? obstacle.path ?? pod.path
  const severity: Severity = starts === 'no' ? 'error' : container === undefined ? 'note' : 'warning'
  return { pod, ...(container === undefined ? {} : { container: container.name }), path, severity, observation }
}

/** Whether the others wait for it, so that none of them starts. */
function stopsPod({ container, obstacle }: StartProblem): boolean {
  const waited = container === undefined || container.role === 'init' || obstacle.step === undefined
  return waited && (container === undefined || container.list === 'initContainers')
}

/** An error where no node has the feature, nothing where all have it, else a note. */
function strictGroups(pod: PodView, nodes: LockedNodes | undefined): readonly PodObservation[] {
  const path = [...pod.path, 'securityContext', 'supplementalGroupsPolicy']
  const able = nodes?.supplementalGroupsPolicy
  if (able === 'all') return []
  const without = nodes && { lacking: able === 'none' ? ('all' as const) : ('some' as const), runtimes: nodes.runtimes }
  const reason = { code: 'strict-groups', ...(without && { nodes: without }) } as const
  if (able === 'none') return [{ pod, path, severity: 'error', observation: { code: 'will-not-start', reason } }]
  return [{ pod, path, severity: 'note', observation: { code: 'may-not-start', reason } }]
}
