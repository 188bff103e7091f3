import { formatGithub } from '../../report/github.ts'
import type { FleetReport } from './fleet-report.ts'

/** The annotations of all releases. */
export async function* fleetGithub({ rows, reportOf }: FleetReport): AsyncGenerator<string> {
  for (const row of rows) yield formatGithub(await reportOf(row))
}
