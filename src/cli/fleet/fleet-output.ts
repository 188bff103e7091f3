import { join } from 'node:path'
import type { ReleaseRow } from '../../fleet/record.ts'
import { type FleetReport, loadFleetFormat } from '../../fleet/report/fleet-report.ts'
import { resultOf } from '../../fleet/report/outcome.ts'
import type { FormatOptions } from '../../report/formats.ts'
import { type ExitCode, exitCode } from '../exit-code.ts'
import { withSlashes } from '../files/slashes.ts'
import type { Arguments } from '../options/arguments.ts'
import { type ReportTarget, refuseTargets, reportOptionsOf } from '../output/reporting.ts'
import type { Io } from '../process/io.ts'
import { readReport } from './store.ts'

/** A fleet whose reports lie in a folder for each release. */
export function fleetReport(rows: readonly ReleaseRow[], folderOf: (row: ReleaseRow) => string, io: Io): FleetReport {
  return { rows, reportOf: row => readReport(folderOf(row), row.name, io) }
}

/** Write the reports that were asked for, a table where none was. */
export async function writeFleetReports(
  fleet: FleetReport,
  targets: readonly ReportTarget[],
  args: Arguments,
  io: Io,
): Promise<void> {
  await refuseTargets(targets, io)
  const wanted: readonly ReportTarget[] = targets.length === 0 ? [{ format: 'text' }] : targets
  for (const target of wanted) {
    const pieces = (await loadFleetFormat(target.format))(fleet, reportOptionsOf(target, args, io))
    if (target.output !== undefined) await io.writePieces(target.output, pieces)
    else for await (const piece of pieces) io.stdout(piece)
  }
}

/** The report that lies beside the manifests: that of `--format json`. */
export async function writeFolderReport(
  fleet: FleetReport,
  folder: string,
  options: FormatOptions,
  io: Io,
): Promise<void> {
  const format = await loadFleetFormat('json')
  await io.writePieces(withSlashes(join(folder, 'report.jsonl')), format(fleet, options))
}

/** What the rows say to a script. */
export function fleetExit(rows: readonly ReleaseRow[], args: Arguments): ExitCode {
  if (args.has('exit-zero')) return exitCode.ok
  const options = { strict: args.has('strict') }
  return rows.some(row => resultOf(row, options) !== 'ok') ? exitCode.found : exitCode.ok
}
