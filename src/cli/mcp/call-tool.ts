import { InputError } from '../../error.ts'
import { nearest } from '../../manifest/text/nearest.ts'
import { visibleLines } from '../../manifest/text/visible.ts'
import { handedOver } from '../../report/place.ts'
import { commands } from '../command.ts'
import { type ExitCode, exitCode } from '../exit-code.ts'
import { readArguments } from '../options/arguments.ts'
import type { Io } from '../process/io.ts'
import { bounded, shortened } from './bounded.ts'
import { fenced } from './fence.ts'
import type { Parameter, Tool, ToolInput } from './tool.ts'
import { readToolInput } from './tool-input.ts'
import { tools } from './tools.ts'

/** What a server answers every call with. */
export interface Session {
  readonly io: Io
  /** Options that whoever started the server gave, by name; a switch has an empty value. A call's own win. */
  readonly options: Readonly<Record<string, string>>
  /** Files that the starter named: they may be read wherever they are. */
  readonly named: readonly string[]
  /** How long a program may take that a call starts: a template can count for hours. */
  readonly seconds: number
}

/** An answer: texts, each what a command printed on one of its streams. */
export interface ToolAnswer {
  readonly texts: readonly string[]
  readonly isError: boolean
}

/** Answer one call, until `signal` says that nobody waits any more. Nothing is thrown: what is wrong with the call is an answer, which a client's model can read. */
export async function callTool(
  name: string,
  given: Readonly<Record<string, unknown>>,
  session: Session,
  signal: AbortSignal,
): Promise<ToolAnswer> {
  try {
    const tool = toolNamed(name)
    return await answer(tool, readToolInput(name, tool, given), session, signal)
  } catch (error) {
    return { texts: [bounded(sentenceOf(error), 'lines')], isError: true }
  }
}

function toolNamed(name: string): Tool {
  const tool = Object.hasOwn(tools, name) ? tools[name] : undefined
  if (tool !== undefined) return tool
  const closest = nearest(shortened(name), Object.keys(tools))
  const hint = closest === undefined ? `expected one of ${Object.keys(tools).join(', ')}` : `did you mean ${closest}?`
  throw new InputError('USAGE', `unknown tool "${shortened(name)}"; ${hint}`)
}

function sentenceOf(error: unknown): string {
  if (error instanceof InputError) return visibleLines(error.message)
  const text = error instanceof Error ? error.message : String(error)
  return `internal error: ${text}\nThis is a bug in seaworthy, not in your input.`
}

async function answer(tool: Tool, input: ToolInput, session: Session, signal: AbortSignal): Promise<ToolAnswer> {
  const written = { stdout: '', stderr: '' }
  const io = fenced(session.io, {
    named: session.named,
    given: givenTexts(input),
    signal,
    seconds: session.seconds,
    write: (stream, text) => {
      written[stream] += text
    },
  })
  const code = await run(tool, input, session, io)
  const isJson = input.text('format') === 'json'
  const texts = [bounded(written.stdout, isJson ? 'whole' : 'lines'), bounded(written.stderr, 'lines')]
  return { texts: texts.filter(text => text !== ''), isError: code >= tool.failure && code !== exitCode.ok }
}

async function run(tool: Tool, input: ToolInput, { options }: Session, io: Io): Promise<ExitCode> {
  const load = commands[tool.command]
  if (load === undefined) throw new Error(`no command ${tool.command}`)
  const command = await load()
  const argv = [...optionsOf(tool, input, options), '--', ...operandsOf(input)]
  return command.run(readArguments(argv, { name: tool.command, options: command.options, called: 'named' }), io)
}

/** Names of texts that a call holds itself. No file can be called so by a client: `fence.ts` knows them first. */
const givenNames = { manifests: handedOver, error: '<error>', values: '<values>' } as const

function givenTexts(input: ToolInput): ReadonlyMap<string, string> {
  const values = input.map('values')
  const texts = {
    [givenNames.manifests]: input.text('manifests'),
    [givenNames.error]: input.text('error'),
    // JSON is YAML.
    [givenNames.values]: values === undefined ? undefined : `${JSON.stringify(values, null, 2)}\n`,
  }
  return new Map(Object.entries(texts).flatMap(([name, text]) => (text === undefined ? [] : [[name, text]])))
}

/** A name and its value; a switch has an empty one. */
type Option = readonly [string, string]

function optionsOf(tool: Tool, input: ToolInput, base: Session['options']): readonly string[] {
  const own = [...Object.entries(tool.parameters).flatMap(one => optionOf(one, input)), ...givenOptions(input)]
  const inherited = Object.entries(base).filter(([name]) => !own.some(([option]) => option === name))
  // By `=`, a text that begins with a dash is a value as well.
  return [...inherited, ...own].map(([name, text]) => (text === '' ? `--${name}` : `--${name}=${text}`))
}

function optionOf([name, { kind, option }]: [string, Parameter], input: ToolInput): readonly Option[] {
  if (option === undefined) return []
  if (kind === 'switch') return input.has(name) ? [[option, '']] : []
  return [...input.texts(name), input.text(name) ?? []].flat().map(text => [option, text])
}

/** Options that name what the call holds. Of two values files the later wins, which is the one that the call holds. */
function givenOptions(input: ToolInput): readonly Option[] {
  return [
    ...(input.text('error') === undefined ? [] : [['error', `@${givenNames.error}`] as const]),
    ...(input.map('values') === undefined ? [] : [['values', givenNames.values] as const]),
  ]
}

function operandsOf(input: ToolInput): readonly string[] {
  const template = input.text('template')
  if (template !== undefined) return [template]
  const [files, text] = [input.texts('files'), input.text('manifests')]
  if (files.length > 0 && text !== undefined) throw new InputError('USAGE', 'files and manifests: expected one of them')
  if (files.length === 0 && text === undefined)
    throw new InputError('USAGE', 'expected files (files or folders), or manifests (a YAML stream)')
  if (files.includes('-'))
    throw new InputError('USAGE', 'files: "-" is not a file here; give the text itself in manifests')
  return [...(text === undefined ? files : [givenNames.manifests]), ...input.texts('workloads')]
}
