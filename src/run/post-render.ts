import type { Fixes, Report } from '../report/report.ts'
import type { Finding } from '../workload/finding.ts'
import type { Settings } from '../workload/settings.ts'
import { acrossWorkloads, checkFindings, judgeSources } from './check.ts'
import { exemptionOf } from './exemption.ts'
import { findingKey, judgementFindings, observationFinding } from './findings.ts'
import { editReports, splicesOf } from './fixes.ts'
import { type Hardened, type HardenedSource, type HardenedWorkload, hardenSources } from './harden.ts'
import { judgePod } from './judge.ts'
import { placeOf } from './place.ts'
import { type JudgedWorkload, reportOf } from './report.ts'
import { readSource, type SourceText } from './source.ts'

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

/** What hardening came to, with what can be asked about it. */
export function resultOf(hardened: Hardened, settings: Settings): HardenResult {
  return {
    texts: hardened.sources.map(({ source, text }) => ({ file: source.file, text })),
    report: () => hardenReport(hardened, settings),
    remaining: () => remainingFindings(hardened, settings),
    fixes: () => ({
      edits: editReports(hardened),
      remaining: remainingFindings(hardened, settings),
      splices: splicesOf(hardened),
    }),
  }
}

function hardenReport(hardened: Hardened, settings: Settings): Report {
  const sources = hardened.sources.map(({ source }) => source)
  const judged = judgeSources(sources, settings)
  const findings = [...checkFindings(sources, judged, settings), ...hardenFindings(hardened)]
  return reportOf({ sources, judged, findings, edits: editReports(hardened), settings, lowest: 'not-asked' })
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

function refusalFindings({ source, refused }: HardenedSource): readonly Finding[] {
  return refused.flatMap(({ document, refusal }) => {
    const object = source.objects.find(view => view.document === document)
    if (object === undefined) return []
    const place = placeOf(source, object, refusal.change.path)
    return [{ code: 'edit-refused' as const, reason: refusal.reason, severity: 'warning' as const, place }]
  })
}

/** The API server refuses to change the pod of a Pod or Job that exists, so `helm upgrade` of a running one fails. */
function immutableFindings({ workload, hardening }: HardenedWorkload): readonly Finding[] {
  const { object, path } = workload.pod
  if (hardening.hardenings.length === 0 || !['Pod', 'Job'].includes(object.ref.kind)) return []
  return [{ code: 'immutable-on-upgrade', severity: 'note', place: placeOf(workload.source, object, path) }]
}

/**
 * Findings that hardening can take away. The other findings across workloads stay as they were: their places are those
 * of containers, which an added one moves.
 */
const repairable: ReadonlySet<string> = new Set([
  'pod-security',
  'volume-not-writable',
  'volume-not-readable',
  'volume-unknown',
  'fsgroup-noop',
])

function remainingFindings(hardened: Hardened, settings: Settings): readonly Finding[] {
  const judged = hardened.workloads.map(one => judgedAfter(one, hardened, settings))
  const own = judged.flatMap(({ workload, judgement }) => judgementFindings(workload, judgement))
  const after = new Set([...own, ...acrossWorkloads(judged, settings)].map(findingKey))
  return hardenReport(hardened, settings).findings.filter(
    finding => !repairable.has(finding.code) || after.has(findingKey(finding)),
  )
}

function judgedAfter({ workload, after }: HardenedWorkload, { storage }: Hardened, settings: Settings): JudgedWorkload {
  const exemption = exemptionOf(workload, settings)
  const pod = after()
  const judgement = judgePod(pod, { workload, exemption, storage, settings })
  return { workload: { ...workload, pod }, judgement }
}
