import type { Ownership } from '../knowledge/storage/ownership.ts'
import { compactMap } from '../manifest/compact.ts'
import { formatPath } from '../manifest/path.ts'
import { jsonText } from '../manifest/text/json.ts'
import type { Value, ValueMap } from '../manifest/value.ts'
import type { Identity } from '../volumes/model/mount.ts'
import { formatMode } from '../workload/file-mode.ts'
import type { Finding, Place } from '../workload/finding/finding.ts'
import type { ObjectRef } from '../workload/object/object.ts'
import { formatPolicyVersion } from '../workload/settings/level.ts'
import type { PlainMount, PlainObject, PlainReport } from './plain-report.ts'
import type { EditReport, PodSecurityReport, ViolationReport } from './report.ts'
import { accessWords } from './words/access-words.ts'
import { changeWords } from './words/change-words.ts'
import { doubtWords } from './words/doubt-words.ts'
import { summaryWords } from './words/fix-summary-words.ts'
import { sentenceOf } from './words/sentence.ts'

/** The version of the shape below. Adding a field keeps it; removing or renaming one changes it. */
export const reportVersion = 'seaworthy.dev/v1alpha1'

/**
 * For programs. Every field is always there, `null` where it is unknown or does not apply; the exceptions are `lowest`,
 * which `check --lowest` adds, and `check` and `also`, which Pod Security findings have.
 */
export function formatJson(report: PlainReport): string {
  return jsonText(reportJson(report))
}

/** The same as a value. */
export function reportJson(report: PlainReport): ValueMap {
  return {
    apiVersion: reportVersion,
    kind: 'Report',
    policy: report.policy ?? null,
    objects: report.objects.map(objectJson),
    findings: report.findings.map(findingJson),
    edits: report.edits.map(editJson),
    summary: { ...report.summary },
  }
}

function objectJson(object: PlainObject): ValueMap {
  return {
    file: object.file,
    source: object.source ?? null,
    index: object.index,
    line: object.line,
    ...refJson(object.ref),
    podSecurity: object.podSecurity === undefined ? null : podSecurityJson(object.podSecurity),
    mounts: object.mounts.map(mountJson),
  }
}

/** An object by name, `null` where no namespace is written. */
export function refJson({ apiVersion, kind, namespace, name }: ObjectRef): ValueMap {
  return { apiVersion, kind, namespace: namespace ?? null, name }
}

function podSecurityJson({ demand, allowed, reason, detail, violations, lowest }: PodSecurityReport): ValueMap {
  return {
    level: demand.level,
    version: formatPolicyVersion(demand.version),
    levelFrom: demand.from,
    ...(lowest !== undefined && { lowest }),
    allowed,
    reason,
    detail,
    violations: violations.map(violationJson),
  }
}

function violationJson({ check, reason, detail, path, position, exempted }: ViolationReport): ValueMap {
  return { check, reason, detail, path: formatPath(path), line: position.line, column: position.column, exempted }
}

/** What is known of one mount: the contract that reports and explanations share. */
export function mountJson(verdict: PlainMount): ValueMap {
  const { container, volume, mountPath, wants, process, root, read, write, access, reason, fixes } = verdict
  return {
    container: container.name,
    role: container.role,
    volume,
    mountPath,
    wants,
    process: identityJson(process),
    root: root === undefined ? null : ownershipJson(root),
    read,
    write,
    access: { read: access.read, create: access.create, modify: access.modify, own: access.own },
    because: accessWords(reason),
    reason,
    fixes: fixes.map(({ id, allowedAt, chosen, does }) => {
      return { id, allowedAt, chosen, summary: summaryWords(does), does }
    }),
  }
}

function identityJson({ uid, gid, groups, capabilities, unknown }: Identity): ValueMap {
  return { uid: uid ?? null, gid: gid ?? null, groups, capabilities, unknown: unknown.map(doubtWords) }
}

/** Owner and mode, the mode in octal digits. */
export function ownershipJson({ uid, gid, mode }: Ownership): ValueMap {
  return { uid, gid, mode: formatMode(mode) }
}

/** A finding with its sentence. */
export function findingJson(finding: Finding): Value {
  const { code, severity, place } = finding
  return {
    code,
    ...(finding.code === 'pod-security' && { check: finding.check, also: (finding.also ?? []).map(fieldJson) }),
    severity,
    file: place.file,
    source: place.source ?? null,
    index: place.index,
    line: place.position.line,
    column: place.position.column,
    object: place.object === undefined ? null : refJson(place.object),
    container: place.container ?? null,
    path: place.path === undefined ? null : formatPath(place.path),
    message: sentenceOf(finding).message,
    reason: 'reason' in finding && typeof finding.reason === 'object' ? finding.reason : null,
    fix: ('fix' in finding ? finding.fix : undefined) ?? null,
    data: dataOf(finding),
  }
}

/** The names, numbers and paths of the sentence, but for what has a field of its own. */
function dataOf(finding: Finding): Value {
  if (finding.code === 'pod-security') return { level: finding.level, reason: finding.reason, detail: finding.detail }
  const { code: _, severity: _severity, place: _place, ...said } = finding
  const { reason, fix: _fix, ...data }: Readonly<Record<string, Value | undefined>> = said
  return compactMap({ ...data, reason: typeof reason === 'string' ? reason : undefined })
}

function fieldJson({ container, path, position }: Place): ValueMap {
  return {
    container: container ?? null,
    path: path === undefined ? null : formatPath(path),
    line: position.line,
    column: position.column,
  }
}

function editJson({ place, path, value, reason }: EditReport): ValueMap {
  return {
    object: place.object === undefined ? null : refJson(place.object),
    path: formatPath(path),
    value,
    because: changeWords(reason),
    reason,
  }
}
