import type { FormatOptions } from '../../report/formats.ts'
import { junitHead, junitSuites } from '../../report/junit.ts'
import type { FleetReport } from './fleet-report.ts'

/** All suites in one file. Its first line counts them, so that they are made twice, and never held at once. */
export async function* fleetJunit(fleet: FleetReport, options: FormatOptions): AsyncGenerator<string> {
  const sum = { tests: 0, failures: 0, errors: 0, skipped: 0 }
  for await (const { counts } of suitesOf(fleet, options)) {
    sum.tests += counts.tests
    sum.failures += counts.failures
    sum.errors += counts.errors
    sum.skipped += counts.skipped
  }
  const attributes = Object.entries(sum).map(([name, value]) => ` ${name}="${value}"`)
  yield `${junitHead}<testsuites name="seaworthy"${attributes.join('')}>\n`
  for await (const { body } of suitesOf(fleet, options)) yield body.join('')
  yield '</testsuites>\n'
}

async function* suitesOf({ rows, reportOf }: FleetReport, options: FormatOptions) {
  for (const row of rows) yield junitSuites(await reportOf(row), { ...options, release: row.name })
}
