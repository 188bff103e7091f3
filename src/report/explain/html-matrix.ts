import { answerOfRisk, mechanismsText, riskWords, workloadTitle, writtenText } from '../words/verdict-words.ts'
import type { AssumedRow, ExplainedWorkload, Risk } from './explanation.ts'
import { type Child, element, type Html } from './html-element.ts'
import { signOf } from './html-sign.ts'
import { blankCell, columnHead, kindCell, rowHead, scrollingTable } from './html-table.ts'
import { assumedText, remedies, remedyText, storageHeads } from './matrix.ts'

/** One row a workload. `links`: the page goes on with a section for each. */
export function matrixTable(
  workloads: readonly ExplainedWorkload[],
  { links, named }: { readonly links: 'to-sections' | 'none'; readonly named: string },
): Html {
  const storage = workloads[0]?.assumed === undefined ? ['mechanism'] : storageHeads(workloads)
  const heads = ['risk', 'namespace', 'level', 'writes', ...storage, 'fix']
  const values = workloads.map(valuesOf)
  // A column that says nothing takes the room of those that do.
  const columns = heads.flatMap((head, at) => (values.some(row => row[at] !== '-') ? [{ head, at }] : []))
  const rows = workloads.map((workload, index) => {
    const title = workloadTitle(workload)
    const name = links === 'none' ? title : element('a', { href: `#w${index}` }, title)
    const isTrouble = answerOfRisk[workload.summary.risk] !== 'yes'
    const cells = columns.map(({ head, at }) => valueCell(head, values[index]?.[at] ?? '-'))
    return element('tr', { class: isTrouble ? 'trouble' : 'works' }, rowHead(name), cells)
  })
  return scrollingTable(
    { kind: 'matrix', named },
    [columnHead('workload'), ...columns.map(({ head }) => element('th', { scope: 'col', class: `of-${head}` }, head))],
    rows,
  )
}

function valueCell(head: string, value: Child): Html {
  return value === '-' ? blankCell() : kindCell(`of-${head}`, head, value)
}

/** What stands in a row behind its name, column by column; `-` where there is nothing to say. */
function valuesOf(workload: ExplainedWorkload): readonly Child[] {
  const { namespace, demand, summary, assumed } = workload
  const { risk, writes, mechanisms } = summary
  const fixes = remedies(workload).map(remedy =>
    element('div', remedy.applied ? { class: 'chosen' } : {}, remedyText(remedy)),
  )
  return [
    riskMark(risk, riskWords[risk]),
    namespace ?? '-',
    demand.level,
    writes.length === 0 ? '-' : writes.map(volume => element('div', {}, writtenText(volume))),
    ...(assumed === undefined ? [mechanismsText(mechanisms)] : assumed.map(assumedMark)),
    fixes.length === 0 ? '-' : element('div', { class: 'remedy small' }, fixes),
  ]
}

function riskMark(risk: Risk, words: string): Html {
  return element('span', { class: 'risk' }, signOf(answerOfRisk[risk]), words)
}

function assumedMark(row: AssumedRow): Html {
  return riskMark(row.summary.risk, assumedText(row))
}
