import { type Comparison, compare, type Difference } from '../golden/compare.ts'
import { describeDifference, summariseDifference } from '../golden/describe.ts'
import { streamDifference } from '../golden/fields.ts'
import { parseMask } from '../golden/mask.ts'
import { maskBoth, maskText } from '../golden/mask-text.ts'
import type { GoldenCase } from '../policy/golden-case.ts'
import type { Report } from '../report/report.ts'
import type { Finding } from '../workload/finding/finding.ts'

/** What making a case gave: its text, or why it was not tried. */
export type CaseOutcome = { readonly golden: GoldenCase } & (
  | {
      readonly got: string
      /** The golden file, where there is one. */
      readonly want?: string
      readonly compared: Comparison
    }
  | { readonly skipped: string }
)

/** The answer for all cases: findings for every format, and the diffs that a person reads. */
export interface Verification {
  readonly report: Report
  readonly diffs: readonly string[]
}

/** What is said about the cases as a whole. */
export interface VerifyOptions {
  readonly policyFile: string
  /** Golden files that no case makes. */
  readonly orphans: readonly string[]
  readonly style: 'plain' | 'colour'
}

/** Compare every case with its file, save what its masks cover. */
export function verifyCases(outcomes: readonly CaseOutcome[], options: VerifyOptions): Verification {
  const differences = outcomes.map(outcome => differenceOf(outcome))
  const findings = [
    ...outcomes.flatMap((outcome, index) => caseFindings(outcome, differences[index], options)),
    ...options.orphans.map(file => orphanFinding(file, options)),
  ]
  return {
    report: {
      objects: [],
      findings,
      edits: [],
      summary: { ...emptySummary, cases: outcomes.length },
      policy: options.policyFile,
    },
    diffs: differences.flatMap(found => (found === undefined ? [] : [describeDifference(found, options)])),
  }
}

/** Mask both sides and compare. A file that is missing differs from everything. */
export function differenceOf(outcome: CaseOutcome): Difference | undefined {
  if (!('got' in outcome)) return undefined
  const { got, want, golden, compared } = outcome
  const masks = golden.mask.map(parseMask)
  const sides = want === undefined ? { got: maskText(got, masks).text } : maskBoth({ want, got }, masks)
  const wanted = 'want' in sides ? [[golden.file, sides.want] as const] : []
  const [difference] = compare(new Map(wanted), new Map([[golden.file, sides.got]]))
  return compared === 'objects' && difference !== undefined && sameObjects(difference) ? undefined : difference
}

function sameObjects(difference: Difference): boolean {
  if (difference.kind !== 'different') return false
  const { fields, unreadable } = streamDifference(difference.want, difference.got)
  return fields.length === 0 && !unreadable
}

function caseFindings(outcome: CaseOutcome, difference: Difference | undefined, options: VerifyOptions): Finding[] {
  const { golden } = outcome
  const place = casePlace(options, golden)
  if (!('got' in outcome))
    return [{ code: 'golden-skipped', golden: golden.file, detail: outcome.skipped, severity: 'warning', place }]
  if (difference === undefined) return maskFindings(outcome, options)
  const code = difference.kind === 'missing' ? 'golden-missing' : 'golden-different'
  return [{ code, golden: golden.file, detail: summariseDifference(difference), severity: 'error', place }]
}

/** A mask that masks nothing is misspelt, or outlived its field; the comparison is then stricter than it looks. */
function maskFindings(outcome: Extract<CaseOutcome, { readonly got: string }>, options: VerifyOptions): Finding[] {
  const { golden, got, want = got } = outcome
  return maskBoth({ want, got }, golden.mask.map(parseMask)).unused.map(({ because }) => ({
    code: 'mask-unused',
    golden: golden.file,
    detail: because,
    severity: 'warning',
    place: casePlace(options, golden),
  }))
}

function orphanFinding(file: string, options: VerifyOptions): Finding {
  return { code: 'golden-orphan', golden: file, detail: '', severity: 'error', place: casePlace(options) }
}

/** The line of the case; the first one for what no case writes. */
function casePlace(
  { policyFile }: VerifyOptions,
  { position = { line: 1, column: 1 } }: Pick<GoldenCase, 'position'> = {},
) {
  return { file: policyFile, index: 0, position }
}

const emptySummary = {
  objects: 0,
  pods: 0,
  violations: 0,
  notWritable: 0,
  unknown: 0,
  exempted: 0,
  withoutNamespace: 0,
}
