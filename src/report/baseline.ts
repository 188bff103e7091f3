import { InputError } from '../error.ts'
import { formatPath } from '../manifest/path.ts'
import { jsonProblem } from '../manifest/text/json-problem.ts'
import { isList, isMap, listAt, mapAt, textAt, type Value } from '../manifest/value.ts'
import type { Finding, Place } from '../workload/finding/finding.ts'
import { groupOf } from '../workload/object/object.ts'
import { reportVersion } from './json.ts'
import { fileOf } from './place.ts'

/** The fields that findings of an earlier report complain of: how often each occurs. */
export type Baseline = ReadonlyMap<string, number>

/** What tells one finding from another. Lines are left out: they move whenever somebody edits above them. */
interface FindingIdentity {
  readonly code: string
  readonly check: string | undefined
  readonly apiVersion: string | undefined
  readonly kind: string | undefined
  readonly namespace: string | undefined
  readonly name: string | undefined
  readonly container: string | undefined
  readonly path: string | undefined
  readonly file: string
}

/** A text that stays the same from run to run for as long as the finding is the same. */
export function fingerprintOf(finding: Finding): string {
  return fingerprintAt(finding, finding.place)
}

/** The same for every field that the finding complains of. */
export function fingerprintsOf(finding: Finding): readonly string[] {
  return placesOf(finding).map(place => fingerprintAt(finding, place))
}

function placesOf(finding: Finding): readonly Place[] {
  return [finding.place, ...(finding.code === 'pod-security' ? (finding.also ?? []) : [])]
}

function fingerprintAt(finding: Finding, place: Place): string {
  const { object, container, path } = place
  return fingerprint({
    code: finding.code,
    check: finding.code === 'pod-security' ? finding.check : undefined,
    apiVersion: object?.apiVersion,
    kind: object?.kind,
    namespace: object?.namespace,
    name: object?.name,
    container,
    path: path === undefined ? undefined : formatPath(path),
    file: fileOf(place),
  })
}

/** Read the JSON report of an earlier run. `InputError('BAD_INPUT')` for anything else. */
export function readBaseline(text: string, file: string): Baseline {
  const report = parse(text, file)
  const findings = isMap(report) && report.kind === 'Report' ? report.findings : undefined
  if (!isList(findings)) throw new InputError('BAD_INPUT', `${file}: not a report; make one with --format json`)
  const version = textAt(report, 'apiVersion')
  if (version !== reportVersion) {
    throw new InputError('BAD_INPUT', `${file}: apiVersion is ${JSON.stringify(version)}, want "${reportVersion}"`)
  }
  const counts = new Map<string, number>()
  for (const finding of findings) {
    const fields = [finding, ...listAt(finding, 'also')]
    for (const key of fields.map(field => fingerprintOfJson(finding, field)))
      counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  return counts
}

/**
 * The findings that the baseline does not hold, at the first field that it does not hold: Pod Security has one sentence
 * for all containers, and one container more that breaks a check is news. What the baseline holds twice passes twice.
 */
export function newFindings(findings: readonly Finding[], baseline: Baseline): Finding[] {
  const left = new Map(baseline)
  return findings.flatMap(finding => {
    const places = placesOf(finding)
    const news = places.filter(field => {
      const key = fingerprintAt(finding, field)
      const known = left.get(key) ?? 0
      left.set(key, known - 1)
      return known <= 0
    })
    const [place, ...also] = news
    if (place === undefined || news.length === places.length) return place === undefined ? [] : [finding]
    return [{ ...finding, place, also }]
  })
}

function parse(text: string, file: string): Value {
  try {
    return JSON.parse(text)
  } catch {
    throw new InputError('BAD_INPUT', `${jsonProblem(text, file)}; a report is made with --format json`)
  }
}

/** `field` is the finding itself or one of the fields that it complains of also. */
function fingerprintOfJson(finding: Value, field: Value): string {
  const object = mapAt(finding, 'object')
  const file = textAt(finding, 'file') ?? ''
  const source = textAt(finding, 'source')
  return fingerprint({
    code: textAt(finding, 'code') ?? '',
    check: textAt(finding, 'check'),
    apiVersion: textAt(object, 'apiVersion'),
    kind: textAt(object, 'kind'),
    namespace: textAt(object, 'namespace'),
    name: textAt(object, 'name'),
    container: textAt(field, 'container'),
    path: textAt(field, 'path'),
    file: fileOf({ file, ...(source !== undefined && { source }) }),
  })
}

/** An object is known by its name wherever its file moves to; without an object there is only the file. */
function fingerprint({
  code,
  check,
  apiVersion,
  kind,
  namespace,
  name,
  container,
  path,
  file,
}: FindingIdentity): string {
  // Of `apps/v1` only the group counts: a new version of an API is not a new object.
  const subject = kind === undefined ? [file] : [groupOf(apiVersion ?? ''), kind, namespace ?? '', name]
  return [code, check ?? '', ...subject, container ?? '', ownPath(path ?? '', container)]
    .map(part => JSON.stringify(part))
    .join(' ')
}

/** Below its container, which is known by name: a container that is put before it moves it. */
function ownPath(path: string, container: string | undefined): string {
  return container === undefined ? path : path.replace(/^.*\b(\w*containers)\[\d+\]/i, '$1')
}
