import type { OtherPods } from '../../volumes/findings/findings.ts'
import type { Finding } from '../../workload/finding/finding.ts'
import type { Settings } from '../../workload/settings/settings.ts'
import type { JudgedWorkload } from '../report.ts'
import type { Source } from '../source.ts'
import { clusterFindings } from './cluster-findings.ts'
import { crossWorkloadFindings, otherWorkloads } from './cross-findings.ts'
import { exemptionFindings, usedExemptions } from './exemption-findings.ts'
import { judgementFindings } from './findings.ts'
import { imageFindings } from './image-findings.ts'
import { podHolderFindings } from './pod-holder-findings.ts'
import { type KnownOfSources, knownOfSources, sourceFindings } from './source-findings.ts'

/** All that a check says: of the texts, of each workload, of workloads together, of what is known, and of the exemptions. */
export function checkFindings(
  sources: readonly Source[],
  judged: readonly JudgedWorkload[],
  settings: Settings,
): readonly Finding[] {
  const known = knownOfAll(sources, judged, settings)
  return [
    ...manifestFindings(sources, judged, settings, known),
    ...exemptionFindings(new Set(usedExemptions(judged, settings)), settings),
  ]
}

/** What a part of the manifests has to know of the others. */
export interface KnownOfAll extends KnownOfSources {
  readonly others: OtherPods
}

/** What is known where `sources` hold every definition, and `judged` all that mount a claim by its name. */
export function knownOfAll(
  sources: readonly Source[],
  judged: readonly JudgedWorkload[],
  settings: Settings,
): KnownOfAll {
  return { ...knownOfSources(sources, settings), others: otherWorkloads(judged, settings) }
}

/** What a check says of the manifests, or of a part of them. Parts are to come in order. */
export function manifestFindings(
  sources: readonly Source[],
  judged: readonly JudgedWorkload[],
  settings: Settings,
  known: KnownOfAll,
): readonly Finding[] {
  const workloads = judged.map(({ workload }) => workload)
  const { told } = known.others
  return [
    ...sourceFindings(sources, settings, known),
    ...podHolderFindings(sources, settings),
    ...judged.flatMap(({ workload, judgement }) => judgementFindings(workload, judgement)),
    ...crossWorkloadFindings(judged, settings, known.others),
    ...imageFindings(workloads, settings, told),
    ...clusterFindings(workloads, settings, told),
  ]
}
