import { answerOfRisk, mechanismsText, riskWords, workloadTitle, writtenText } from '../words/verdict-words.ts'
import type { ExplainedWorkload } from './explanation.ts'
import { element, type Html } from './html-element.ts'
import { signOf } from './html-grid.ts'
import { remedies } from './matrix.ts'

/** One row a workload. `links`: the page goes on with a section for each. */
export function matrixTable(
  workloads: readonly ExplainedWorkload[],
  { links }: { readonly links: 'to-sections' | 'none' },
): Html {
  const heads = ['workload', 'risk', 'namespace', 'level', 'writes', 'mechanism', 'fix']
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

function cells(workload: ExplainedWorkload): readonly Html[] {
  const { namespace, demand, summary } = workload
  const { risk, writes, mechanisms } = summary
  const fixes = remedies(workload).map(({ applied, text }) => element('div', applied ? { class: 'chosen' } : {}, text))
  return [
    element('td', {}, element('span', { class: 'risk' }, signOf(answerOfRisk[risk]), riskWords[risk])),
    element('td', {}, namespace ?? '-'),
    element('td', {}, demand.level),
    element('td', {}, writes.length === 0 ? '-' : writes.map(volume => element('div', {}, writtenText(volume)))),
    element('td', {}, mechanismsText(mechanisms)),
    element('td', { class: 'remedy small' }, fixes),
  ]
}
