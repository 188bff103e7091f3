import { InputError } from '../../error.ts'
import { visible, visibleLines } from '../../manifest/text/visible.ts'
import { exitStatusOf } from '../../report/exit.ts'
import { type HardenResult, hardenTexts, hardenTextsInTurn } from '../../run/harden/harden-texts.ts'
import type { SourceText } from '../../run/source.ts'
import type { Settings } from '../../workload/settings/settings.ts'
import type { Command } from '../command.ts'
import { type ExitCode, exitCode } from '../exit-code.ts'
import { type InputText, readInputs } from '../input.ts'
import type { Arguments } from '../options/arguments.ts'
import { fileOptions, hardenOptions } from '../options/options.ts'
import { writeReports } from '../output/reporting.ts'
import { wantsColour } from '../process/colour.ts'
import type { Io } from '../process/io.ts'
import { inputOptions, loadSettings } from '../settings.ts'

/** The same as post-render, for files: shown as a diff, or written in place. */
export const fixCommand: Command = {
  options: { ...hardenOptions, ...fileOptions, diff: { type: 'boolean' }, write: { type: 'boolean', short: 'w' } },
  run: runFix,
}

async function runFix(args: Arguments, io: Io): Promise<ExitCode> {
  if (args.has('diff') && args.has('write')) throw new InputError('USAGE', '--diff and --write: expected one of them')
  if (args.has('write') && (args.operands.length === 0 || args.operands.includes('-')))
    throw new InputError(
      'USAGE',
      '--write: expected files; the standard input cannot be rewritten (seaworthy post-render)',
    )
  // Reading a pipe could take for ever.
  if (args.has('write'))
    for (const operand of args.operands) if (await isSpecial(operand, io)) await io.refuseTarget(operand)
  const loaded = await loadSettings(args, io, args.operands)
  const { settings } = loaded
  const texts = await readInputs(args.operands, { ...inputOptions(args, loaded, io), others: 'reported' }, io)
  const { result, refused } = args.has('write')
    ? await writeAll(texts, settings, args, io)
    : { result: hardenTexts(texts, settings), refused: [] }
  const report = { ...result.report(), findings: result.remaining() }
  await writeReports(report, [{ format: 'text' }], args, {
    ...io,
    stdout: io.stderr,
    terminal: { ...io.terminal, stdout: io.terminal.stderr },
  })
  for (const reason of refused) io.stderr(`seaworthy: ${reason}\n`)
  const hasDiff = !args.has('write') && (await showDiff(texts, result.texts, args, io))
  return hasDiff || refused.length > 0 ? exitCode.found : exitStatusOf(report.findings, settings)
}

async function isSpecial(path: string, io: Io): Promise<boolean> {
  return (await io.kindOf(path)) === 'special'
}

/** What hardening came to, and what was not written, with the reason. */
interface Written {
  readonly result: HardenResult
  readonly refused: readonly string[]
}

/** Write what changes, each file as soon as it is hardened: whoever stops a long run keeps what was done. */
async function writeAll(texts: readonly InputText[], settings: Settings, args: Arguments, io: Io): Promise<Written> {
  const refused: string[] = []
  const hardened = hardenTextsInTurn(texts, settings)
  for (let index = 0; ; index++) {
    const { done, value } = hardened.next()
    if (done) return { result: value, refused }
    const input = texts[index]
    if (input === undefined || input.text === value.text) continue
    const reason = await write(input, value.text, io)
    if (reason !== undefined) refused.push(`${visible(input.file)}: not written, because ${reason}`)
    else if (!args.has('quiet')) io.stdout(`wrote ${visible(input.file)}\n`)
  }
}

/** Why a file was not written, where it was not. */
async function write({ file, text: was, isForeign }: InputText, text: string, io: Io): Promise<string | undefined> {
  if (isForeign) return 'a link leads to it, out of the folder; name the file itself'
  return (await io.rewriteFile(file, was, text)) === 'written'
    ? undefined
    : 'it changed since it was read; run fix again'
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
  // What `patch` takes is exact; what a person looks at hides nothing.
  const plain = io.terminal.stdout ? visibleLines(patch) : patch
  io.stdout(wantsColour(args, io) ? colourDiff(patch) : plain)
  return diffs.some(diff => diff !== '')
}
