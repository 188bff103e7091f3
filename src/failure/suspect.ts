import { compact } from '../manifest/compact.ts'
import { textAt } from '../manifest/value.ts'
import type { Identity, MountVerdict } from '../volumes/model/mount.ts'
import type { StartProblem } from '../volumes/model/start/obstacle.ts'
import type { ScriptTrace } from '../volumes/model/start/order.ts'
import { startIn } from '../volumes/model/verdict.ts'
import type { ContainerView, PodView } from '../workload/pod/pod.ts'

/** A pod that a message may come from, with all that the model says of it. */
export interface Suspect {
  readonly pod: PodView
  readonly containers: readonly SuspectContainer[]
  readonly verdicts: readonly MountVerdict[]
  readonly problems: readonly StartProblem[]
}

/** A container and what its own script does, step by step. */
export interface SuspectContainer {
  readonly container: ContainerView
  readonly process: Identity
  /** Where its program starts, as far as the manifest or what is known of the image says. */
  readonly workingDir?: string
  /** At the first start, and at one after it. */
  readonly traces: readonly ScriptTrace[]
}

/** The suspect that a judged pod is. */
export function suspectOf(pod: PodView, verdicts: readonly MountVerdict[], problems: readonly StartProblem[]): Suspect {
  const { meetings = [], traces = [] } = startIn(pod) ?? {}
  const containers = meetings.map(({ container, process, image }) => {
    const written = textAt(container.spec, 'workingDir')
    const workingDir = written === undefined || written === '' ? image?.workingDir : written
    return {
      container,
      process,
      ...compact({ workingDir }),
      traces: traces.filter(trace => trace.container === container),
    }
  })
  return { pod, containers, verdicts, problems }
}

/** Why the container itself does not start, or may not; its pod's reasons are every container's. */
export function suspectProblems({ problems }: Suspect, { list, index }: ContainerView): readonly StartProblem[] {
  return problems.filter(
    ({ container }) => container === undefined || (container.list === list && container.index === index),
  )
}
