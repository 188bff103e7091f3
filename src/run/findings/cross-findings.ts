import { crossFindings, type OtherPods, otherPods } from '../../volumes/findings/findings.ts'
import type { PodWithVerdicts } from '../../volumes/findings/judged.ts'
import type { MountVerdict } from '../../volumes/model/mount.ts'
import type { Finding } from '../../workload/finding/finding.ts'
import type { Settings } from '../../workload/settings/settings.ts'
import type { Workload } from '../workload.ts'
import { observationFinding } from './findings.ts'

interface JudgedMounts {
  readonly workload: Workload
  readonly judgement: { readonly verdicts: readonly MountVerdict[] }
}

/**
 * What only shows when the workloads are held against each other, or against more than one of their mounts, unless nobody
 * asks about volumes.
 */
export function crossWorkloadFindings(
  judged: readonly JudgedMounts[],
  settings: Settings,
  others?: OtherPods,
): readonly Finding[] {
  if (settings.harden.volumes === 'off') return []
  const sourceOf = new Map(judged.map(({ workload }) => [workload.pod.object.document, workload.source]))
  return crossFindings(judged.map(withVerdicts), settings, others).flatMap(observation => {
    const source = sourceOf.get(observation.pod.object.document)
    return source === undefined ? [] : [observationFinding(source, observation)]
  })
}

/** What the parts of a run need to know of each other, when `judged` are all that mount a claim by its name. */
export function otherWorkloads(judged: readonly JudgedMounts[], settings: Settings): OtherPods {
  return otherPods(judged.map(withVerdicts), settings)
}

function withVerdicts({ workload, judgement }: JudgedMounts): PodWithVerdicts {
  return { pod: workload.pod, verdicts: judgement.verdicts, level: workload.demand.level }
}
