import type { Report } from '../report/report.ts'
import type { Finding } from '../workload/finding.ts'
import type { Settings } from '../workload/settings.ts'
import { exemptionFindings, exemptionOf } from './exemption.ts'
import { crossWorkloadFindings } from './findings/cross-findings.ts'
import { judgementFindings } from './findings/findings.ts'
import { imageFindings } from './findings/image-findings.ts'
import { sourceFindings } from './findings/source-findings.ts'
import { judgePod } from './judge.ts'
import { type JudgedWorkload, reportOf } from './report.ts'
import { readSource, type Source, type SourceText } from './source.ts'
import { objectsIn, type Surroundings, surroundingsOf, workloadsOf } from './workload.ts'

/** What is asked of a check beyond the settings. */
export interface CheckOptions {
  readonly lowest: 'asked' | 'not-asked'
}

/** Judge every pod of `texts` as it stands. Namespaces, claims and storage classes of any text count for all. */
export function checkTexts(
  texts: readonly SourceText[],
  settings: Settings,
  options: CheckOptions = { lowest: 'not-asked' },
): Report {
  const checked = checkSources(
    texts.map(text => readSource(text, settings)),
    settings,
  )
  return reportOf({ ...checked, edits: [], settings, ...options })
}

/** Sources with all that a check says of them. */
export interface Checked {
  readonly sources: readonly Source[]
  readonly judged: readonly JudgedWorkload[]
  readonly findings: readonly Finding[]
  readonly surroundings: Surroundings
}

/** Judge every pod of sources that are read. */
export function checkSources(sources: readonly Source[], settings: Settings): Checked {
  const surroundings = surroundingsOf(objectsIn(sources), settings)
  const judged = judgeSources(sources, settings, surroundings)
  return { sources, judged, findings: checkFindings(sources, judged, settings), surroundings }
}

/** Every workload of the sources with its judgement, in order. */
function judgeSources(
  sources: readonly Source[],
  settings: Settings,
  surroundings: Surroundings,
): readonly JudgedWorkload[] {
  const { storage } = surroundings
  return workloadsOf(sources, settings, surroundings).map(workload => {
    const exemption = exemptionOf(workload, settings)
    return { workload, judgement: judgePod(workload.pod, { workload, exemption, storage, settings }) }
  })
}

/** All that a check says: of the texts, of each workload, of workloads together, and of the exemptions. */
function checkFindings(
  sources: readonly Source[],
  judged: readonly JudgedWorkload[],
  settings: Settings,
): readonly Finding[] {
  return [
    ...sourceFindings(sources, settings),
    ...judged.flatMap(({ workload, judgement }) => judgementFindings(workload, judgement)),
    ...acrossWorkloads(judged, settings),
    ...imageFindings(
      judged.map(({ workload }) => workload),
      settings,
    ),
    ...exemptionFindings(judged, settings),
  ]
}

/** What only shows when the workloads are held against each other, unless nobody asks about volumes. */
export function acrossWorkloads(judged: readonly JudgedWorkload[], settings: Settings): readonly Finding[] {
  if (settings.harden.volumes === 'off') return []
  return crossWorkloadFindings(
    judged.map(({ workload, judgement }) => ({ workload, verdicts: judgement.verdicts })),
    settings,
  )
}
