import { InputError } from '../error.ts'
import { noTemplates, renderNamed, type UserTemplates } from '../render/named.ts'
import { type RenderedFile, streamOf } from '../render/render.ts'
import { readValues, type SetOption } from '../render/values/read.ts'
import { readText } from './input.ts'
import type { Io } from './io.ts'

export interface RenderRequest {
  readonly templates: readonly string[]
  readonly values: readonly string[]
  readonly sets?: readonly SetOption[]
  /** Folder with the user's templates: `NAME/*.hbs` or `NAME.hbs`, and `partials/*.hbs`. */
  readonly folder?: string
}

/** The files of a request, with everything it names read. */
export async function renderFiles(request: RenderRequest, io: Io): Promise<readonly RenderedFile[]> {
  const files: { file: string; text: string }[] = []
  for (const file of request.values) files.push({ file, text: await readText(file, io) })
  const user = request.folder === undefined ? noTemplates : await userTemplates(request.folder, io)
  const values = readValues(files, request.sets ?? [])
  return request.templates.flatMap(name => renderNamed(name, values, user))
}

/** The files of a request as one stream. */
export async function renderText(request: RenderRequest, io: Io): Promise<string> {
  return streamOf(await renderFiles(request, io))
}

async function userTemplates(folder: string, io: Io): Promise<UserTemplates> {
  if ((await io.kindOf(folder)) !== 'folder')
    throw new InputError(
      'UNREADABLE',
      `--templates ${folder}: expected a folder that holds NAME/*.hbs, NAME.hbs or partials/*.hbs`,
    )
  const templates: Record<string, Record<string, string>> = {}
  for (const file of await io.listFiles(folder)) {
    const [, name, part] = /^(?:(.*)\/)?([^/]+)\.hbs$/.exec(file.slice(folder.replace(/\/+$/, '').length + 1)) ?? []
    if (part === undefined) continue
    const template = name ?? part
    templates[template] = { ...templates[template], [part]: await readText(file, io) }
  }
  const { partials = {}, ...rest } = templates
  return { templates: rest, partials }
}
