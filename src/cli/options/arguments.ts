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
  /** Options in the order they were written, for those that are paired or interleaved. */
  readonly ordered: readonly { readonly name: string; readonly value: string }[]
}

/** The name of a command and what it takes. */
interface Taker {
  readonly name: string
  readonly options: OptionTable
}

/** Read `argv` as a command takes it. Throws `InputError('USAGE')` that names the option, and the nearest one that exists. */
export function readArguments(argv: readonly string[], command: Taker): Arguments {
  const { values, positionals, tokens } = parse(argv, command)
  const all = (name: string): readonly string[] => [values[name]].flat().filter(value => typeof value === 'string')
  return {
    operands: positionals,
    has: name => values[name] === true,
    text: name => all(name).at(-1),
    texts: all,
    ordered: tokens.flatMap(token => (token.kind === 'option' ? [{ name: token.name, value: token.value ?? '' }] : [])),
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

/** Node's sentences as ours. */
function usageProblem(message: string, { name, options }: Taker): string {
  const unknown = /^Unknown option '(-[^']*)'/.exec(message)?.[1]
  if (unknown !== undefined) {
    const closest = nearest(unknown.replace(/^-+/, ''), Object.keys(options))
    const hint = closest === undefined ? `\`seaworthy ${name} --help\` lists the options` : `did you mean --${closest}?`
    return `unknown option ${unknown}; ${hint}`
  }
  const option = /--[a-z-]+/.exec(message)?.[0] ?? message
  if (/does not take an argument/.test(message)) return `${option} takes no value`
  if (/ambiguous/.test(message))
    return `${option} needs a value (write ${option}=-x for a value that starts with a dash)`
  return `${option} needs a value`
}
