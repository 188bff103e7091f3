import { visible } from '../manifest/text/visible.ts'
import type { Difference } from './compare.ts'
import { colourDiff, readableDiff } from './diff.ts'
import { fieldText, streamDifference } from './fields.ts'

export interface DescribeOptions {
  readonly style: 'plain' | 'colour'
}

/** More fields than this are counted, not listed: the diff below shows them anyway. */
const mostFields = 20

/** A difference for people: what is wrong, which fields of which objects differ, and the unified diff. */
export function describeDifference(difference: Difference, { style }: DescribeOptions): string {
  const want = difference.kind === 'missing' ? '' : difference.want
  const got = difference.kind === 'orphan' ? '' : difference.got
  const diff = readableDiff(difference.path, want, got)
  return [headline(difference), ...fieldLines(difference), style === 'colour' ? colourDiff(diff) : diff].join('\n')
}

/** The difference in a few words: the first field, and how many more there are. */
export function summariseDifference(difference: Difference): string {
  const [first, ...rest] = difference.kind === 'different' ? fieldTexts(difference) : [headline(difference)]
  return rest.length === 0 ? (first ?? '') : `${first} and ${rest.length} more`
}

const headlines: Readonly<Record<Difference['kind'], string>> = {
  missing: 'there is no golden file for this output',
  orphan: 'no case produces this golden file',
  different: 'the output (+) differs from the golden file (-)',
}

function headline({ kind, path }: Difference): string {
  return `${visible(path)}: ${headlines[kind]}`
}

function fieldLines(difference: Difference): string[] {
  if (difference.kind !== 'different') return []
  const texts = fieldTexts(difference)
  const rest = texts.length - mostFields
  const shown = rest > 0 ? [...texts.slice(0, mostFields), `… and ${rest} more fields`] : texts
  return shown.map(text => `  ${text}`)
}

/** One line a field. Where no field differs, what does: order, comments, quoting, layout. */
function fieldTexts({ want, got }: { readonly want: string; readonly got: string }): string[] {
  const { fields, unreadable } = streamDifference(want, got)
  const texts = fields.map(fieldText)
  if (unreadable) return [...texts, 'a document that differs is not readable as YAML, so not every field was compared']
  return texts.length > 0 ? texts : ['no field of an object differs: only comments, quoting, order or layout']
}
