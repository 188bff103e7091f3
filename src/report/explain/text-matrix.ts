import { visible } from '../../manifest/text/visible.ts'
import { answerOfRisk, mechanismsText, riskWords, sign, workloadTitle, writtenText } from '../words/verdict-words.ts'
import { type Cell, layOut } from './columns.ts'
import type { ExplainedWorkload } from './explanation.ts'
import type { ExplainFormatOptions } from './formats.ts'
import { hanging } from './hanging.ts'
import { remedies } from './matrix.ts'
import { answerPaint, type Paint } from './paint.ts'

/** One row a workload; what to do about it below the row, where there is something to do. */
export function matrixLines(
  workloads: readonly ExplainedWorkload[],
  options: ExplainFormatOptions,
  paint: Paint,
): readonly string[] {
  const shown = options.quiet ? workloads.filter(({ summary }) => summary.risk !== 'ok') : workloads
  if (shown.length === 0) return []
  const rows = shown.map(workload => rowCells(workload, paint))
  const [head = [], ...lines] = layOut([titles(paint), ...rows], {
    width: options.width,
    indent: 0,
    narrowest: { 1: 14, 2: 10, 4: 14, 5: 10 },
  })
  return [
    ...head,
    ...shown.flatMap((workload, index) => [...(lines[index] ?? []), ...fixLines(workload, options, paint)]),
  ]
}

function titles(paint: Paint): readonly Cell[] {
  return ['', 'WORKLOAD', 'NAMESPACE', 'LEVEL', 'WRITES', 'MECHANISM', 'RISK'].map(text => ({ text, paint: paint.dim }))
}

function rowCells(workload: ExplainedWorkload, paint: Paint): readonly Cell[] {
  const { namespace, demand, summary } = workload
  const { risk, writes, mechanisms } = summary
  const colour = answerPaint(answerOfRisk[risk], paint)
  return [
    { text: sign[answerOfRisk[risk]], paint: colour },
    { text: visible(workloadTitle(workload)), paint: paint.bold },
    { text: visible(namespace ?? '-') },
    { text: demand.level },
    { text: visible(writes.length === 0 ? '-' : writes.map(writtenText).join(', ')) },
    { text: mechanismsText(mechanisms) },
    { text: riskWords[risk], paint: colour },
  ]
}

function fixLines(workload: ExplainedWorkload, { width }: ExplainFormatOptions, paint: Paint): readonly string[] {
  return remedies(workload).flatMap(({ applied, text }) =>
    hanging(applied ? '   → ' : '     ', text, width).map(applied ? paint.green : paint.yellow),
  )
}
