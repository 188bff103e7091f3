import { formatPath } from '../manifest/path.ts'
import { jsonLine } from '../manifest/text/json.ts'
import { visible } from '../manifest/text/visible.ts'
import type { Finding, Place, Severity } from '../workload/finding/finding.ts'
import type { Paint } from './explain/paint.ts'
import type { Group } from './group.ts'
import type { EditReport } from './report.ts'
import { changeWords } from './words/change-words.ts'
import { plural } from './words/plural.ts'
import { sentenceOf } from './words/sentence.ts'

/** The colour of a severity. */
export const paintSeverity: Readonly<Record<Severity, (text: string, paint: Paint) => string>> = {
  error: (text, paint) => paint.red(text),
  warning: (text, paint) => paint.yellow(text),
  note: (text, paint) => paint.cyan(text),
}

/** The sentence of a finding and the section of FINDINGS.md that explains it. Errors carry no word: they are what people look for. */
export function sentenceWords(finding: Finding, paint: Paint): string {
  const { code, severity } = finding
  const word = severity === 'error' ? '' : `${severity}: `
  const sentence = paintSeverity[severity](visible(`${word}${sentenceOf(finding).message}`), paint)
  // What Pod Security says is searched for in the API server's words.
  return code === 'pod-security' ? sentence : `${sentence} ${paint.dim(`[${code}]`)}`
}

/** The field that a line names before its sentence. The detail of the API server names container and field itself. */
export function namedField(finding: Finding): Pick<Place, 'path'> {
  const { path } = finding.place
  const isSaid = finding.code === 'pod-security' && finding.detail !== ''
  return isSaid || path === undefined ? {} : { path }
}

/** What to do, below the finding. */
export function adviceLine(finding: Finding, paint: Paint): string[] {
  const { advice } = sentenceOf(finding)
  return advice === undefined ? [] : [paint.dim(`    ${visible(advice)}`)]
}

/** `lowest level that admits it: baseline`, where it was asked for. */
export function lowestWords({ object }: Group): string[] {
  const lowest = object?.podSecurity?.lowest
  return lowest === undefined ? [] : [`lowest level that admits it: ${lowest}`]
}

/** A value is shown up to this many characters: an added init container is a page of JSON. */
const longestValue = 80

/** `2 fields changed`, and a line for each. */
export function editWords({ edits }: Group, paint: Paint): string[] {
  return edits.length === 0
    ? []
    : [`${plural(edits.length, 'field')} changed`, ...edits.map(edit => editLine(edit, paint))]
}

function editLine({ path, value, reason }: EditReport, paint: Paint): string {
  // Only a removal leaves nothing: no hardening writes null.
  if (value === null)
    return `${paint.green(visible(`  remove ${formatPath(path)}`))} ${visible(`because ${changeWords(reason)}`)}`
  const text = jsonLine(value)
  const shown = text.length > longestValue ? `${text.slice(0, longestValue)}…` : text
  return `${paint.green(visible(`  set ${formatPath(path)}: ${shown}`))} ${visible(`because ${changeWords(reason)}`)}`
}
