import { InputError } from '../error.ts'
import { type RenderedFile, streamOf } from '../render/render.ts'
import type { SetOption } from '../render/values/read.ts'
import { renderTemplates, type UserTemplates } from '../run/render.ts'
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
  const values: { file: string; text: string }[] = []
  for (const file of request.values) values.push({ file, text: await readText(file, io) })
  const user = request.folder === undefined ? { templates: {}, partials: {} } : await userTemplates(request.folder, io)
  return renderTemplates({ templates: request.templates, values, sets: request.sets ?? [], user })
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
