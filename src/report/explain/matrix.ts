import { summaryFixText } from '../words/fix-words.ts'
import { changesText } from './change-text.ts'
import type { ExplainedWorkload } from './explanation.ts'

/** What is to be done about a workload: done by `fix`, or left to a person. */
export interface Remedy {
  readonly applied: boolean
  readonly text: string
}

/** The chosen fixes with everything they change, in one line; then what no fix mends. */
export function remedies({ summary, changes, podPath }: ExplainedWorkload): readonly Remedy[] {
  const chosen = summary.fixes.flatMap(one => (one.kind === 'chosen' ? [one.fix.id] : []))
  const rest = summary.fixes.filter(({ kind }) => kind !== 'chosen')
  const parts = [[...new Set(chosen)].join(', '), changesText(changes, podPath)]
  return [
    ...(chosen.length === 0 ? [] : [{ applied: true, text: parts.filter(part => part !== '').join(': ') }]),
    ...rest.map(fix => ({ applied: false, text: summaryFixText(fix) })),
  ]
}
