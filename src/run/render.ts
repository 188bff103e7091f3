import { InputError } from '../error.ts'
import { nearest } from '../manifest/nearest.ts'
import { builtinPartials, builtins } from '../render/builtins.ts'
import type { Sources } from '../render/engine.ts'
import { type RenderedFile, rendererOf } from '../render/render.ts'
import { readValues, type SetOption, type ValuesFile } from '../render/values/read.ts'
import { validateValues } from '../render/values/validate.ts'

/** Templates of the user's own: files by template, and partials, which win over ours. */
export interface UserTemplates {
  readonly templates: Readonly<Record<string, Sources>>
  readonly partials: Sources
}

export interface RenderInput {
  readonly templates: readonly string[]
  readonly values: readonly ValuesFile[]
  readonly sets: readonly SetOption[]
  readonly user: UserTemplates
}

/** Render templates in the order they are named. Throws `InputError` for one that is unknown and for values that are wrong. */
export function renderTemplates(input: RenderInput): readonly RenderedFile[] {
  const values = readValues(input.values, input.sets)
  return input.templates.flatMap(name => renderOne(name, input.user, values))
}

/**
 * A shipped template prints a view that is computed from validated values, also where the user brought a layout of his
 * own. A template that only the user knows prints the values as they are: nobody has told us their schema.
 */
function renderOne(
  name: string,
  { templates, partials }: UserTemplates,
  { value: values, placeOf }: ReturnType<typeof readValues>,
): readonly RenderedFile[] {
  const own = Object.hasOwn(templates, name) ? templates[name] : undefined
  const builtin = isBuiltin(name) ? builtins[name] : undefined
  const sources = own ?? builtin?.sources
  if (sources === undefined) throw unknownTemplate(name, Object.keys(templates))
  const renderer = rendererOf(name, sources, { ...builtinPartials, ...partials })
  const views = builtin?.views(validateValues(values, placeOf)) ?? [{ folder: name, values }]
  return [...views].flatMap(view => renderer(view))
}

function isBuiltin(name: string): name is keyof typeof builtins {
  return Object.hasOwn(builtins, name)
}

function unknownTemplate(name: string, own: readonly string[]): InputError {
  const known = [...Object.keys(builtins), ...own]
  const closest = nearest(name, known)
  const hint = closest === undefined ? `expected one of ${known.join(', ')}` : `did you mean ${closest}?`
  return new InputError('NO_SUCH_TEMPLATE', `unknown template "${name}"; ${hint}`)
}
