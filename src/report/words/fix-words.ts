import type { Fix, MountVerdict } from '../../volumes/model/mount.ts'
import type { ExplainedMount, SummaryFix } from '../explain/explanation.ts'

/** Where the levels admit a fix: all three, or which. */
function admittedWords({ allowedAt }: Pick<Fix, 'allowedAt'>): string {
  return allowedAt.length === 3 ? 'every level' : allowedAt.join(', ')
}

/** A fix below its mount, where the volume need not be described once more. */
export function fixWords(fix: Fix, mount: NamedSource): string {
  return `${fix.id} (${admittedWords(fix)}): ${withoutSource(fix.summary, mount)}`
}

type NamedSource = Pick<MountVerdict, 'source' | 'facts'>

function withoutSource(text: string, { source, facts }: NamedSource): string {
  return facts === undefined ? text : text.replaceAll(source, 'the volume')
}

/** The chosen fix first; the others as the planner prefers them. */
export function fixesInOrder({ fixes }: MountVerdict): readonly Fix[] {
  return fixes.toSorted((a, b) => Number(b.chosen) - Number(a.chosen))
}

/** What each fix lacks, where none applies; advice that is listed as a fix is not told again. */
export function lacksOf({ verdict, missing }: ExplainedMount): readonly string[] {
  const { fixes } = verdict
  const listed = new Set(fixes.map(({ id, summary }) => `${id}: ${summary}`))
  return (missing ?? '')
    .split('; ')
    .filter(part => part !== '' && !listed.has(part))
    .map(part => withoutSource(part, verdict))
}

/** What to do about a workload, in one clause. */
export function summaryFixText(fix: SummaryFix): string {
  switch (fix.kind) {
    case 'chosen':
      return `${fix.fix.id}: ${fix.fix.summary}`
    case 'not-admitted':
      return `none is applied; ${fix.fix.id} (${admittedWords(fix.fix)}): ${fix.fix.summary}`
    case 'missing':
      return fix.detail
  }
}
