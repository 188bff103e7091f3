import type { Problem } from '../../config/schema-problems.ts'
import { InputError } from '../../error.ts'
import { nearest } from '../../manifest/text/nearest.ts'
import { type BuiltinName, builtinPartials, builtinRenderer, builtins } from '../../render/builtins.ts'
import type { Sources } from '../../render/engine.ts'
import { type RenderedFile, rendererOf, renderTemplate } from '../../render/render.ts'
import type { ReadValues } from '../../render/values/read.ts'
import { validateValues } from '../../render/values/validate.ts'
import type { Values } from '../../render/values/values.ts'
import { shapeOf } from '../../render/worker/shape.ts'
import type { Report } from '../../report/report.ts'
import { defaultSettings, type Settings } from '../../workload/settings/settings.ts'
import { checkTexts } from '../check.ts'
import { platformOf } from './platform.ts'

/** Templates of a user, as they lie in a folder: files by name without ending, by name of their template. */
export interface UserTemplates {
  readonly templates: Readonly<Record<string, Sources>>
  readonly partials: Sources
}

/** Nothing beside the shipped templates. */
export const noTemplates: UserTemplates = { templates: {}, partials: {} }

/** What a template printed, and what is known of it. */
export interface RenderedTemplate {
  readonly files: readonly RenderedFile[]
  /** A check of what was printed, at its level and by all that the values say. Made when it is asked for. */
  readonly report: () => Report | undefined
  /** What is worth knowing of the values, by their fields. */
  readonly notes: readonly Problem[]
}

/**
 * Render a template by name. A user's template that is called like a shipped one replaces its files and keeps its values;
 * any other gets the values as they are, without a schema. A user's partial replaces a shipped one of the same name.
 */
export function renderNamed(
  name: string,
  values: ReadValues,
  user: UserTemplates = noTemplates,
  settings: Settings = defaultSettings,
): readonly RenderedFile[] {
  return renderForCheck(name, values, user, settings).files
}

/** The same, with what there is to say of it. */
export function renderForCheck(
  name: string,
  values: ReadValues,
  user: UserTemplates,
  settings: Settings,
): RenderedTemplate {
  const own = Object.hasOwn(user.templates, name) ? user.templates[name] : undefined
  const partials = { ...builtinPartials, ...user.partials }
  if (name === 'agent' || name === 'worker-job') return renderBuiltin(name, values, { own, partials, user, settings })
  if (own === undefined) throw noSuchTemplate(name, user)
  return { files: renderTemplate(name, own, partials, values.value), report: () => undefined, notes: [] }
}

interface Given {
  readonly own: Sources | undefined
  readonly partials: Sources
  readonly user: UserTemplates
  readonly settings: Settings
}

/** The section of the values that a template prints. */
const sectionOf = { agent: 'agent', 'worker-job': 'worker' } as const

function renderBuiltin(
  name: BuiltinName,
  read: ReadValues,
  { own, partials, user, settings }: Given,
): RenderedTemplate {
  const platform = platformOf(validateValues(read.value, read.placeOf), settings, read.placeOf)
  const { values, notes } = platform
  const section = sectionOf[name]
  const changed = own !== undefined || Object.keys(user.partials).length > 0
  const render = changed ? rendererOf(name, own ?? builtins[name].sources, partials) : builtinRenderer(name)
  const rendered = Array.from(builtins[name].views(values, platform.planners[section]), render)
  const files = rendered.flat()
  const report = () => {
    const asked = changed || name === 'agent' ? files : representative(values, rendered)
    const texts = asked.map(({ path, text }) => ({ file: path, text }))
    return checkTexts(texts, platform.settings[section])
  }
  return { files, report, notes }
}

/** Files of one Job of each shape: what is found in one holds for all of them. */
function representative({ worker, tasks }: Values, rendered: readonly (readonly RenderedFile[])[]) {
  const shapes = tasks.map((task, index) => (worker && shapeOf(worker, task)) ?? String(index))
  return rendered.filter((_, index) => shapes.indexOf(shapes[index] ?? '') === index).flat()
}

function noSuchTemplate(name: string, { templates }: UserTemplates): InputError {
  const known = [...Object.keys(builtins), ...Object.keys(templates)]
  const meant = nearest(name, known)
  const hint = meant === undefined ? `one of ${known.join(', ')}` : `a template; did you mean ${meant}?`
  return new InputError('NO_SUCH_TEMPLATE', `template: found ${JSON.stringify(name)}, expected ${hint}`)
}
