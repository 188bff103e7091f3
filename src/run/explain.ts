import { diagnose } from '../permissions/diagnose.ts'
import { crossFindings } from '../permissions/findings.ts'
import {
  type ExplainedFailure,
  type ExplainedWorkload,
  type Explanation,
  mountsOf,
} from '../report/explain/explanation.ts'
import type { Finding } from '../workload/finding.ts'
import type { Settings } from '../workload/settings.ts'
import { storageOf } from './check.ts'
import { explainWorkload, type PlannedWorkload, planWorkload } from './explain-workload.ts'
import { observationFinding } from './findings.ts'
import { type Selection, select } from './select.ts'
import { readSource, type SourceText } from './source.ts'
import { sourceFindings } from './source-findings.ts'
import { workloadsOf } from './workload.ts'

/** What is asked of an explanation beyond the settings. */
export interface ExplainOptions {
  /** Only these workloads; all where it is empty. */
  readonly selections?: readonly Selection[]
  /** The message of a failure that is to be explained. */
  readonly error?: string
}

/**
 * Explain who can use which volume of `texts`, and the fix that each level admits. Whoever asks wants to know, so
 * `harden.volumes: off` does not matter here. A selection leaves the others out of the answer, not out of the evidence.
 */
export function explainTexts(
  texts: readonly SourceText[],
  settings: Settings,
  { selections = [], error }: ExplainOptions = {},
): Explanation {
  const asked: Settings = { ...settings, harden: { ...settings.harden, volumes: 'fix' } }
  const sources = texts.map(text => readSource(text, asked))
  const storage = storageOf(sources, settings)
  const planned = workloadsOf(sources, asked).map(workload => planWorkload(workload, storage, asked))
  const unread = sources.flatMap(source => sourceFindings(source, asked))
  const findings = [...unread, ...acrossWorkloads(planned, asked)]
  const all = planned.map(workload => explainWorkload(workload, asked, findings))
  const workloads = select(all, selections, asked)
  return {
    workloads,
    findings: unread.filter(({ place }) => place.object === undefined),
    ...(error === undefined ? {} : { failure: explainFailure(error, workloads) }),
  }
}

function acrossWorkloads(planned: readonly PlannedWorkload[], settings: Settings): readonly Finding[] {
  const sourceOf = new Map(planned.map(({ workload }) => [workload.pod, workload.source]))
  const pods = planned.map(({ workload, verdicts }) => {
    return { pod: workload.pod, verdicts, level: workload.demand.level }
  })
  return crossFindings(pods, settings).flatMap(observation => {
    const source = sourceOf.get(observation.pod)
    return source === undefined ? [] : [observationFinding(source, observation)]
  })
}

/** A whole log may be given: its first line that tells of a permission counts. */
function explainFailure(text: string, workloads: readonly ExplainedWorkload[]): ExplainedFailure {
  const verdicts = workloads.flatMap(mountsOf).map(({ verdict }) => verdict)
  for (const line of text.split('\n')) {
    const diagnoses = diagnose(line, verdicts)
    if (diagnoses !== undefined) return { text: line.trim(), diagnoses }
  }
  return { text: text.trim() }
}
