import type { CheckFailure } from '../pss/check.ts'
import { evaluatePod } from '../pss/evaluate.ts'
import { type ExemptedSplit, splitExempted } from '../pss/exempt.ts'
import type { PlanInput } from '../volumes/fixes/decide.ts'
import { observedWithoutFixes, planFixes } from '../volumes/fixes/plan.ts'
import type { MountVerdict } from '../volumes/model/mount.ts'
import { podShape, rememberingShapes } from '../volumes/model/pod-shape.ts'
import { judgeMounts } from '../volumes/model/verdict.ts'
import type { StreamStorage } from '../volumes/model/volume/facts.ts'
import type { PodObservation } from '../workload/finding/observation.ts'
import type { PodView } from '../workload/pod/pod.ts'
import type { Settings } from '../workload/settings/settings.ts'
import type { PodExemption } from './exemption.ts'
import { planByShape } from './plan-by-shape.ts'
import type { Workload } from './workload.ts'

/** What is wrong with a pod as it stands: the checks it fails, and who can use which mount, with the fixes there are. */
export interface Judgement {
  readonly violations: ExemptedSplit
  readonly verdicts: readonly MountVerdict[]
  /** What the planner says about its fixes. */
  readonly observations: readonly PodObservation[]
}

/** Judge `pod`, which is the workload's own or what hardening made of it. */
export function judgePod(pod: PodView, context: JudgeContext): Judgement {
  // Nobody is promised a fix that cannot be written.
  if (pod.readOnly !== undefined) return judgeWithoutFixes(pod, context)
  const security = judgeSecurity(pod, context)
  if (context.exemption.skipped) return security
  return { ...security, ...planMounts(pod, context) }
}

/** The same where nobody asks for fixes, nor whether an init container is needless: no fix is looked for. */
export function judgeWithoutFixes(pod: PodView, context: JudgeContext): Judgement {
  const security = judgeSecurity(pod, context)
  if (context.exemption.skipped) return security
  const input = mountsOf(pod, context)
  return { ...security, verdicts: input.verdicts, observations: observedWithoutFixes(input) }
}

/** The same for Pod Security alone. */
export function judgeSecurity(pod: PodView, context: JudgeContext): Judgement {
  const { exemption } = context
  const violations = failuresOf(pod, context)
  const isExempt = ({ id }: CheckFailure, { container }: { readonly container?: string }) =>
    exemption.exempts(id, container)
  return { violations: splitExempted(violations, isExempt), verdicts: [], observations: [] }
}

/** The checks that a pod fails, which its shape decides. */
function failuresOf(pod: PodView, context: JudgeContext): readonly CheckFailure[] {
  const { workload, settings, checks } = context
  const { level, version } = workload.demand
  const shape = checks === undefined ? podShape(pod, workload.demand) : undefined
  return remembered(context, shape, () =>
    evaluatePod(pod, { level, version, kubeMinor: settings.kubeMinor, only: checks }),
  )
}

const remembered = rememberingShapes<readonly CheckFailure[]>(() => true)

/** What a pod is judged with. */
export interface JudgeContext {
  readonly workload: Workload
  readonly exemption: PodExemption
  readonly storage: StreamStorage
  readonly settings: Settings
  /** The checks of Pod Security that are asked for; absent: all. */
  readonly checks?: ReadonlySet<string>
}

function planMounts(pod: PodView, context: JudgeContext) {
  return planByShape(pod, context, () => {
    const { verdicts, observations } = planFixes(mountsOf(pod, context))
    return { verdicts, observations }
  })
}

function mountsOf(pod: PodView, { workload, exemption, storage }: JudgeContext): PlanInput {
  const { settings } = workload
  const verdicts = settings.harden.volumes === 'off' ? [] : judgeMounts(pod, storage, settings)
  const keepsUser = (container: string) => exemption.exempts('runAsNonRoot', container)
  return { pod, verdicts, level: workload.demand.level, settings, storage, keepsUser }
}
