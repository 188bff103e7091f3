import type { CheckFailure } from '../pss/check.ts'
import { aggregate, lowestLevel } from '../pss/evaluate.ts'
import type { EditReport, ObjectReport, PodSecurityReport, Report, ViolationReport } from '../report/report.ts'
import type { Finding } from '../workload/finding/finding.ts'
import { pathInObject } from '../workload/object/object.ts'
import { namespaceOf } from '../workload/settings/demand.ts'
import type { Settings } from '../workload/settings/settings.ts'
import type { Judgement } from './judge.ts'
import type { Source } from './source.ts'
import type { Workload } from './workload.ts'

/** A workload with its judgement. */
export interface JudgedWorkload {
  readonly workload: Workload
  readonly judgement: Judgement
}

/** What a report is made of. */
export interface ReportParts {
  readonly sources: readonly Source[]
  readonly judged: readonly JudgedWorkload[]
  readonly findings: readonly Finding[]
  readonly edits: readonly EditReport[]
  readonly settings: Settings
  /** Ask for the lowest level that admits each pod, which takes more evaluations. */
  readonly lowest: 'asked' | 'not-asked'
}

/** What was found, with its findings in order. */
export function reportOf(parts: ReportParts): Report {
  const { judged, edits } = parts
  return {
    objects: judged.map(one => objectReport(one, parts)),
    findings: findingsInOrder(parts.findings, parts.sources),
    edits,
    summary: summaryOf(parts),
    ...(parts.settings.policyFile !== undefined && { policy: parts.settings.policyFile }),
  }
}

function objectReport({ workload, judgement }: JudgedWorkload, parts: ReportParts): ObjectReport {
  const { source, pod } = workload
  const { object } = pod
  return {
    ref: object.ref,
    file: source.file,
    ...(object.source !== undefined && { source: object.source }),
    index: object.document.index,
    line: object.document.positionOf(object.path).line,
    podSecurity: podSecurityReport(workload, judgement, parts),
    mounts: judgement.verdicts,
  }
}

function podSecurityReport(
  { pod, demand }: Workload,
  { violations }: Judgement,
  parts: ReportParts,
): PodSecurityReport {
  const at = { version: demand.version, kubeMinor: parts.settings.kubeMinor }
  const all = [
    ...violations.kept.flatMap(violation => violationReports(pod, violation, { exempted: false })),
    ...violations.exempted.flatMap(violation => violationReports(pod, violation, { exempted: true })),
  ]
  return {
    demand,
    allowed: violations.kept.length === 0,
    ...aggregate(violations.kept),
    violations: all,
    ...(parts.lowest === 'asked' && { lowest: lowestLevel(pod, at) }),
  }
}

function violationReports(
  { object }: Workload['pod'],
  { id, reason, detail, paths }: CheckFailure,
  state: { readonly exempted: boolean },
): readonly ViolationReport[] {
  return paths.map(({ path }) => ({
    check: id,
    reason,
    detail,
    path: pathInObject(object, path),
    position: object.document.positionOf(path),
    ...state,
  }))
}

/** Findings in the order of the sources: files as given, documents and lines ascending. */
export function findingsInOrder(findings: readonly Finding[], sources: readonly Source[]): readonly Finding[] {
  const rank = new Map(sources.map(({ file }, index) => [file, index]))
  return unique(findings).toSorted(
    (a, b) =>
      (rank.get(a.place.file) ?? 0) - (rank.get(b.place.file) ?? 0) ||
      a.place.index - b.place.index ||
      a.place.position.line - b.place.position.line ||
      a.place.position.column - b.place.position.column,
  )
}

/**
 * The plan for a pod as it stands and the plan for it hardened often say the same. Only findings of one kind at one place
 * are compared as a whole: in a large stream that takes longer than to make them.
 */
function unique(findings: readonly Finding[]): readonly Finding[] {
  const known = new Map<string, Finding[]>()
  return findings.filter(finding => {
    const key = kindAndPlace(finding)
    const alike = known.get(key)
    if (alike === undefined) known.set(key, [finding])
    else if (alike.some(other => JSON.stringify(other) === JSON.stringify(finding))) return false
    else alike.push(finding)
    return true
  })
}

function kindAndPlace(finding: Finding): string {
  const { code, place } = finding
  const { line, column } = place.position
  return `${code === 'pod-security' ? finding.check : code} ${place.index} ${line} ${column} ${place.file}`
}

function summaryOf({ sources, judged, settings }: ReportParts): Report['summary'] {
  const mounts = judged.flatMap(({ judgement }) => judgement.verdicts)
  const wanted = mounts.filter(({ wants }) => wants === 'write')
  const count = (kind: 'kept' | 'exempted') =>
    judged.reduce((sum, { judgement }) => sum + judgement.violations[kind].length, 0)
  return {
    objects: sources.reduce((sum, source) => sum + source.objects.length + source.unparsed(), 0),
    pods: judged.length,
    violations: count('kept'),
    notWritable: wanted.filter(({ write }) => write === 'no').length,
    unknown: wanted.filter(({ write }) => write === 'unknown').length,
    exempted: count('exempted'),
    withoutNamespace: judged.filter(({ workload }) => namespaceOf(workload.pod.object, settings) === undefined).length,
  }
}
