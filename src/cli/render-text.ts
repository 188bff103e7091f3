import { relative } from 'node:path'
import { InputError } from '../error.ts'
import { readDocument } from '../manifest/document.ts'
import { splitStream } from '../manifest/stream.ts'
import { type RenderedFile, streamOf } from '../render/render.ts'
import { readValues, type SetOption } from '../render/values/read.ts'
import { noTemplates, type RenderedTemplate, renderForCheck, type UserTemplates } from '../run/render/render-named.ts'
import type { Settings } from '../workload/settings/settings.ts'
import { everyFile, filesBelow } from './files/folder.ts'
import { withSlashes } from './files/slashes.ts'
import { readText } from './input.ts'
import type { Io } from './process/io.ts'

/** Which templates to render, and with which values. */
export interface RenderRequest {
  readonly templates: readonly string[]
  readonly values: readonly string[]
  readonly sets?: readonly SetOption[]
  /** Folder with the user's templates: `NAME/*.hbs` or `NAME.hbs`, and `partials/*.hbs`. */
  readonly folder?: string
}

/** What the templates of a request print, with everything it names read. */
export async function renderTemplates(
  request: RenderRequest,
  settings: Settings,
  io: Io,
): Promise<readonly RenderedTemplate[]> {
  const files: { file: string; text: string }[] = []
  for (const file of request.values) files.push({ file, text: await readText(file, io) })
  const user = request.folder === undefined ? noTemplates : await userTemplates(request.folder, io)
  const values = readValues(files, request.sets ?? [])
  const rendered = [...new Set(request.templates)].map(name => renderForCheck(name, values, user, settings))
  if (request.folder !== undefined) rendered.flatMap(({ files }) => files).forEach(refuseBroken)
  return rendered
}

/** A template of the user's own may print anything; what no cluster could read is told here and not there. */
function refuseBroken({ path, text }: RenderedFile): void {
  const stream = splitStream(text)
  for (const span of stream.documents) {
    const [problem] = readDocument(stream, span).problems
    if (problem === undefined) continue
    const { line, column } = problem.position
    throw new InputError(
      'BAD_TEMPLATE',
      `${path}:${line}:${column}: the template printed no valid YAML: ${problem.message}`,
    )
  }
}

/** The files of a request as one stream. */
export async function renderText(request: RenderRequest, settings: Settings, io: Io): Promise<string> {
  const rendered = await renderTemplates(request, settings, io)
  return streamOf(rendered.flatMap(({ files }) => files))
}

async function userTemplates(folder: string, io: Io): Promise<UserTemplates> {
  if ((await io.kindOf(folder)) !== 'folder') throw noTemplatesIn(folder)
  const templates: Record<string, Record<string, string>> = {}
  const { files } = await filesBelow(folder, everyFile, io)
  for (const { path: file } of files) {
    const [, name, part] = /^(?:(.*)\/)?([^/]+)\.hbs$/.exec(withSlashes(relative(folder, file))) ?? []
    if (part === undefined) continue
    const template = name ?? part
    templates[template] = { ...templates[template], [part]: await readText(file, io) }
  }
  if (Object.keys(templates).length === 0) throw noTemplatesIn(folder)
  const { partials = {}, ...rest } = templates
  return { templates: rest, partials }
}

function noTemplatesIn(folder: string): InputError {
  const expected = 'expected a folder that holds NAME/*.hbs, NAME.hbs or partials/*.hbs'
  return new InputError('UNREADABLE', `--templates ${folder}: ${expected}`)
}
