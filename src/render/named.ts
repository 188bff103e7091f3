import { InputError } from '../error.ts'
import { nearest } from '../manifest/nearest.ts'
import { builtinPartials, builtinRenderer, builtins } from './builtins.ts'
import type { Sources } from './engine.ts'
import { type RenderedFile, rendererOf, renderTemplate } from './render.ts'
import type { ReadValues } from './values/read.ts'
import { validateValues } from './values/validate.ts'

/** Templates of a user, as they lie in a folder: files by name without ending, by name of their template. */
export interface UserTemplates {
  readonly templates: Readonly<Record<string, Sources>>
  readonly partials: Sources
}

/** Nothing beside the shipped templates. */
export const noTemplates: UserTemplates = { templates: {}, partials: {} }

/**
 * Render a template by name. A user's template that is called like a shipped one replaces its files and keeps its values;
 * any other gets the values as they are, without a schema. A user's partial replaces a shipped one of the same name.
 */
export function renderNamed(
  name: string,
  values: ReadValues,
  user: UserTemplates = noTemplates,
): readonly RenderedFile[] {
  const own = Object.hasOwn(user.templates, name) ? user.templates[name] : undefined
  const partials = { ...builtinPartials, ...user.partials }
  if (name === 'agent' || name === 'worker-job') {
    const views = builtins[name].views(validateValues(values.value, values.placeOf))
    const changed = own !== undefined || Object.keys(user.partials).length > 0
    const render = changed ? rendererOf(name, own ?? builtins[name].sources, partials) : builtinRenderer(name)
    return Array.from(views, render).flat()
  }
  if (own === undefined) throw noSuchTemplate(name, user)
  return renderTemplate(name, own, partials, values.value)
}

function noSuchTemplate(name: string, { templates }: UserTemplates): InputError {
  const known = [...Object.keys(builtins), ...Object.keys(templates)]
  const meant = nearest(name, known)
  const hint = meant === undefined ? `one of ${known.join(', ')}` : `a template; did you mean ${meant}?`
  return new InputError('NO_SUCH_TEMPLATE', `template: found ${JSON.stringify(name)}, expected ${hint}`)
}
