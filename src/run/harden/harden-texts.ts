import { mapAt, textAt } from '../../manifest/value.ts'
import type { Fixes, Report } from '../../report/report.ts'
import type { Finding } from '../../workload/finding.ts'
import type { ObjectView } from '../../workload/object.ts'
import type { Settings } from '../../workload/settings.ts'
import { type Checked, type CheckOptions, checkSources } from '../check.ts'
import { observationFinding } from '../findings/findings.ts'
import { refusalFindings } from '../findings/refusal-findings.ts'
import { placeOf } from '../place.ts'
import { findingsInOrder, reportOf } from '../report.ts'
import { readSource, type SourceText } from '../source.ts'
import { editReports, splicesOf } from './fixes.ts'
import { type Hardened, type HardenedSource, type HardenedWorkload, hardenEach, hardenSources } from './harden.ts'
import { remainingFindings } from './remaining.ts'

/** Hardened texts, and on demand what was found in them. Nobody pays for a report that is not asked for. */
export interface HardenResult {
  readonly texts: readonly SourceText[]
  /** Verdicts of the input, and the edits that were made. */
  readonly report: () => Report
  /** What the edits did not repair: findings of the input that still hold for the output, and what hardening left out. */
  readonly remaining: () => readonly Finding[]
  /** What was changed, in a form that programs can apply. */
  readonly fixes: () => Fixes
}

/** Harden every pod of `texts` for the level that its namespace enforces. Bytes that need no change do not change. */
export function hardenTexts(texts: readonly SourceText[], settings: Settings): HardenResult {
  const sources = texts.map(text => readSource(text, settings))
  return resultOf(hardenSources(sources, settings), settings)
}

/** The same, text by text: each comes as soon as it is hardened. */
export function* hardenTextsInTurn(
  texts: readonly SourceText[],
  settings: Settings,
): Generator<SourceText, HardenResult> {
  const sources = texts.map(text => readSource(text, settings))
  const each = hardenEach(sources, settings)
  for (;;) {
    const { done, value } = each.next()
    if (done) return resultOf(value, settings)
    yield hardenedText(value)
  }
}

function hardenedText({ source, text }: HardenedSource): SourceText {
  return { file: source.file, text: text() }
}

/** What check says of texts, and on demand what hardening does about it: both are of the same reading and judgement. */
export interface CheckResult {
  readonly report: Report
  readonly fixes: () => Fixes
}

/** Judge every pod of `texts` as it stands, as `checkTexts` does. */
export function checkFixable(texts: readonly SourceText[], settings: Settings, options: CheckOptions): CheckResult {
  const checked = checkSources(
    texts.map(text => readSource(text, settings)),
    settings,
  )
  return {
    report: reportOf({ ...checked, edits: [], settings, ...options }),
    fixes: () => askedOf(hardenChecked(checked, settings), settings, () => checked).fixes(),
  }
}

/** The very pods that were judged: what was found out about them holds for their hardening as well. */
function hardenChecked({ sources, judged, surroundings }: Checked, settings: Settings): Hardened {
  const workloads = judged.map(({ workload }) => workload)
  return hardenSources(sources, settings, surroundings, workloads)
}

function resultOf(hardened: Hardened, settings: Settings): HardenResult {
  const sources = hardened.sources.map(({ source }) => source)
  return {
    texts: hardened.sources.map(hardenedText),
    ...askedOf(hardened, settings, () => checkSources(sources, settings)),
  }
}

/** What can be asked about a hardening. A large stream takes seconds to judge: it is judged once. */
function askedOf(hardened: Hardened, settings: Settings, check: () => Checked): Omit<HardenResult, 'texts'> {
  const checked = once(check)
  const findings = once(() => findingsInOrder([...checked().findings, ...hardenFindings(hardened)], checked().sources))
  const remaining = once(() => remainingFindings(hardened, findings(), settings))
  return {
    report: () =>
      reportOf({
        ...checked(),
        findings: findings(),
        edits: editReports(hardened),
        settings,
        lowest: 'not-asked',
      }),
    remaining: () =>
      findingsInOrder(
        remaining().map(({ left }) => left),
        checked().sources,
      ),
    fixes: () => ({
      edits: editReports(hardened),
      remaining: remaining().map(({ finding }) => finding),
      splices: splicesOf(hardened),
    }),
  }
}

function once<Made>(make: () => Made): () => Made {
  let made: { readonly value: Made } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}

/** What the hardener itself has to say. */
function hardenFindings({ workloads, sources }: Hardened): readonly Finding[] {
  return [
    ...workloads.flatMap(({ workload, hardening }) =>
      hardening.observations.map(observation => observationFinding(workload.source, observation)),
    ),
    ...sources.flatMap(refusalFindings),
    ...workloads.flatMap(immutableFindings),
  ]
}

/** The API server refuses to change the pod of a Pod or Job that exists, so `helm upgrade` of a running one fails. */
function immutableFindings({ workload, hardening }: HardenedWorkload): readonly Finding[] {
  const { object, path } = workload.pod
  if (hardening.hardenings.length === 0 || !['Pod', 'Job'].includes(object.ref.kind) || isMadeAnew(object)) return []
  return [{ code: 'immutable-on-upgrade', severity: 'note', place: placeOf(workload.source, object, path) }]
}

/** An object with a generated name is another one each time, and Helm deletes a hook before it makes it again. */
function isMadeAnew({ value }: ObjectView): boolean {
  const metadata = mapAt(value, 'metadata')
  return textAt(metadata, 'name') === undefined || textAt(mapAt(metadata, 'annotations'), 'helm.sh/hook') !== undefined
}
