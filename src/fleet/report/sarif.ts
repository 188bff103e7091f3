import { jsonLine } from '../../manifest/text/json.ts'
import { visibleJson } from '../../manifest/text/visible.ts'
import type { FormatOptions } from '../../report/formats.ts'
import { ruleOf } from '../../report/place.ts'
import { sarifLog, sarifResults } from '../../report/sarif/sarif.ts'
import { rulesOf } from '../../report/sarif/sarif-rules.ts'
import type { Finding } from '../../workload/finding/finding.ts'
import type { FleetReport } from './fleet-report.ts'

/**
 * One run for the fleet, a result on a line: code scanning takes 20 runs of a file. A result names its release among
 * its properties.
 */
export async function* fleetSarif(fleet: FleetReport, options: FormatOptions): AsyncGenerator<string> {
  const rules = rulesOf([...(await findingsByRule(fleet)).values()])
  const end = ']}]}'
  const empty = jsonLine(sarifLog(rules, [], options.version))
  yield visibleJson(empty.slice(0, -end.length))
  let comma = '\n'
  for (const row of fleet.rows)
    for (const result of sarifResults(await fleet.reportOf(row), rules, { release: row.name })) {
      yield `${comma}${visibleJson(jsonLine(result))}`
      comma = ',\n'
    }
  yield `\n${end}\n`
}

/** A finding of each rule: the rules come first. */
async function findingsByRule({ rows, reportOf }: FleetReport): Promise<ReadonlyMap<string, Finding>> {
  const found = new Map<string, Finding>()
  for (const row of rows)
    for (const finding of (await reportOf(row)).findings)
      if (!found.has(ruleOf(finding))) found.set(ruleOf(finding), finding)
  return found
}
