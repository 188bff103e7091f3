import { createColors } from 'picocolors'
import { visible } from '../manifest/text/visible.ts'
import type { Finding } from '../workload/finding/finding.ts'
import { isFailure } from './exit.ts'
import type { Paint } from './explain/paint.ts'
import type { FormatOptions } from './formats.ts'
import { type Group, groupsOf } from './group.ts'
import { hasOwnLines, spotOf, subjectOf } from './place.ts'
import type { PlainReport } from './plain-report.ts'
import { adviceLine, editWords, lowestWords, namedField, paintSeverity, sentenceWords } from './text-parts.ts'
import { severities, type Total, totalOf } from './total.ts'
import { plural } from './words/plural.ts'

type TextOptions = Pick<FormatOptions, 'style' | 'quiet' | 'strict' | 'layout'>

/**
 * For people: `file:line:col: Kind/name field.path: sentence [code]`, one line a finding, a blank line between objects,
 * what to do below the finding, what hardening set below the object, and a line that counts it all. A terminal shows each
 * object once, above its findings.
 */
export function formatText(report: PlainReport, options: TextOptions): string {
  const groups = groupsOf(report).flatMap(group => groupText(group, options))
  return [...groups, ...summaryText(totalOf(report), options)].join('\n')
}

/** What is said of one group; nothing where that is nothing. A blank line parts it from others. */
export function groupText(group: Group, options: TextOptions): readonly string[] {
  const linesOf = options.quiet ? failureLines : options.layout === 'grouped' ? headedLines : groupLines
  const lines = linesOf(group, createColors(options.style === 'colour'), options)
  return lines.length === 0 ? [] : [`${lines.join('\n')}\n`]
}

/** The end of a text, which counts it all. */
export function summaryText(total: Total, options: TextOptions): readonly string[] {
  return options.quiet ? [] : [`${summaryLine(total, createColors(options.style === 'colour'))}\n`]
}

function failureLines({ findings }: Group, paint: Paint, options: TextOptions): string[] {
  return findings.filter(finding => isFailure(finding, options)).map(finding => findingLine(finding, paint))
}

function groupLines(group: Group, paint: Paint): string[] {
  const { spot, name, object, findings } = group
  const start = object === undefined ? spot : spotOf(object, { line: object.line, column: 1 })
  const [changed, ...edits] = editWords(group, paint)
  return [
    ...lowestWords(group).map(words => headed(start, name, words, paint)),
    ...findings.flatMap(finding => [findingLine(finding, paint), ...adviceLine(finding, paint)]),
    // Named, because most objects have edits and no finding, and the findings above may be of another one.
    ...(changed === undefined ? [] : [headed(spot, name, changed, paint), ...edits]),
  ]
}

function headed(spot: string, name: string, words: string, paint: Paint): string {
  return `${paint.dim(visible(`${spot}:`))} ${paint.bold(visible(`${name}:`))} ${words}`
}

function findingLine(finding: Finding, paint: Paint): string {
  const { place } = finding
  const where = paint.dim(visible(`${spotOf(place, place.position)}:`))
  const subject = visible(
    subjectOf({ ...namedField(finding), ...(place.object !== undefined && { object: place.object }) }),
  )
  return [where, ...(subject === '' ? [] : [`${paint.bold(subject)}:`]), sentenceWords(finding, paint)].join(' ')
}

/** The object and its file once, and below it what there is to say. */
function headedLines(group: Group, paint: Paint): string[] {
  const lines = [
    ...lowestWords(group),
    ...group.findings.flatMap(finding => [shortLine(finding, paint), ...adviceLine(finding, paint)]),
    ...editWords(group, paint),
  ]
  const name = group.object === undefined && group.name === group.file ? [] : [paint.bold(visible(group.name))]
  const heading = [...name, paint.dim(visible(group.hasOwnLines ? group.file : group.spot))].join(' ')
  return lines.length === 0 ? [] : [heading, ...lines.map(line => `  ${line}`)]
}

function shortLine(finding: Finding, paint: Paint): string {
  const { line, column } = finding.place.position
  const where = paint.dim(hasOwnLines(finding.place) ? `${line}:${column}` : `line ${line}`)
  const field = subjectOf(namedField(finding))
  return [where, ...(field === '' ? [] : [visible(`${field}:`)]), sentenceWords(finding, paint)].join(' ')
}

/** `2 errors, 1 warning in 7 pods of 40 objects`. */
function summaryLine(total: Total, paint: Paint): string {
  const { edits, summary, policy } = total
  const counts = severities
    .filter(severity => total[severity] > 0)
    .map(severity => paintSeverity[severity](plural(total[severity], severity), paint))
  const found = counts.length === 0 ? paint.green('no findings') : counts.join(', ')
  const counted = [`${found} in ${scopeOf(summary)}`, ...extras(edits, summary), ...policyWords(policy)].join('; ')
  return [counted, ...fixableWords(total).map(visible)].join('\n')
}

function scopeOf({ cases, pods, objects }: PlainReport['summary']): string {
  return cases === undefined ? `${plural(pods, 'pod')} of ${plural(objects, 'object')}` : plural(cases, 'golden case')
}

function extras(edits: number, { exempted, withoutNamespace }: PlainReport['summary']): string[] {
  return [
    ...(edits === 0 ? [] : [`${plural(edits, 'field')} changed`]),
    ...(exempted === 0 ? [] : [`${plural(exempted, 'violation')} exempted`]),
    ...(withoutNamespace === 0 ? [] : [`${plural(withoutNamespace, 'pod')} without a namespace`]),
  ]
}

/** Which rules were applied is half of the answer: the policy may lie beside the inputs, and be a stranger's. */
function policyWords(policy: string | undefined): readonly string[] {
  return policy === undefined ? [] : [`policy ${visible(policy)}`]
}

/**
 * `4 of 5 can be fixed: seaworthy fix web.yaml`; nothing where none can, or nobody asked. Where nobody counted, the command
 * alone. Notes need no fix.
 */
function fixableWords({ fixCommand, fixable, error, warning }: Total): string[] {
  const all = error + warning
  if (fixCommand === undefined || all === 0) return []
  if (fixable === undefined) return [`to see what can be fixed: ${fixCommand}`]
  return fixable === 0 ? [] : [`${fixable} of ${all} can be fixed: ${fixCommand}`]
}
