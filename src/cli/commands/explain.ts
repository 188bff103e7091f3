import { InputError } from '../../error.ts'
import { type StorageProfileName, storageProfiles } from '../../knowledge/storage/profile-names.ts'
import { compact } from '../../manifest/compact.ts'
import { type ExplainFormatName, explainFormatNames, loadExplainFormat } from '../../report/explain/formats.ts'
import { explainTexts } from '../../run/explain/explain.ts'
import { parseSelection, type Selection } from '../../run/select.ts'
import type { Command } from '../command.ts'
import { type ExitCode, exitCode } from '../exit-code.ts'
import { readInputs, readText, refuseNothing } from '../input.ts'
import type { Arguments } from '../options/arguments.ts'
import { proposedFix } from '../options/fix-command.ts'
import { fileOptions, manifestOptions } from '../options/options.ts'
import { renderingOf, renderingOptions } from '../options/rendering.ts'
import { aboutInputs } from '../output/explain-about.ts'
import { wantsColour } from '../process/colour.ts'
import type { Io } from '../process/io.ts'
import { inputOptions, loadSettings, wrongOption } from '../settings.ts'

/** Who runs as what, who owns each volume, why it works or not, and the fix. It explains: a *no* is no failure. */
export const explainCommand: Command = {
  options: {
    ...manifestOptions,
    ...fileOptions,
    ...renderingOptions,
    matrix: { type: 'boolean' },
    assume: { type: 'string' },
    error: { type: 'string' },
    format: { type: 'string' },
    output: { type: 'string' },
  },
  run: runExplain,
}

async function runExplain(args: Arguments, io: Io): Promise<ExitCode> {
  const format = formatOption(args.text('format') ?? 'text')
  if (args.has('matrix') && args.text('error') !== undefined)
    throw new InputError('USAGE', '--matrix and --error: expected one of them')
  const { files, selections } = await sorted(args.operands, io)
  const assume = assumeOption(args)
  const loaded = await loadSettings(args, io, files)
  const error = await errorText(args, files, io)
  const texts = await readInputs(
    files,
    { ...inputOptions(args, loaded, io), others: 'reported', rendering: renderingOf(args, loaded.settings) },
    io,
  )
  const explanation = args.has('matrix')
    ? explainTexts(texts, loaded.settings, { selections, assume })
    : explainTexts(texts, { ...loaded.settings, ...compact({ assume: assume[0] }) }, { selections, error })
  const output = args.text('output')
  if (output !== undefined) await io.refuseTarget(output)
  const isPiped = texts.every(({ file }) => file === '-')
  const fixCommand = isPiped ? undefined : proposedFix(files, texts, args)
  const applyCommand = texts[0]?.source === 'chart' ? 'helm upgrade --post-renderer seaworthy' : undefined
  const about = format === 'html' ? { about: await aboutInputs(texts, loaded, io) } : {}
  const options = { ...optionsOf(args, io), ...compact({ fixCommand, applyCommand }), ...about }
  const text = (await loadExplainFormat(format))(explanation, options)
  if (output === undefined) io.stdout(text)
  else await io.writeFile(output, text)
  return exitCode.ok
}

/** `--assume rancher-local-path,aws-ebs`. Only the matrix has room for more than one. */
function assumeOption(args: Arguments): readonly StorageProfileName[] {
  const text = args.text('assume')
  if (text === undefined) return []
  const profiles = [...new Set(text.split(',').map(name => profileOption(name.trim())))]
  if (profiles.length > 1 && !args.has('matrix'))
    throw new InputError(
      'USAGE',
      `--assume: found ${profiles.length} profiles, expected one, or --matrix to compare them`,
    )
  return profiles
}

function profileOption(text: string): StorageProfileName {
  const profile = storageProfiles.find(name => name === text)
  if (profile === undefined) throw wrongOption('assume', text, `one of ${storageProfiles.join(', ')}`)
  return profile
}

function formatOption(text: string): ExplainFormatName {
  const format = explainFormatNames.find(name => name === text)
  if (format === undefined) throw wrongOption('format', text, `one of ${explainFormatNames.join(', ')}`)
  return format
}

/** `KIND/NAME` looks like a path: it is one where such a file exists, or where it ends like one. */
async function sorted(operands: readonly string[], io: Io) {
  const files: string[] = []
  const selections: Selection[] = []
  for (const operand of operands) {
    const selection = /\.(ya?ml|json)$/i.test(operand) ? undefined : parseSelection(operand)
    if (selection !== undefined && (await io.kindOf(operand)) === 'absent') selections.push(selection)
    else files.push(operand)
  }
  return { files, selections }
}

/** `--error -` and `--error @FILE` take a message, a log, or what kubectl prints from the standard input or a file. */
async function errorText(args: Arguments, files: readonly string[], io: Io): Promise<string | undefined> {
  const text = args.text('error')
  if (text === undefined) return undefined
  if (text.startsWith('@')) return messageIn(text.slice(1), io)
  if (text !== '-') {
    await refuseFile(text, io)
    return text
  }
  if (files.length === 0 || files.includes('-'))
    throw new InputError('USAGE', '--error -: the standard input is the message; name the files with the manifests')
  return messageIn('-', io)
}

async function messageIn(file: string, io: Io): Promise<string> {
  const message = await readText(file, io)
  if (file === '-') refuseNothing(message, file)
  if (message.trim() !== '') return message
  throw new InputError('USAGE', `--error @${file}: the file is empty, expected error messages or a log`)
}

/** A message that is the name of a file is a message that was forgotten. */
async function refuseFile(text: string, io: Io): Promise<void> {
  if (text.trim() === '') throw wrongOption('error', text, 'an error message, @FILE, or - for the standard input')
  if ((await io.kindOf(text)) === 'file')
    throw new InputError(
      'USAGE',
      `--error: found the file ${text}, expected an error message, or --error @${text} to explain its contents`,
    )
}

/** A pipe and a file have no columns; this many fit most places that show text. */
const usualWidth = 100
const readable = { least: 60, most: 160 }

function optionsOf(args: Arguments, io: Io) {
  const toTerminal = args.text('output') === undefined
  const columns = (toTerminal ? io.terminal.columns : undefined) ?? usualWidth
  return {
    view: args.has('matrix') ? ('matrix' as const) : ('workloads' as const),
    style: toTerminal && wantsColour(args, io) ? ('colour' as const) : ('plain' as const),
    quiet: args.has('quiet'),
    width: Math.min(readable.most, Math.max(readable.least, columns)),
  }
}
