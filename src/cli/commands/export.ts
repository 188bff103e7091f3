import { InputError } from '../../error.ts'
import { visible } from '../../manifest/text/visible.ts'
import { exitStatusOf } from '../../report/exit.ts'
import { plural } from '../../report/words/plural.ts'
import { type Export, type ExportForm, exportForms, exportHardened } from '../../run/export/export.ts'
import { staleness } from '../../run/export/export-check.ts'
import type { Hardened } from '../../run/harden/harden.ts'
import { hardenResult } from '../../run/harden/harden-texts.ts'
import { type ManifestRun, readRun, unreadableDocuments } from '../../run/manifest-run.ts'
import type { Settings } from '../../workload/settings/settings.ts'
import type { Command } from '../command.ts'
import { type ExitCode, exitCode } from '../exit-code.ts'
import { readInputs, readText } from '../input.ts'
import type { Arguments } from '../options/arguments.ts'
import { fileOptions, hardenOptions } from '../options/options.ts'
import { renderingOf, renderingOptions } from '../options/rendering.ts'
import { writeReports } from '../output/reporting.ts'
import type { Io } from '../process/io.ts'
import { inputOptions, loadSettings, wrongOption } from '../settings.ts'

/** The same hardening where manifests cannot be piped: as patches of kustomize, or as policies of a cluster. */
export const exportCommand: Command = {
  options: {
    ...hardenOptions,
    ...fileOptions,
    ...renderingOptions,
    as: { type: 'string' },
    check: { type: 'boolean' },
    output: { type: 'string' },
  },
  run: runExport,
}

async function runExport(args: Arguments, io: Io): Promise<ExitCode> {
  if (args.text('as') === 'values') return exportValues(args, io)
  const form = formOption(args.text('as'))
  const output = args.text('output')
  if (args.has('check') && output === undefined)
    throw new InputError('USAGE', '--check: expected --output FILE, the export that is checked')
  const loaded = await loadSettings(args, io, args.operands)
  const { settings } = loaded
  const rendering = renderingOf(args, settings)
  const texts = await readInputs(args.operands, { ...inputOptions(args, loaded, io), rendering }, io)
  const run = readRun(texts, settings)
  if (settings.strict && (await complain(run, args, io))) return exitCode.found
  const hardened = run.hardened()
  const made = exportHardened(hardened, form, settings)
  for (const { title, reason } of made.missing) io.stderr(`seaworthy: ${visible(title)}: not exported: ${reason}\n`)
  const code =
    output !== undefined && args.has('check')
      ? await check({ made, hardened, settings, output }, args, io)
      : await write(made, output, args, io)
  const unreadable = unreadableDocuments(run)
  if (unreadable > 0)
    io.stderr(
      `seaworthy: not exported: ${plural(unreadable, 'document')} that could not be read; seaworthy check says why\n`,
    )
  return made.missing.length + unreadable > 0 ? exitCode.found : code
}

/** The values of a chart are found by rendering, and have a command of their own. */
async function exportValues(args: Arguments, io: Io): Promise<ExitCode> {
  if (args.has('check'))
    throw new InputError(
      'USAGE',
      '--check: expected another --as than values; `seaworthy check CHART -f FILE` proves a values file',
    )
  return (await import('./suggest.ts')).suggestCommand.run(args, io)
}

const forms = [...exportForms, 'values'].join(', ')

function formOption(text: string | undefined): ExportForm {
  const form = exportForms.find(name => name === text)
  if (form === undefined)
    throw text === undefined
      ? new InputError('USAGE', `--as: expected one of ${forms}`)
      : wrongOption('as', text, `one of ${forms}`)
  return form
}

/** `--strict`: what hardening does not repair is said, and nothing is exported. */
async function complain(run: ManifestRun, args: Arguments, io: Io): Promise<boolean> {
  const result = hardenResult(run)
  const findings = result.remaining()
  if (exitStatusOf(findings, { strict: true }) === exitCode.ok) return false
  const report = { ...result.report(), findings, edits: [] }
  await writeReports(report, [{ format: 'text' }], args, { ...io, stdout: io.stderr })
  return true
}

async function write({ text }: Export, output: string | undefined, args: Arguments, io: Io): Promise<ExitCode> {
  if (output === undefined) io.stdout(text)
  else {
    await io.writeFile(output, text)
    if (!args.has('quiet')) io.stdout(`wrote ${visible(output)}\n`)
  }
  return exitCode.ok
}

interface Checked {
  readonly made: Export
  readonly hardened: Hardened
  readonly settings: Settings
  readonly output: string
}

async function check({ made, hardened, settings, output }: Checked, args: Arguments, io: Io): Promise<ExitCode> {
  const old = { file: output, text: await readText(output, io) }
  const stale = staleness(old, made, hardened, settings)
  for (const sentence of stale) io.stderr(`seaworthy: ${visible(`${output}: ${sentence}`)}\n`)
  if (stale.length === 0) return exitCode.ok
  if (!args.has('quiet')) io.stderr('seaworthy: the same call without --check writes it again\n')
  return exitCode.found
}
