import { jsonLine } from '../../manifest/text/json.ts'
import { visibleJson } from '../../manifest/text/visible.ts'
import type { FormatOptions } from '../../report/formats.ts'
import { gitlabIssues } from '../../report/gitlab.ts'
import type { FleetReport } from './fleet-report.ts'

/** One list of the issues of all releases, an issue on a line. */
export async function* fleetGitlab({ rows, reportOf }: FleetReport, options: FormatOptions): AsyncGenerator<string> {
  let comma = '[\n'
  for (const row of rows)
    for (const issue of gitlabIssues(await reportOf(row), { ...options, release: row.name })) {
      yield `${comma}${visibleJson(jsonLine(issue))}`
      comma = ',\n'
    }
  yield comma === '[\n' ? '[]\n' : '\n]\n'
}
