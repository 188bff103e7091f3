import { InputError } from '../error.ts'
import type { ValueMap } from '../manifest/value.ts'
import { compileTemplates, type Sources, type Template } from './engine.ts'

/** One rendered file: `agent/deployment.yaml`. Its text may hold several documents. */
export interface RenderedFile {
  readonly path: string
  readonly text: string
}

/** One thing to print with every file of a template; `folder` keeps the files of several apart. */
export interface View {
  readonly folder: string
  readonly values: object
}

/** A compiled template: a folder of files, each of which prints the same view. */
export type Renderer = (view: View) => readonly RenderedFile[]

/**
 * Render `sources`, the files of one template by name, in the order of their names. A file that prints nothing but blank
 * space is left out. Digits that begin a name order the files and are not part of what is written.
 */
export function renderTemplate(name: string, sources: Sources, partials: Sources, values: ValueMap): RenderedFile[] {
  return [...rendererOf(name, sources, partials)({ folder: name, values })]
}

/** Compile a template once, for many views. */
export function rendererOf(name: string, sources: Sources, partials: Sources): Renderer {
  const files = Object.keys(sources).toSorted()
  if (files.length === 0) throw new InputError('NO_SUCH_TEMPLATE', `template ${name}: found no files, expected *.hbs`)
  const places = Object.fromEntries(Object.entries(sources).map(([file, source]) => [`${name}/${file}.hbs`, source]))
  const compiled = compileTemplates(places, partials)
  return view => files.flatMap(file => rendered(compiled[`${name}/${file}.hbs`], file, view))
}

/** The files as one stream. A comment names the template of each, as Helm does. */
export function streamOf(files: readonly RenderedFile[]): string {
  return files.map(({ path, text }) => `---\n# Source: ${path}\n${ended(text.replace(/^---\n/, ''))}`).join('')
}

/** A template of a user's own may lack the newline at its end, and would swallow the next one's `---`. */
function ended(text: string): string {
  return text.endsWith('\n') ? text : `${text}\n`
}

function rendered(template: Template | undefined, file: string, { folder, values }: View): RenderedFile[] {
  const text = template?.(values) ?? ''
  return text.trim() === '' ? [] : [{ path: `${folder}/${file.replace(/^\d+-/, '')}.yaml`, text }]
}
