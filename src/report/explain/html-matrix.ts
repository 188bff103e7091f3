import { answerOfRisk, mechanismsText, riskWords, workloadTitle, writtenText } from '../words/verdict-words.ts'
import type { AssumedRow, ExplainedWorkload, Risk } from './explanation.ts'
import { type Child, element, type Html } from './html-element.ts'
import { signOf } from './html-grid.ts'
import { assumedText, remedies, remedyText, storageHeads } from './matrix.ts'

/** One row a workload. `links`: the page goes on with a section for each. */
export function matrixTable(
  workloads: readonly ExplainedWorkload[],
  { links }: { readonly links: 'to-sections' | 'none' },
): Html {
  const storage = workloads[0]?.assumed === undefined ? ['mechanism'] : storageHeads(workloads)
  const heads = ['workload', 'risk', 'namespace', 'level', 'writes', ...storage, 'fix']
  const rows = workloads.map((workload, index) => {
    const title = workloadTitle(workload)
    const name = links === 'none' ? title : element('a', { href: `#w${index}` }, title)
    return element(
      'tr',
      { class: answerOfRisk[workload.summary.risk] === 'yes' ? 'works' : 'trouble' },
      element('th', { scope: 'row' }, name),
      cells(workload),
    )
  })
  return element(
    'table',
    { class: 'matrix' },
    element(
      'thead',
      {},
      element(
        'tr',
        {},
        heads.map(head => element('th', { scope: 'col' }, head)),
      ),
    ),
    element('tbody', {}, rows),
  )
}

function riskCell(risk: Risk, words: string): Html {
  return element('td', {}, element('span', { class: 'risk' }, signOf(answerOfRisk[risk]), words))
}

function assumedCell(row: AssumedRow): Html {
  return riskCell(row.summary.risk, assumedText(row))
}

function cells(workload: ExplainedWorkload): Child[] {
  const { namespace, demand, summary, assumed } = workload
  const { risk, writes, mechanisms } = summary
  const fixes = remedies(workload).map(remedy =>
    element('div', remedy.applied ? { class: 'chosen' } : {}, remedyText(remedy)),
  )
  return [
    riskCell(risk, riskWords[risk]),
    element('td', {}, namespace ?? '-'),
    element('td', {}, demand.level),
    element('td', {}, writes.length === 0 ? '-' : writes.map(volume => element('div', {}, writtenText(volume)))),
    assumed === undefined ? element('td', {}, mechanismsText(mechanisms)) : assumed.map(assumedCell),
    element('td', { class: 'remedy small' }, fixes),
  ]
}
