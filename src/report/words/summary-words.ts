import type { SummaryFix, SummaryLack, WorkloadNote } from '../explain/explanation.ts'
import { accessWords } from './access-words.ts'
import { changeWords } from './change-words.ts'
import { summaryWords } from './fix-summary-words.ts'
import { admittedWords, missingText } from './fix-words.ts'
import { someOf } from './some-of.ts'
import { startCure, startWords } from './start-words.ts'
import { decimalMode } from './volume-sentence.ts'
import { volumeReasonWords } from './volume-words.ts'

const windows = 'it runs on Windows, whose volumes have no UNIX owner and mode'

/** What has to be known of a workload before the rest. */
export function noteWords(note: WorkloadNote): string {
  switch (note.code) {
    case 'skipped':
      return `left alone, as the annotation seaworthy.dev/skip says: ${note.reason}`
    case 'windows':
      return windows
    case 'admitted-hardened':
      return `admission refuses it at ${note.level} as it stands, and admits what post-render makes of it`
    case 'refused-unedited':
      return `admission refuses it at ${note.level}, and it is never edited: ${note.detail}`
    case 'refused':
      return `admission refuses it at ${note.level}, even with all that hardening adds: ${note.detail}`
  }
}

/** Why a workload fails or is not known to work, and what a person can do. */
function summaryLackWords(lack: SummaryLack): string {
  switch (lack.code) {
    case 'windows':
      return windows
    case 'refused':
      return [`admission refuses it: ${lack.reason}`, ...lack.causes.map(causeWords)].join('; ')
    case 'bad-volume':
      return `the API server refuses it: ${volumeReasonWords(lack.reason)}`
    case 'bad-mode':
      return `the API server refuses it: ${decimalMode(lack.mode)}`
    case 'start': {
      const cure = startCure(lack.reason)
      const why = `${lack.container === undefined ? '' : `${lack.container}: `}${startWords(lack.reason)}`
      return cure === undefined ? why : `${why}; ${cure}`
    }
    case 'mount': {
      const why = lack.reason && accessWords(lack.reason)
      const others = lack.others && `the same holds for ${someOf(lack.others)}`
      return [why, others, missingText(lack)].filter(part => part !== undefined).join('; ')
    }
  }
}

type Cause = Extract<SummaryLack, { readonly code: 'refused' }>['causes'][number]

function causeWords({ containers, reason }: Cause): string {
  return `${containers.length === 0 ? '' : `${containers.join(', ')}: `}${changeWords(reason)}`
}

/** What to do about a workload, in one clause. */
export function summaryFixText(fix: SummaryFix): string {
  switch (fix.kind) {
    case 'chosen':
      return `${fix.fix.id}: ${summaryWords(fix.fix.does)}`
    case 'not-admitted':
      return `none is applied; ${fix.fix.id} (${admittedWords(fix.fix)}): ${summaryWords(fix.fix.does)}`
    case 'missing':
      return summaryLackWords(fix.lack)
  }
}
