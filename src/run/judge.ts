import type { CheckFailure } from '../pss/check.ts'
import { evaluatePod } from '../pss/evaluate.ts'
import { type ExemptedSplit, splitExempted } from '../pss/exempt.ts'
import { planFixes } from '../volumes/fixes/plan.ts'
import type { MountVerdict } from '../volumes/model/mount.ts'
import { judgeMounts } from '../volumes/model/verdict.ts'
import type { StreamStorage } from '../volumes/model/volume/facts.ts'
import type { PodObservation } from '../workload/observation.ts'
import type { PodView } from '../workload/pod.ts'
import type { Settings } from '../workload/settings.ts'
import type { PodExemption } from './exemption.ts'
import type { Workload } from './workload.ts'

/** What is wrong with a pod as it stands: the checks it fails, and who can use which mount, with the fixes there are. */
export interface Judgement {
  readonly violations: ExemptedSplit
  readonly verdicts: readonly MountVerdict[]
  /** What the planner says about its fixes. */
  readonly observations: readonly PodObservation[]
}

/** Judge `pod`, which is the workload's own or what hardening made of it. */
export function judgePod(pod: PodView, { workload, exemption, storage, settings }: JudgeContext): Judgement {
  const { demand } = workload
  const violations = evaluatePod(pod, { ...demand, kubeMinor: settings.kubeMinor })
  const plan = exemption.skipped ? nothingPlanned : planMounts(pod, { workload, exemption, storage, settings })
  const isExempt = ({ id }: CheckFailure, { container }: { readonly container?: string }) =>
    exemption.exempts(id, container)
  return { violations: splitExempted(violations, isExempt), ...plan }
}

/** What a pod is judged with. */
export interface JudgeContext {
  readonly workload: Workload
  readonly exemption: PodExemption
  readonly storage: StreamStorage
  readonly settings: Settings
}

const nothingPlanned = { verdicts: [], observations: [] }

function planMounts(pod: PodView, { workload, exemption, storage }: JudgeContext) {
  const { settings } = workload
  const verdicts = settings.harden.volumes === 'off' ? [] : judgeMounts(pod, storage, settings)
  const keepsUser = (container: string) => exemption.exempts('runAsNonRoot', container)
  const plan = planFixes({ pod, verdicts, level: workload.demand.level, settings, storage, keepsUser })
  return { verdicts: plan.verdicts, observations: plan.observations }
}
