import { visible } from '../../manifest/text/visible.ts'
import type { Finding } from '../../workload/finding/finding.ts'
import { spotOf } from '../place.ts'
import { sentenceOf } from '../words/sentence.ts'
import { totalsText } from '../words/verdict-words.ts'
import { wrap } from './columns.ts'
import type { Explanation } from './explanation.ts'
import type { ExplainFormatOptions } from './formats.ts'
import { type Paint, paintFor } from './paint.ts'
import { failureLines } from './text-failure.ts'
import { matrixLines } from './text-matrix.ts'
import { workloadLines } from './text-workload.ts'

/** For people at a terminal: every workload with its containers, mounts, reasons and fixes, or one row a workload. */
export function explainText(explanation: Explanation, options: ExplainFormatOptions): string {
  const paint = paintFor(options.style)
  const { failures, workloads } = explanation
  const unread = explanation.findings.flatMap(finding => unreadLines(finding, options, paint))
  if (failures !== undefined) return joined([unread, ...failures.map(failure => failureLines(failure, options, paint))])
  if (options.view === 'matrix')
    return joined([matrixLines(workloads, options, paint), unread, closing(explanation, options, paint)])
  const shown = options.quiet ? workloads.filter(({ summary }) => summary.risk !== 'ok') : workloads
  return joined([
    ...shown.map(workload => workloadLines(workload, options, paint)),
    unread,
    closing(explanation, options, paint),
  ])
}

/** A document that is broken says nothing of its workload. */
function unreadLines(finding: Finding, { width }: ExplainFormatOptions, paint: Paint): readonly string[] {
  const { place } = finding
  const where = `${spotOf(place, place.position)}:`
  return wrap(visible(`${where} ${sentenceOf(finding).message}`), width).map(paint.yellow)
}

function closing(
  { workloads, assume }: Explanation,
  { quiet, width, fixCommand = 'seaworthy fix', applyCommand }: ExplainFormatOptions,
  paint: Paint,
): readonly string[] {
  if (quiet) return []
  const hint =
    assume === undefined
      ? `${fixCommand} shows the chosen fixes as a diff${applyCommand === undefined ? '' : `; ${applyCommand} makes them`}.`
      : `This holds for ${assume}; seaworthy fix needs the class in the policy.`
  const fixable = workloads.some(({ changes }) => changes.length > 0)
  return [totalsText(workloads), ...(fixable ? wrap(hint, width).map(paint.dim) : [])]
}

/** Blocks with a blank line between them. */
function joined(blocks: readonly (readonly string[])[]): string {
  return blocks
    .filter(lines => lines.length > 0)
    .map(lines => `${lines.join('\n')}\n`)
    .join('\n')
}
