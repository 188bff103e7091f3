import { jsonLine } from '../../manifest/text/json.ts'
import { visibleJson } from '../../manifest/text/visible.ts'
import type { FormatOptions } from '../../report/formats.ts'
import { reportJson, reportVersion } from '../../report/json.ts'
import type { FleetReport } from './fleet-report.ts'
import { resultOf } from './outcome.ts'

/** One line a release, in the order of the fleet. `report` has the shape of `seaworthy check --format json`. */
export async function* fleetJson({ rows, reportOf }: FleetReport, options: FormatOptions): AsyncGenerator<string> {
  for (const row of rows) {
    const line = {
      apiVersion: reportVersion,
      kind: 'ReleaseReport',
      release: row.name,
      result: resultOf(row, options),
      report: reportJson(await reportOf(row)),
    }
    yield `${visibleJson(jsonLine(line))}\n`
  }
}
