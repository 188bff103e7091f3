import type { Fix, MountVerdict } from '../../volumes/model/mount.ts'
import type { FixLack, FixSummary } from '../../workload/reason/fix-reason.ts'
import type { ExplainedMount } from '../explain/explanation.ts'
import { missingWords } from './fix-reason-words.ts'
import { summaryWords } from './fix-summary-words.ts'
import { rowWords } from './volume-sentence.ts'

/** Where the levels admit a fix: all three, or which. */
export function admittedWords({ allowedAt }: Pick<Fix, 'allowedAt'>): string {
  return allowedAt.length === 3 ? 'every level' : allowedAt.join(', ')
}

/** A fix below its mount, where the volume need not be described once more. */
export function fixWords(fix: Fix, mount: MountSource): string {
  return `${fix.id} (${admittedWords(fix)}): ${summaryWords(belowMount(fix.does, mount))}`
}

type MountSource = Pick<MountVerdict, 'source' | 'facts'>

/** The volume of the mount is called that; another one by its name. */
function belowMount<Said extends FixSummary | FixLack>(said: Said, { source, facts }: MountSource): Said {
  return facts !== undefined && 'source' in said && said.source === source ? { ...said, source: 'the volume' } : said
}

/** The chosen fix first; the others as the planner prefers them. */
export function fixesInOrder({ fixes }: MountVerdict): readonly Fix[] {
  return fixes.toSorted((a, b) => Number(b.chosen) - Number(a.chosen))
}

/** What each fix lacks, where none applies; advice is listed as a fix, and not told again. */
export function lacksOf({ verdict, missing = [], row }: ExplainedMount): readonly string[] {
  if (row !== undefined) return [rowWords(row)]
  return missing.flatMap(one =>
    'does' in one ? [] : [missingWords('lack' in one ? { ...one, lack: belowMount(one.lack, verdict) } : one)],
  )
}

/** The same in one text, with the advice. */
export function missingText({ missing, row }: Pick<ExplainedMount, 'missing' | 'row'>): string | undefined {
  return row === undefined ? missing?.map(missingWords).join('; ') : rowWords(row)
}
