import { summaryFixText } from '../words/summary-words.ts'
import { mechanismsText, riskWords } from '../words/verdict-words.ts'
import { changesText } from './change-text.ts'
import type { AssumedRow, ExplainedWorkload } from './explanation.ts'

/** What is to be done about a workload: done by `fix`, or left to a person. */
export interface Remedy {
  readonly applied: boolean
  /** The storage that it is for, where several are asked about. */
  readonly profile?: string
  readonly text: string
}

/** The chosen fixes with everything they change, in one line; then what no fix mends. On several kinds of storage, for each. */
export function remedies(workload: ExplainedWorkload): readonly Remedy[] {
  const { assumed } = workload
  if (assumed === undefined) return remediesOn(workload)
  const [first, ...others] = assumed.map(row => ({ profile: row.profile, remedies: remediesOn(row) }))
  if (first === undefined) return []
  // What holds on all of them has nothing to do with the storage.
  const everywhere = first.remedies.filter(({ text }) =>
    others.every(({ remedies }) => remedies.some(remedy => remedy.text === text)),
  )
  const common = new Set(everywhere.map(({ text }) => text))
  const single = [first, ...others].flatMap(({ profile, remedies }) =>
    remedies.filter(({ text }) => !common.has(text)).map(remedy => ({ ...remedy, profile })),
  )
  return [...single, ...everywhere]
}

function remediesOn({
  summary,
  changes,
  podPath,
}: Pick<ExplainedWorkload, 'summary' | 'changes' | 'podPath'>): readonly Remedy[] {
  const chosen = summary.fixes.flatMap(one => (one.kind === 'chosen' ? [one.fix.id] : []))
  const rest = summary.fixes.filter(({ kind }) => kind !== 'chosen')
  const parts = [[...new Set(chosen)].join(', '), changesText(changes, podPath)]
  return [
    ...(chosen.length === 0 ? [] : [{ applied: true, text: parts.filter(part => part !== '').join(': ') }]),
    ...rest.map(fix => ({ applied: false, text: summaryFixText(fix) })),
  ]
}

/** The columns of the matrix that tell of the storage as it is, or one for each kind that is asked about. */
export function storageHeads(workloads: readonly ExplainedWorkload[]): readonly string[] {
  return workloads[0]?.assumed?.map(({ profile }) => profile) ?? ['mechanism', 'risk']
}

/** `will fail`, or `ok: fsGroup`: what a workload comes to on storage of a profile, and by what means. */
export function assumedText({ summary }: AssumedRow): string {
  const { risk, mechanisms } = summary
  const works = risk === 'ok' || risk === 'hardened'
  return works && mechanisms.length > 0 ? `${riskWords[risk]}: ${mechanismsText(mechanisms)}` : riskWords[risk]
}

/** A remedy with the storage that it is for. */
export function remedyText({ profile, text }: Remedy): string {
  return profile === undefined ? text : `${profile}: ${text}`
}
