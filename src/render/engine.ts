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
  const names = new Set(Object.keys(helpers))
  const current: Place = { template: '', source: '' }
  engine.unregisterHelper('log') // it would print to the console, which may be the manifest
  for (const name of names) engine.registerHelper(name, helperOf(name, current))
  for (const [name, block] of Object.entries(blocks(engine, current))) engine.registerHelper(name, block)
  const compile = (name: string, source: string) => compileOne(engine, name, source, current)
  for (const [name, source] of Object.entries(partials)) engine.registerPartial(name, compile(name, source))
  return Object.fromEntries(Object.entries(sources).map(([name, source]) => [name, compile(name, source)]))
}

type Engine = ReturnType<typeof Handlebars.create>

/** The template that is printing, for error texts. Printing is synchronous, so one place is enough for an engine. */
interface Place {
  template: string
  source: string
}

const runtime = { allowProtoPropertiesByDefault: false, allowProtoMethodsByDefault: false }

function compileOne(engine: Engine, template: string, source: string, current: Place): Template {
  const program = parse(engine, template, source)
  const crowded = misplaced(program, source.split('\n'))
  if (crowded !== undefined)
    throw failure('must stand on a line of its own', 'field', { template, source }, { loc: crowded.loc })
  const names = new Set(Object.keys(helpers))
  const knownHelpers = Object.fromEntries([...names].map(name => [name, true]))
  const print = engine.compile(prepare(program, names), { noEscape: true, knownHelpersOnly: true, knownHelpers })
  return (view: object, options?: Handlebars.RuntimeOptions) => {
    const outer = { ...current }
    Object.assign(current, { template, source })
    try {
      return print(view, options === undefined ? runtime : { ...options, ...runtime })
    } catch (error) {
      throw explained(error, template)
    } finally {
      Object.assign(current, outer)
    }
  }
}

function parse(engine: Engine, template: string, source: string): hbs.AST.Program {
  try {
    return engine.parse(source)
  } catch (error) {
    throw explained(error, template)
  }
}

/** Handlebars gives an error its line as a property, or not at all. */
function explained(error: unknown, template: string): unknown {
  if (error instanceof InputError || !(error instanceof Error)) return error
  const known = error instanceof Handlebars.Exception || /^Parse error|partial|knownHelpersOnly/.test(error.message)
  if (!known) return error
  const line = Object.entries(error).find(([key]) => key === 'lineNumber')?.[1]
  const parsed = /^Parse error on line (\d+)/.exec(error.message)?.[1]
  const place = [template, line ?? parsed].filter(part => part !== undefined).join(':')
  return new InputError('BAD_TEMPLATE', `${place}: ${error.message}`)
}

type HelperOptions = Handlebars.HelperOptions & { readonly loc?: hbs.AST.SourceLocation }

function helperOf(name: string, current: Place) {
  const print = helpers[name]
  return (...parameters: readonly unknown[]): string => {
    const options = parameters.at(-1) as HelperOptions // Handlebars passes them last, always
    const fail = (problem: string) => failure(problem, name, current, options)
    if (print === undefined) throw fail('no such helper')
    const call = callOf(parameters.slice(0, -1), options, fail)
    try {
      return print(call)
    } catch (error) {
      throw error instanceof InputError ? fail(error.message) : error
    }
  }
}

function callOf(values: readonly unknown[], options: HelperOptions, fail: (problem: string) => InputError): Call {
  const checked = (value: unknown): Value => {
    if (value === undefined) throw fail('a value is missing')
    if (!isValue(value)) throw fail(`cannot print a ${typeof value}`)
    return value
  }
  const hash: Readonly<Record<string, unknown>> = options.hash ?? {}
  return {
    values: values.map(checked),
    options: Object.fromEntries(Object.entries(hash).map(([key, value]) => [key, checked(value)])),
    column: options.loc?.start.column ?? 0,
  }
}

/** `{{#each missing}}` and `{{#with missing}}` are misspellings; `null` and empty lists print nothing, as ever. */
function blocks(engine: Engine, current: Place): Record<string, Handlebars.HelperDelegate> {
  const strict = (name: 'each' | 'with'): Handlebars.HelperDelegate => {
    const original: Handlebars.HelperDelegate = engine.helpers[name] ?? (() => '')
    return function (this: unknown, value: unknown, options: HelperOptions) {
      if (value === undefined) throw failure('a value is missing', `#${name}`, current, options)
      return original.call(this, value, options)
    }
  }
  return { each: strict('each'), with: strict('with') }
}

function failure(problem: string, helper: string, { template, source }: Place, { loc }: Pick<HelperOptions, 'loc'>): InputError {
  if (loc === undefined) return new InputError('BAD_TEMPLATE', `${template}: {{${helper}}}: ${problem}`)
  const line = source.split('\n')[loc.start.line - 1] ?? ''
  const text = loc.start.line === loc.end.line ? line.slice(loc.start.column, loc.end.column) : line.trim()
  return new InputError('BAD_TEMPLATE', `${template}:${loc.start.line}: ${text}: ${problem}`)
}
