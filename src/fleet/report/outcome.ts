import type { FormatOptions } from '../../report/formats.ts'
import type { ReleaseRow } from '../record.ts'

/** How a release came out: a person's three piles. */
export type ReleaseResult = 'ok' | 'findings' | 'failed'

/** Warnings count in a strict run only. */
export function resultOf({ state, findings }: ReleaseRow, { strict }: Pick<FormatOptions, 'strict'>): ReleaseResult {
  if (state === 'failed') return 'failed'
  return findings.error > 0 || (strict && findings.warning > 0) ? 'findings' : 'ok'
}
