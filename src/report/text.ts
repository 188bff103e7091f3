import { createColors } from 'picocolors'
import { jsonLine } from '../manifest/json.ts'
import { formatPath } from '../manifest/path.ts'
import { visible } from '../manifest/visible.ts'
import type { Finding, Severity } from '../workload/finding.ts'
import { isFailure } from './exit.ts'
import type { FormatOptions } from './formats.ts'
import { type Group, groupsOf } from './group.ts'
import { objectName, spotOf, subjectOf } from './place.ts'
import { plural } from './plural.ts'
import type { EditReport, Report } from './report.ts'
import { sentenceOf } from './sentence.ts'

type Paint = ReturnType<typeof createColors>
type TextOptions = Pick<FormatOptions, 'style' | 'quiet' | 'strict'>

/**
 * For people: one line a finding, `file:line:col: Kind/name field.path: reason (detail)`, a blank line between objects,
 * what to do below the finding, what hardening set below the object, and a line that counts it all.
 */
export function formatText(report: Report, options: TextOptions): string {
  const paint = createColors(options.style === 'colour')
  const groups = groupsOf(report)
    .map(group => groupLines(group, options, paint))
    .filter(lines => lines.length > 0)
    .map(lines => `${lines.join('\n')}\n`)
  return [...groups, ...(options.quiet ? [] : [`${summaryLine(report, paint)}\n`])].join('\n')
}

function groupLines(group: Group, options: TextOptions, paint: Paint): string[] {
  if (options.quiet)
    return group.findings.filter(finding => isFailure(finding, options)).map(line => findingLine(line, paint))
  return [
    ...lowestLine(group, paint),
    ...group.findings.flatMap(finding => [findingLine(finding, paint), ...adviceLine(finding, paint)]),
    ...editLines(group, paint),
  ]
}

/** The one-line form. Errors carry no word for their severity: they are what people look for. */
function findingLine(finding: Finding, paint: Paint): string {
  const { place, severity } = finding
  const where = paint.dim(visible(`${spotOf(place, place.position)}:`))
  const subject = visible(subjectOf(place))
  const word = severity === 'error' ? '' : `${severity}: `
  const sentence = paintSeverity[severity](visible(`${word}${sentenceOf(finding).message}`), paint)
  return [where, ...(subject === '' ? [] : [`${paint.bold(subject)}:`]), sentence].join(' ')
}

const paintSeverity: Readonly<Record<Severity, (text: string, paint: Paint) => string>> = {
  error: (text, paint) => paint.red(text),
  warning: (text, paint) => paint.yellow(text),
  note: (text, paint) => paint.cyan(text),
}

function adviceLine(finding: Finding, paint: Paint): string[] {
  const { advice } = sentenceOf(finding)
  return advice === undefined ? [] : [paint.dim(`    ${visible(advice)}`)]
}

/** A value is shown up to this many characters: an added init container is a page of JSON. */
const longestValue = 80

/** Named, because most objects have edits and no finding, and the findings above may be of another one. */
function editLines({ spot, name, edits }: Group, paint: Paint): string[] {
  if (edits.length === 0) return []
  const where = paint.dim(visible(`${spot}:`))
  const heading = `${where} ${paint.bold(visible(`${name}:`))} ${plural(edits.length, 'field')} changed`
  return [heading, ...edits.map(edit => editLine(edit, paint))]
}

function editLine({ path, value, because }: EditReport, paint: Paint): string {
  // Only a removal leaves nothing: no hardening writes null.
  if (value === null) return `${paint.green(visible(`  remove ${formatPath(path)}`))} ${visible(`because ${because}`)}`
  const text = jsonLine(value)
  const shown = text.length > longestValue ? `${text.slice(0, longestValue)}…` : text
  return `${paint.green(visible(`  set ${formatPath(path)}: ${shown}`))} ${visible(`because ${because}`)}`
}

function lowestLine({ object }: Group, paint: Paint): string[] {
  const lowest = object?.podSecurity?.lowest
  if (object === undefined || lowest === undefined) return []
  const where = paint.dim(visible(`${spotOf(object, { line: object.line, column: 1 })}:`))
  return [`${where} ${paint.bold(visible(`${objectName(object.ref)}:`))} lowest level that admits it: ${lowest}`]
}

/** `2 errors, 1 warning in 7 pods of 40 objects`. */
function summaryLine({ findings, edits, summary }: Report, paint: Paint): string {
  const counts = (['error', 'warning', 'note'] as const)
    .map(severity => ({ severity, count: findings.filter(finding => finding.severity === severity).length }))
    .filter(({ count }) => count > 0)
    .map(({ severity, count }) => paintSeverity[severity](plural(count, severity), paint))
  const found = counts.length === 0 ? paint.green('no findings') : counts.join(', ')
  return [`${found} in ${scopeOf(summary)}`, ...extras(edits.length, summary)].join('; ')
}

function scopeOf({ cases, pods, objects }: Report['summary']): string {
  return cases === undefined ? `${plural(pods, 'pod')} of ${plural(objects, 'object')}` : plural(cases, 'golden case')
}

function extras(edits: number, { exempted, withoutNamespace }: Report['summary']): string[] {
  return [
    ...(edits === 0 ? [] : [`${plural(edits, 'field')} changed`]),
    ...(exempted === 0 ? [] : [`${plural(exempted, 'violation')} exempted`]),
    ...(withoutNamespace === 0 ? [] : [`${plural(withoutNamespace, 'object')} without a namespace`]),
  ]
}
