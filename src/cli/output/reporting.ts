import { InputError } from '../../error.ts'
import { type FormatName, type FormatOptions, formatNames, loadFormat } from '../../report/formats.ts'
import type { Report } from '../../report/report.ts'
import type { Arguments } from '../options/arguments.ts'
import { wantsColour } from '../process/colour.ts'
import type { Io } from '../process/io.ts'
import { version } from '../version.ts'

/** A format and the file it goes to; without one it goes to the standard output. */
export interface ReportTarget {
  readonly format: FormatName
  readonly output?: string
}

/** Pair every `--format` with the `--output` that follows it. */
export function reportTargets(args: Arguments): readonly ReportTarget[] {
  const targets: ReportTarget[] = []
  for (const { name, value } of args.ordered) {
    if (name === 'format') targets.push({ format: formatOption(value) })
    if (name === 'output') targets.push(paired(targets.pop(), value))
  }
  const open = targets.filter(target => target.output === undefined)
  if (open[1] !== undefined)
    throw new InputError(
      'USAGE',
      `--format ${open[1].format}: only one format can go to the standard output; follow the others by --output FILE`,
    )
  return targets
}

function paired(target: ReportTarget | undefined, output: string): ReportTarget {
  if (target === undefined || target.output !== undefined)
    throw new InputError(
      'USAGE',
      `--output ${output}: expected a --format before it, as in --format json --output ${output}`,
    )
  return { ...target, output }
}

function formatOption(text: string): FormatName {
  const format = formatNames.find(name => name === text)
  if (format === undefined)
    throw new InputError('USAGE', `--format: found "${text}", expected one of ${formatNames.join(', ')}`)
  return format
}

/** SARIF carries what hardening changes, for editors to apply. */
export function wantsFixes(targets: readonly ReportTarget[]): boolean {
  return targets.some(({ format }) => format === 'sarif')
}

/**
 * Write each report to its file, or to the standard output where it has none. All are made, and all files are looked at,
 * before the first is written.
 */
export async function writeReports(
  report: Report,
  targets: readonly ReportTarget[],
  args: Arguments,
  io: Io,
): Promise<void> {
  await refuseTargets(targets, io)
  const texts: string[] = []
  for (const target of targets) texts.push((await loadFormat(target.format))(report, reportOptionsOf(target, args, io)))
  for (const [index, { output }] of targets.entries()) {
    const text = texts[index] ?? ''
    if (output === undefined) io.stdout(text)
    else await io.writeFile(output, text)
  }
}

/** Refuse files that cannot be written, and one that two reports would go to. */
export async function refuseTargets(targets: readonly ReportTarget[], io: Io): Promise<void> {
  const places = new Set<string | undefined>()
  for (const { output } of targets) {
    if (output === undefined) continue
    await io.refuseTarget(output)
    const place = await io.realPath(output)
    if (places.has(place))
      throw new InputError('USAGE', `--output ${output}: expected another file than that of the report before it`)
    places.add(place)
  }
}

/** How the report for a target is written. */
export function reportOptionsOf({ output }: ReportTarget, args: Arguments, io: Io): FormatOptions {
  return {
    style: output === undefined && wantsColour(args, io) ? 'colour' : 'plain',
    quiet: args.has('quiet'),
    strict: args.has('strict'),
    layout: output === undefined && io.terminal.stdout ? 'grouped' : 'lines',
    version,
  }
}
