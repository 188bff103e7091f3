import type { Diagnosis } from '../../failure/diagnosis.ts'
import { formatPath } from '../../manifest/path.ts'
import { jsonText } from '../../manifest/text/json.ts'
import type { Value, ValueMap } from '../../manifest/value.ts'
import { formatPolicyVersion } from '../../workload/settings/level.ts'
import { findingJson, mountJson, ownershipJson, refJson, reportVersion } from '../json.ts'
import { cureWords } from '../words/cure-words.ts'
import { originWords } from '../words/doubt-words.ts'
import { failureNote, needsWords, whyWords } from '../words/failure-words.ts'
import { summaryWords } from '../words/fix-summary-words.ts'
import { missingText } from '../words/fix-words.ts'
import { describedByWords } from '../words/mount-evidence-words.ts'
import { noteWords, summaryFixText } from '../words/summary-words.ts'
import type {
  AssumedRow,
  ExplainedContainer,
  ExplainedFailure,
  ExplainedMount,
  ExplainedWorkload,
  Explanation,
  PlannedChange,
  SummaryFix,
} from './explanation.ts'
import type { ExplainFormatOptions } from './formats.ts'

/**
 * For programs. A mount has the fields that a `Report` gives it, and beside them what only an explanation says. With
 * `--matrix` a workload has its summary and no containers. Every other field is always there, `null` where it is unknown.
 */
export function explainJson({ workloads, findings, failures }: Explanation, { view }: ExplainFormatOptions): string {
  return jsonText({
    apiVersion: reportVersion,
    kind: 'Explanation',
    workloads: workloads.map(workload => ({
      ...headJson(workload),
      ...(view === 'matrix' ? {} : bodyJson(workload)),
    })),
    findings: findings.map(findingJson),
    ...(failures === undefined ? {} : { errors: failures.map(failureJson) }),
  })
}

function headJson({
  file,
  source,
  index,
  line,
  ref,
  namespace,
  podPath,
  demand,
  summary,
  changes,
  assumed,
}: ExplainedWorkload): ValueMap {
  return {
    file,
    source: source ?? null,
    index,
    line,
    ...refJson(ref),
    namespace: namespace ?? null,
    podPath: formatPath(podPath),
    level: demand.level,
    version: formatPolicyVersion(demand.version),
    levelFrom: demand.from,
    writes: summary.writes.map(({ volume, source, claim, storageClass, assumed, write }) => {
      return {
        volume,
        source,
        claim: claim ?? null,
        storageClass: storageClass ?? null,
        assumed: assumed ?? null,
        write,
      }
    }),
    mechanisms: summary.mechanisms,
    risk: summary.risk,
    fixes: summary.fixes.map(fixJson),
    changes: changes.map(changeJson),
    ...(assumed === undefined ? {} : { assumed: assumed.map(assumedJson) }),
  }
}

function changeJson({ op, path, value }: PlannedChange): ValueMap {
  return { op, path: formatPath(path), value }
}

function assumedJson({ profile, summary, changes }: AssumedRow): ValueMap {
  const { mechanisms, risk, fixes } = summary
  return { profile, mechanisms, risk, fixes: fixes.map(fixJson), changes: changes.map(changeJson) }
}

function fixJson(fix: SummaryFix): ValueMap {
  if (fix.kind === 'missing')
    return { kind: fix.kind, id: null, allowedAt: [], summary: summaryFixText(fix), does: null, lack: fix.lack }
  const { id, allowedAt, does } = fix.fix
  return { kind: fix.kind, id, allowedAt, summary: summaryWords(does), does, lack: null }
}

function bodyJson({ notes, containers, findings }: ExplainedWorkload): ValueMap {
  return {
    notes: notes.map(noteWords),
    containers: containers.map(containerJson),
    mounts: containers.flatMap(({ mounts }) => mounts.map(explainedMountJson)),
    findings: findings.map(findingJson),
  }
}

function containerJson({ container, process }: ExplainedContainer): ValueMap {
  const drop = process?.switchesTo
  return {
    name: container.name,
    role: container.role,
    uid: process?.uid ?? null,
    gid: process?.gid ?? null,
    groups: process?.groups ?? [],
    switchesTo: drop === undefined ? null : { uid: drop.uid, gid: drop.gid },
    from: process === undefined ? null : originWords(process.from),
  }
}

function explainedMountJson(mount: ExplainedMount): ValueMap {
  const { verdict, hides } = mount
  const { source, subPath, subPathExpr, fresh, met, reowned } = verdict
  return {
    ...mountJson(verdict),
    source,
    subPath: subPath ?? subPathExpr ?? null,
    fresh: fresh === undefined ? null : ownershipJson(fresh),
    met: met === undefined ? null : ownershipJson(met),
    reowned,
    describedBy: describedByWords(mount) ?? null,
    hides: hides === undefined ? null : { owner: hides.owner, mode: hides.mode, from: hides.from },
    missing: missingText(mount) ?? null,
  }
}

function failureJson(failure: ExplainedFailure): ValueMap {
  const { text, times, diagnoses } = failure
  const understood = diagnoses !== undefined
  return {
    text,
    times,
    understood,
    note: failureNote(failure) ?? null,
    diagnoses: (diagnoses ?? []).map(diagnosisJson),
  }
}

function diagnosisJson(diagnosis: Diagnosis): Value {
  const { call, pod, mount, containers, step, reason, predicted, fix, cure } = diagnosis
  const words = cure && cureWords(cure)
  return {
    action: call.action,
    errno: call.errno ?? null,
    path: call.path ?? null,
    object: pod === undefined ? null : refJson(pod.object.ref),
    containers,
    step: step ?? null,
    mount: mount === undefined ? null : mountJson(mount),
    needs: needsWords(call),
    because: whyWords(diagnosis),
    reason: reason ?? null,
    predicted,
    fix: fix?.id ?? null,
    cure: words ?? null,
    does: words === undefined ? null : (cure ?? null),
  }
}
