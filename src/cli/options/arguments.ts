import { type ParseArgsConfig, parseArgs } from 'node:util'
import { InputError } from '../../error.ts'
import { nearest } from '../../manifest/text/nearest.ts'

/** The options of a command, as `parseArgs` takes them. */
export type OptionTable = NonNullable<ParseArgsConfig['options']>

/** Options and operands of one call. A repeatable option gives all its values in order. */
export interface Arguments {
  readonly operands: readonly string[]
  /** True when the switch was given. */
  readonly has: (name: string) => boolean
  readonly text: (name: string) => string | undefined
  readonly texts: (name: string) => readonly string[]
  /** Options in the order they were written, for those that are paired or interleaved. A switch has an empty value. */
  readonly ordered: readonly GivenOption[]
}

interface GivenOption {
  readonly name: string
  readonly value: string
}

/** The name of a command and what it takes. */
interface Taker {
  readonly name: string
  readonly options: OptionTable
  /** Whether the call names it, or begins with an option. */
  readonly called: 'named' | 'unnamed'
}

/** Read `argv` as a command takes it. Throws `InputError('USAGE')` that names the option, and the nearest one that exists. */
export function readArguments(argv: readonly string[], command: Taker): Arguments {
  const { values, positionals, tokens } = parse(argv, command)
  const given = tokens.flatMap(token => (token.kind === 'option' ? [token] : []))
  const valued = given.flatMap(({ name, value }) => (value === undefined ? [] : [{ name, value }]))
  valued.forEach(refuseEmpty)
  refuseRepeated(valued, command.options)
  const all = (name: string): readonly string[] => [values[name]].flat().filter(value => typeof value === 'string')
  return {
    operands: positionals,
    has: name => values[name] === true,
    text: name => all(name).at(-1),
    texts: all,
    ordered: given.map(({ name, value = '' }) => ({ name, value })),
  }
}

function parse(argv: readonly string[], command: Taker) {
  const { options } = command
  try {
    return parseArgs({ args: [...argv], options, allowPositionals: true, tokens: true, strict: true })
  } catch (error) {
    throw new InputError('USAGE', usageProblem(error instanceof Error ? error.message : String(error), command))
  }
}

/** An option that is there and says nothing is a variable of a script that nobody set. */
function refuseEmpty({ name, value }: GivenOption): void {
  if (value.trim() === '')
    throw new InputError('USAGE', `--${name}: found an empty value, expected one; is a shell variable unset?`)
}

/** Of two values only one could count, and whoever reads the call would have to know which. */
function refuseRepeated(given: readonly GivenOption[], options: OptionTable): void {
  for (const [index, { name, value }] of given.entries()) {
    const first = given.find(other => other.name === name)
    if (options[name]?.multiple === true || first === undefined || given.indexOf(first) === index) continue
    throw new InputError('USAGE', `--${name}: given twice ("${first.value}", "${value}"), expected once; leave one out`)
  }
}

/** Refuse an operand that is there twice, where each stands for a result of its own. */
export function refuseTwice(command: string, operands: readonly string[]): void {
  const repeated = operands.find((operand, index) => operands.indexOf(operand) < index)
  if (repeated !== undefined)
    throw new InputError('USAGE', `${command}: given ${repeated} twice, expected once; leave one out`)
}

/** Node's sentences as ours. */
function usageProblem(message: string, command: Taker): string {
  const unknown = /^Unknown option '(-[^']*)'/.exec(message)?.[1]
  if (unknown !== undefined) return `unknown option ${unknown}; ${hintFor(unknown, command)}`
  const option = /--[a-z-]+/.exec(message)?.[0] ?? message
  if (/does not take an argument/.test(message)) return `${option} takes no value`
  if (/ambiguous/.test(message))
    return `${option} needs a value (write ${option}=-x for a value that starts with a dash)`
  return `${option} needs a value`
}

/** Options of kubectl and Helm that people try, where a command has another way to say it: one that takes `beside`. */
const otherHabits = [
  { option: '-f', beside: 'policy', hint: 'files are named without an option' },
  { option: '--file', beside: 'policy', hint: 'files are named without an option' },
  { option: '--filename', beside: 'policy', hint: 'files are named without an option' },
  { option: '-o', beside: 'format', hint: '--format says how the answer is written, --output FILE where' },
  {
    option: '--kubeconfig',
    beside: 'context',
    hint: 'the variable KUBECONFIG names the file, --context a context of it',
  },
] as const

/** What other programs print their version for. */
const versionOptions = ['-V', '-v', '--version']

function hintFor(unknown: string, { name, options, called }: Taker): string {
  if (versionOptions.includes(unknown)) return '`seaworthy --version` prints the version'
  const habit = otherHabits.find(one => one.option === unknown && Object.hasOwn(options, one.beside))
  if (habit !== undefined) return habit.hint
  const known = [...Object.keys(options), ...(called === 'unnamed' ? ['version'] : [])]
  const closest = nearest(unknown.replace(/^-+/, ''), known)
  if (closest !== undefined) return `did you mean --${closest}?`
  return called === 'named'
    ? `\`seaworthy ${name} --help\` lists the options`
    : '`seaworthy --help` lists the commands; without one, options are those of post-render'
}
