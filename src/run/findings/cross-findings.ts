import { crossFindings } from '../../volumes/findings/findings.ts'
import type { MountVerdict } from '../../volumes/model/mount.ts'
import type { Finding } from '../../workload/finding.ts'
import type { Settings } from '../../workload/settings.ts'
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
export function crossWorkloadFindings(judged: readonly JudgedMounts[], settings: Settings): readonly Finding[] {
  if (settings.harden.volumes === 'off') return []
  const sourceOf = new Map(judged.map(({ workload }) => [workload.pod.object.document, workload.source]))
  const pods = judged.map(({ workload, judgement }) => {
    return { pod: workload.pod, verdicts: judgement.verdicts, level: workload.demand.level }
  })
  return crossFindings(pods, settings).flatMap(observation => {
    const source = sourceOf.get(observation.pod.object.document)
    return source === undefined ? [] : [observationFinding(source, observation)]
  })
}
