import { diagnose } from '../permissions/diagnose.ts'
import {
  type ExplainedFailure,
  type ExplainedWorkload,
  type Explanation,
  mountsOf,
} from '../report/explain/explanation.ts'
import type { Finding } from '../workload/finding.ts'
import type { ObjectRef } from '../workload/object.ts'
import type { Settings } from '../workload/settings.ts'
import { crossWorkloadFindings } from './cross-findings.ts'
import { planSources } from './explain-plan.ts'
import { explainWorkload } from './explain-workload.ts'
import { type Selection, select } from './select.ts'
import { readSource, type SourceText } from './source.ts'
import { sourceFindings } from './source-findings.ts'
import { objectsIn, surroundingsOf } from './workload.ts'

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
  const surroundings = surroundingsOf(objectsIn(sources), asked)
  const { planned, dropped } = planSources(sources, asked, surroundings)
  const unread = sourceFindings(sources, asked)
  const findings = [...unread, ...crossWorkloadFindings(planned, asked), ...dropped]
  const told = byObject(findings)
  const all = planned.map(plan => explainWorkload(plan, asked, told.get(plan.workload.pod.object.ref) ?? []))
  const workloads = select(all, selections, asked)
  return {
    workloads,
    findings: unread.filter(({ place }) => place.object === undefined),
    ...(error === undefined ? {} : { failure: explainFailure(error, workloads) }),
  }
}

function byObject(findings: readonly Finding[]): ReadonlyMap<ObjectRef, readonly Finding[]> {
  const groups = new Map<ObjectRef, Finding[]>()
  for (const finding of findings) {
    const { object } = finding.place
    if (object === undefined) continue
    const group = groups.get(object)
    if (group === undefined) groups.set(object, [finding])
    else group.push(finding)
  }
  return groups
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
