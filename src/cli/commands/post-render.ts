import { unknownPlaceholder } from '../../config/release-part.ts'
import { InputError } from '../../error.ts'
import { readPlainDocument } from '../../manifest/read/plain/document.ts'
import { hardenStream, type ReadDocument } from '../../run/harden/harden-stream.ts'
import type { Command } from '../command.ts'
import { type ExitCode, exitCode } from '../exit-code.ts'
import { readText } from '../input.ts'
import type { Arguments } from '../options/arguments.ts'
import { hardenOptions, reportOptions } from '../options/options.ts'
import type { Io } from '../process/io.ts'
import { type Loaded, loadSettings } from '../settings.ts'

/** Standard input to standard output, hardened. Nothing but the manifest is ever written to the standard output. */
export const postRenderCommand: Command = {
  options: {
    ...hardenOptions,
    ...reportOptions,
    golden: { type: 'string' },
    update: { type: 'boolean' },
  },
  run: runPostRender,
}

async function runPostRender(args: Arguments, io: Io): Promise<ExitCode> {
  refuseUse(args, io)
  const text = await readText('-', io)
  // kustomize and kpt call a function without arguments: what they send says what it is.
  const code = mayBeResourceList(text)
    ? await (await import('../krm-function.ts')).runFunction(text, args, io)
    : undefined
  if (code !== undefined) return code
  const loaded = await loadSettings(args, io)
  const { settings } = loaded
  if (text.trim() === '') tellEmpty(args, io)
  const output = wantsReport(args, loaded)
    ? await (await import('../output/hardening-report.ts')).hardenReported(text, args, loaded, io)
    : await hardenStream(text, settings, readDocument)
  if (output === undefined) return exitCode.found
  if ((await compareGolden(output, args, io)) === exitCode.found) return exitCode.found
  io.stdout(output)
  return exitCode.ok
}

/** Most streams do not hold the word, and to look for it is faster than any pattern. */
function mayBeResourceList(text: string): boolean {
  return text.includes('ResourceList') && resourceList.test(text)
}

/** The kind at the top, in YAML or in JSON. What only looks like one is told apart by its reader. */
const resourceList = /^(?:\{\s*"(?:apiVersion|kind)"[\s\S]{0,80})?["']?kind["']?\s*:\s*["']?ResourceList\b/m

/** The reader of everything is loaded for what the plain one leaves to it. */
const readDocument: ReadDocument = (stream, span) =>
  readPlainDocument(stream, span) ??
  Promise.all([import('../../manifest/read/composed-document.ts'), import('../../run/in-file.ts')]).then(
    ([document, file]) => file.inFile('-', () => document.readComposedDocument(stream, span)),
  )

function wantsReport(args: Arguments, { settings, policy }: Loaded): boolean {
  const asked = args.ordered.some(({ name }) => Object.hasOwn(reportOptions, name))
  return asked || settings.strict || policy?.report !== undefined
}

async function compareGolden(output: string, args: Arguments, io: Io): Promise<ExitCode> {
  const golden = args.text('golden')
  return golden === undefined ? exitCode.ok : (await import('../output/golden.ts')).keepGolden(golden, output, args, io)
}

function refuseUse(args: Arguments, io: Io): void {
  if (args.operands.length > 0)
    throw new InputError(
      'USAGE',
      `post-render reads the standard input; found "${args.operands[0]}" (to harden files: seaworthy fix)`,
    )
  if (io.terminal.stdin)
    throw new InputError(
      'USAGE',
      'post-render reads manifests from a pipe, as in `helm template … | seaworthy post-render`',
    )
  if (args.has('update') && args.text('golden') === undefined)
    throw new InputError('USAGE', '--update needs --golden FILE')
  refusePlaceholders(args)
}

function refusePlaceholders(args: Arguments): void {
  for (const { name, value } of args.ordered) {
    const unknown = name === 'output' || name === 'golden' ? unknownPlaceholder(value) : undefined
    if (unknown !== undefined)
      throw new InputError('USAGE', `--${name} ${value}: found ${unknown}, expected no placeholder but {part}`)
  }
}

/** Nothing came in. That is an empty chart, or Helm 3 with --output-dir, which bypasses every post-renderer without a word. */
function tellEmpty(args: Arguments, io: Io): void {
  if (args.has('strict') || args.text('golden') !== undefined)
    throw new InputError(
      'BAD_INPUT',
      'no manifest on standard input (required by --strict and --golden); Helm 3 with --output-dir writes its files before any post-renderer sees them',
    )
  // Helm 3 shows this to nobody, and a shell to whoever piped a command that failed.
  if (!args.has('quiet'))
    io.stderr(
      'seaworthy: standard input: nothing arrived, and --strict fails then; is the command before the pipe failing?\n',
    )
}
