import { InputError } from '../../error.ts'
import { exitStatusOf } from '../../report/exit.ts'
import { hardenTexts } from '../../run/post-render.ts'
import type { SourceText } from '../../run/source.ts'
import type { Arguments } from '../arguments.ts'
import { wantsColour } from '../colour.ts'
import type { Command } from '../command.ts'
import { type ExitCode, exitCode } from '../exit-code.ts'
import { readInputs } from '../input.ts'
import type { Io } from '../io.ts'
import { manifestOptions } from '../options.ts'
import { writeReports } from '../reporting.ts'
import { loadSettings } from '../settings.ts'

/** The same as post-render, for files: shown as a diff, or written in place. */
export const fix: Command = {
  options: { ...manifestOptions, diff: { type: 'boolean' }, write: { type: 'boolean', short: 'w' } },
  run: runFix,
}

async function runFix(args: Arguments, io: Io): Promise<ExitCode> {
  if (args.has('diff') && args.has('write')) throw new InputError('USAGE', '--diff and --write: expected one of them')
  if (args.has('write') && (args.operands.length === 0 || args.operands.includes('-')))
    throw new InputError(
      'USAGE',
      '--write: expected files; the standard input cannot be rewritten (seaworthy post-render)',
    )
  const { settings } = await loadSettings(args, io)
  const texts = await readInputs(args.operands, io)
  const result = hardenTexts(texts, settings)
  const changed = result.texts.filter(({ text }, index) => text !== texts[index]?.text)
  const report = { ...result.report(), findings: result.remaining() }
  await writeReports(report, [{ format: 'text' }], args, {
    ...io,
    stdout: io.stderr,
    terminal: { ...io.terminal, stdout: io.terminal.stderr },
  })
  const code = exitStatusOf(report.findings, settings)
  if (args.has('write')) return writeAll(changed, code, args, io)
  const hasDiff = await showDiff(texts, result.texts, args, io)
  return hasDiff ? exitCode.found : code
}

async function writeAll(changed: readonly SourceText[], code: ExitCode, args: Arguments, io: Io): Promise<ExitCode> {
  for (const { file, text } of changed) {
    await io.writeFile(file, text)
    if (!args.has('quiet')) io.stdout(`wrote ${file}\n`)
  }
  return code
}

/** Whether there is a diff. One that is not empty is exit 1, as for `diff` itself, so that CI can ask whether a folder is hardened. */
async function showDiff(
  before: readonly SourceText[],
  after: readonly SourceText[],
  args: Arguments,
  io: Io,
): Promise<boolean> {
  const { colourDiff, unifiedDiff } = await import('../../golden/diff.ts')
  const diffs = before.map(({ file, text }, index) => unifiedDiff(file, text, after[index]?.text ?? text))
  const patch = diffs.join('')
  io.stdout(wantsColour(args, io) ? colourDiff(patch) : patch)
  return diffs.some(diff => diff !== '')
}
