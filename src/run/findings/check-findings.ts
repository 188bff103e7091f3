import type { Finding } from '../../workload/finding.ts'
import type { Settings } from '../../workload/settings.ts'
import type { JudgedWorkload } from '../report.ts'
import type { Source } from '../source.ts'
import type { Workload } from '../workload.ts'
import { clusterFindings } from './cluster-findings.ts'
import { crossWorkloadFindings } from './cross-findings.ts'
import { exemptionFindings } from './exemption-findings.ts'
import { judgementFindings } from './findings.ts'
import { imageFindings } from './image-findings.ts'
import { podHolderFindings } from './pod-holder-findings.ts'
import { sourceFindings } from './source-findings.ts'

/** All that a check says: of the texts, of each workload, of workloads together, of what is known, and of the exemptions. */
export function checkFindings(
  sources: readonly Source[],
  judged: readonly JudgedWorkload[],
  settings: Settings,
): readonly Finding[] {
  return [
    ...sourceFindings(sources, settings),
    ...podHolderFindings(sources, settings),
    ...judged.flatMap(({ workload, judgement }) => judgementFindings(workload, judgement)),
    ...crossWorkloadFindings(judged, settings),
    ...evidenceFindings(
      judged.map(({ workload }) => workload),
      settings,
    ),
    ...exemptionFindings(judged, settings),
  ]
}

/** What there is to say of what is known about images and the cluster. */
function evidenceFindings(workloads: readonly Workload[], settings: Settings): readonly Finding[] {
  return [...imageFindings(workloads, settings), ...clusterFindings(workloads, settings)]
}
