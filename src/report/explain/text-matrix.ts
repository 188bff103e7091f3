import { visible } from '../../manifest/text/visible.ts'
import { answerOfRisk, mechanismsText, riskWords, sign, workloadTitle, writtenText } from '../words/verdict-words.ts'
import { type Cell, layOut } from './columns.ts'
import type { AssumedRow, ExplainedWorkload } from './explanation.ts'
import type { ExplainFormatOptions } from './formats.ts'
import { hanging } from './hanging.ts'
import { assumedText, remedies, remedyText, storageHeads } from './matrix.ts'
import { answerPaint, type Paint } from './paint.ts'

/** One row a workload; what to do about it below the row, where there is something to do. */
export function matrixLines(
  workloads: readonly ExplainedWorkload[],
  options: ExplainFormatOptions,
  paint: Paint,
): readonly string[] {
  const shown = options.quiet ? workloads.filter(({ summary }) => summary.risk !== 'ok') : workloads
  if (shown.length === 0) return []
  const heads = ['', 'WORKLOAD', 'NAMESPACE', 'LEVEL', 'WRITES', ...storageHeads(shown).map(head => head.toUpperCase())]
  const rows = shown.map(workload => rowCells(workload, paint))
  const [head = [], ...lines] = layOut([heads.map(text => ({ text, paint: paint.dim })), ...rows], {
    width: options.width,
    indent: 0,
    narrowest: { 1: 14, 2: 10, 4: 14, ...Object.fromEntries(storageHeads(shown).map((_, index) => [5 + index, 10])) },
  })
  return [
    ...head,
    ...shown.flatMap((workload, index) => [...(lines[index] ?? []), ...fixLines(workload, options, paint)]),
  ]
}

function rowCells(workload: ExplainedWorkload, paint: Paint): readonly Cell[] {
  const { namespace, demand, summary, assumed } = workload
  const { risk, writes, mechanisms } = summary
  const colour = answerPaint(answerOfRisk[risk], paint)
  return [
    { text: sign[answerOfRisk[risk]], paint: colour },
    { text: visible(workloadTitle(workload)), paint: paint.bold },
    { text: visible(namespace ?? '-') },
    { text: demand.level },
    { text: visible(writes.length === 0 ? '-' : writes.map(writtenText).join(', ')) },
    ...(assumed?.map(row => assumedCell(row, paint)) ?? [
      { text: mechanismsText(mechanisms) },
      { text: riskWords[risk], paint: colour },
    ]),
  ]
}

function assumedCell(row: AssumedRow, paint: Paint): Cell {
  const answer = answerOfRisk[row.summary.risk]
  return { text: `${sign[answer]} ${assumedText(row)}`, paint: answerPaint(answer, paint) }
}

function fixLines(workload: ExplainedWorkload, { width }: ExplainFormatOptions, paint: Paint): readonly string[] {
  return remedies(workload).flatMap(remedy => {
    const [lead, colour] = remedy.applied ? ['   → ', paint.green] : ['     ', paint.yellow]
    return hanging(lead, remedyText(remedy), width).map(colour)
  })
}
