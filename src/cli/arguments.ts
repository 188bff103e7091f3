import { type ParseArgsConfig, parseArgs } from 'node:util'
import { InputError } from '../error.ts'
import { nearest } from '../manifest/nearest.ts'

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

/** Read `argv` by a command's table. Throws `InputError('USAGE')` that names the option, and the nearest one that exists. */
export function readArguments(argv: readonly string[], options: OptionTable): Arguments {
  const { values, positionals, tokens } = parse(argv, options)
  const all = (name: string): readonly string[] => [values[name]].flat().filter(value => typeof value === 'string')
  return {
    operands: positionals,
    has: name => values[name] === true,
    text: name => all(name).at(-1),
    texts: all,
    ordered: tokens.flatMap(token => (token.kind === 'option' ? [{ name: token.name, value: token.value ?? '' }] : [])),
  }
}

function parse(argv: readonly string[], options: OptionTable) {
  try {
    return parseArgs({ args: [...argv], options, allowPositionals: true, tokens: true, strict: true })
  } catch (error) {
    throw new InputError('USAGE', usageProblem(error, options))
  }
}

function usageProblem(error: unknown, options: OptionTable): string {
  const text = error instanceof Error ? error.message : String(error)
  const unknown = /^Unknown option '(-[^']*)'/.exec(text)?.[1]
  if (unknown === undefined) return text.replace(/\. .*/s, '')
  const closest = nearest(unknown.replace(/^-+/, ''), Object.keys(options))
  return `unknown option ${unknown}${closest === undefined ? '' : `; did you mean --${closest}?`}`
}
