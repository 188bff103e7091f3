import Handlebars from 'handlebars'
import { InputError } from '../error.ts'
import type { Value } from '../manifest/value.ts'
import { type Call, helpers, isValue } from './helpers.ts'
import { misplaced, prepare } from './standalone.ts'

/** A template that is ready to print views. */
export type Template = (view: object) => string

/** Texts by name. A name is what errors call the template. */
export type Sources = Readonly<Record<string, string>>

/**
 * Compile templates that share partials, in an environment of their own: nothing is registered globally, and a template
 * can reach neither files, nor the process, nor anything else that its view does not hold.
 *
 * Stricter than Handlebars' own `strict`, which lets a missing argument of a helper through: every value that is printed
 * goes through a helper, and a helper refuses what is missing. `{{#if missing}}` still means false.
 */
export function compileTemplates(sources: Sources, partials: Sources): Readonly<Record<string, Template>> {
  const engine = Handlebars.create()
  engine.registerHelper('log', helperOf(noConsole))
  for (const [name, print] of Object.entries(helpers)) engine.registerHelper(name, helperOf(print))
  for (const name of ['each', 'with'] as const) engine.registerHelper(name, strictBlock(name, engine.helpers[name]))
  for (const [name, source] of Object.entries(partials)) engine.registerPartial(name, compileOne(engine, name, source))
  return Object.fromEntries(Object.entries(sources).map(([name, source]) => [name, compileOne(engine, name, source)]))
}

type Engine = ReturnType<typeof Handlebars.create>
type Place = hbs.AST.SourceLocation | undefined
type HelperOptions = Handlebars.HelperOptions & { readonly loc?: hbs.AST.SourceLocation }

const knownHelpers = Object.fromEntries(Object.keys(helpers).map(name => [name, true]))
const runtime = { allowProtoPropertiesByDefault: false, allowProtoMethodsByDefault: false }

/** A helper was used wrongly. The template in which it stands is not known to it, but to whoever prints the template. */
class Misuse extends Error {
  readonly place: Place
  constructor(problem: string, place: Place) {
    super(problem)
    this.place = place
  }
}

/** Handlebars calls a compiled partial as it calls a template, with options of its own. */
function compileOne(engine: Engine, name: string, source: string): Template {
  const print = explaining(name, source, () => {
    const program = engine.parse(source)
    const crowded = misplaced(program, source.split('\n'))
    if (crowded !== undefined) throw new Misuse('must stand on a line of its own', crowded.loc)
    return engine.compile(prepare(program, new Set(Object.keys(helpers))), {
      noEscape: true,
      knownHelpersOnly: true,
      knownHelpers,
    })
  })
  return (view: object, options: Handlebars.RuntimeOptions = runtime) =>
    explaining(name, source, () => print(view, options))
}

/** Run `work` on a template, and say of what goes wrong where in the template it did. */
function explaining<Result>(name: string, source: string, work: () => Result): Result {
  try {
    return work()
  } catch (error) {
    throw explained(error, name, source)
  }
}

/** Handlebars gives an error its line as a property, in its text, or not at all. Other errors are ours, and stay bugs. */
function explained(error: unknown, name: string, source: string): unknown {
  if (error instanceof Misuse) return misuse(error, name, source)
  if (error instanceof InputError || !(error instanceof Error)) return error
  const parse = /^Parse error on line (\d+):\n([\s\S]*)$/.exec(error.message)
  if (parse !== null) return new InputError('BAD_TEMPLATE', `${name}:${parse[1]}: ${parse[2]}`)
  const partial = /^The partial (.+) could not be found$/.exec(error.message)?.[1]
  if (partial !== undefined)
    return new InputError('BAD_TEMPLATE', `${name}:${lineOf(source, partial)}: found no partial ${partial}`)
  if (!(error instanceof Handlebars.Exception)) return error
  const line = Object.entries(error).find(([key]) => key === 'lineNumber')?.[1]
  return new InputError('BAD_TEMPLATE', `${line === undefined ? name : `${name}:${line}`}: ${error.message}`)
}

/** The mustache as it is written, after the template and the line. */
function misuse({ message, place }: Misuse, name: string, source: string): InputError {
  if (place === undefined) return new InputError('BAD_TEMPLATE', `${name}: ${message}`)
  const { start, end } = place
  const line = source.split('\n')[start.line - 1] ?? ''
  const text = start.line === end.line ? line.slice(start.column, end.column) : line.trim()
  return new InputError('BAD_TEMPLATE', `${name}:${start.line}: ${text}: ${message}`)
}

function lineOf(source: string, partial: string): number {
  const calls = source.split('\n').findIndex(line => line.includes('{{>') && line.includes(partial))
  return calls + 1
}

function helperOf(print: (call: Call) => string): Handlebars.HelperDelegate {
  return (...parameters: readonly unknown[]): string => {
    const options = parameters.at(-1) as HelperOptions // Handlebars passes them last, always
    const values = parameters.slice(0, -1).map(value => checked(value, options.loc))
    try {
      return print({ values, options: hashOf(options), column: options.loc?.start.column ?? 0 })
    } catch (error) {
      throw error instanceof InputError ? new Misuse(error.message, options.loc) : error
    }
  }
}

/** Handlebars' own would print to the console, which may be where the manifest goes. */
function noConsole(): never {
  throw new InputError('BAD_TEMPLATE', 'found log, expected a helper that prints into the manifest')
}

const noOptions = {}

function hashOf({ hash, loc }: HelperOptions): Readonly<Record<string, Value>> {
  const given: Readonly<Record<string, unknown>> = hash ?? noOptions
  const names = Object.keys(given)
  return names.length === 0 ? noOptions : Object.fromEntries(names.map(name => [name, checked(given[name], loc)]))
}

function checked(value: unknown, place: Place): Value {
  if (value === undefined) throw new Misuse('a value is missing', place)
  if (!isValue(value)) throw new Misuse(`cannot print a ${typeof value}`, place)
  return value
}

/** `{{#each missing}}` and `{{#with missing}}` are misspellings; `null` and empty lists print nothing, as ever. */
function strictBlock(name: string, original: Handlebars.HelperDelegate | undefined): Handlebars.HelperDelegate {
  return function (this: unknown, value: unknown, options: HelperOptions) {
    if (value === undefined) throw new Misuse('a value is missing', options.loc)
    if (original === undefined) throw new Misuse(`no block ${name}`, options.loc)
    return original.call(this, value, options)
  }
}
