import { createColors } from 'picocolors'
import type { FormatOptions } from '../../report/formats.ts'
import { formatText } from '../../report/text.ts'
import { plural } from '../../report/words/plural.ts'
import type { ReleaseRow } from '../record.ts'
import type { FleetReport } from './fleet-report.ts'
import { type ReleaseResult, resultOf } from './outcome.ts'

/**
 * For people: the findings that make the run fail, release by release, a table of all releases, and a line that counts
 * them. With `quiet` the findings alone.
 */
export async function* fleetText({ rows, reportOf }: FleetReport, options: FormatOptions): AsyncGenerator<string> {
  const paint = createColors(options.style === 'colour')
  for (const row of rows) {
    if (resultOf(row, options) === 'ok') continue
    const found = formatText(await reportOf(row), { ...options, quiet: true, layout: 'lines' })
    yield `${paint.bold(row.name)}\n${found.replaceAll(/^(?=.)/gm, '  ')}\n`
  }
  if (options.quiet) return
  yield* tableLines(rows, options)
  yield `\n${summaryLine(rows, options)}\n`
}

type Columns = readonly [string, ...string[]]

const heading: Columns = ['RELEASE', 'PODS', 'ERRORS', 'WARNINGS', 'FIELDS SET', 'RESULT']

function* tableLines(rows: readonly ReleaseRow[], options: FormatOptions): Generator<string> {
  const paint = createColors(options.style === 'colour')
  const colours: Readonly<Record<ReleaseResult, (text: string) => string>> = {
    ok: paint.green,
    findings: paint.yellow,
    failed: paint.red,
  }
  const nameWidth = rows.reduce((widest, { name }) => Math.max(widest, name.length), heading[0].length)
  yield paint.bold(tableLine(heading, nameWidth))
  for (const row of rows) {
    const result = resultOf(row, options)
    yield tableLine([...cellsOf(row), colours[result](result)], nameWidth)
  }
}

function cellsOf({ name, state, pods, findings, changes }: ReleaseRow): Columns {
  if (state === 'failed') return [name, '-', '-', '-', '-']
  return [name, ...[pods, findings.error, findings.warning, changes].map(String)]
}

function tableLine([name, ...cells]: Columns, nameWidth: number): string {
  const last = cells.length - 1
  const padded = cells.map((cell, index) => (index === last ? cell : cell.padStart(heading[index + 1]?.length ?? 0)))
  return `${[name.padEnd(nameWidth), ...padded].join('  ')}\n`
}

/** `2 of 40 releases failed, 1 has findings; 3 errors, 1 warning in 70 pods; 120 fields changed`. */
function summaryLine(rows: readonly ReleaseRow[], options: FormatOptions): string {
  const results = rows.map(row => resultOf(row, options))
  const count = (wanted: ReleaseResult) => results.filter(result => result === wanted).length
  const sum = (number: (row: ReleaseRow) => number) => rows.reduce((total, row) => total + number(row), 0)
  const failed = count('failed')
  return [
    plural(rows.length, 'release'),
    `${failed} failed`,
    `${count('findings')} with findings`,
    `${plural(sum(row => row.findings.error) - failed, 'error')} and ${plural(
      sum(row => row.findings.warning),
      'warning',
    )} left in ${plural(
      sum(row => row.pods),
      'pod',
    )}`,
    `${plural(
      sum(row => row.changes),
      'field',
    )} changed`,
  ].join(', ')
}
