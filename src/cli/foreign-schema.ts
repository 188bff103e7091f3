import { join } from 'node:path'
import { foreignReference } from '../helm/schema-reference.ts'
import { decompressed } from '../registry/decompress.ts'
import { ImageError } from '../registry/limits.ts'
import { tarEntries } from '../registry/tar.ts'
import type { Io } from './process/io.ts'

/** A schema of values that leads out of its chart, and what it refers to. */
export interface ForeignSchema {
  readonly schema: string
  readonly reference: string
}

const schemaName = 'values.schema.json'
const unreadable = 'something that cannot be read'

/**
 * The first schema of a chart, or of one in it, that makes Helm read what is not in the chart: a file of this machine, which
 * it quotes where values break it, or an address.
 */
export async function foreignSchema(chart: string, io: Io): Promise<ForeignSchema | undefined> {
  for await (const { schema, text } of schemasOf(chart, new Set(), io)) {
    const reference = text === undefined ? unreadable : foreignReference(text)
    if (reference !== undefined) return { schema, reference }
  }
  return undefined
}

/** A schema by its path; without its text where nobody knows it. */
interface Schema {
  readonly schema: string
  readonly text: string | undefined
}

/** Where Helm looks for them: at the top of a chart, and of each folder and archive in its `charts/`. */
async function* schemasOf(chart: string, seen: Set<string>, io: Io): AsyncGenerator<Schema> {
  const kind = await io.kindOf(chart)
  if (kind === 'file' && chart.endsWith('.tgz')) yield* schemasInArchive(chart, io)
  const real = await io.realPath(chart)
  if (kind !== 'folder' || real === undefined || seen.has(real)) return
  seen.add(real)
  const own = join(chart, schemaName)
  if ((await io.kindOf(own)) === 'file') yield { schema: own, text: decoded(await io.readFile(own)) }
  const inside = join(chart, 'charts')
  if ((await io.kindOf(inside)) !== 'folder') return
  for (const { name } of await io.listFolder(inside)) yield* schemasOf(join(inside, name), seen, io)
}

async function* schemasInArchive(file: string, io: Io): AsyncGenerator<Schema> {
  const isSchema = (path: string) => path.endsWith(`/${schemaName}`)
  try {
    for await (const { path, content } of tarEntries(decompressed(whole(file, io)), isSchema)) {
      if (isSchema(path)) yield { schema: join(file, path), text: content && decoded(content) }
      // One in an archive in an archive.
      else if (path.endsWith('.tgz')) yield { schema: join(file, path), text: undefined }
    }
  } catch (error) {
    if (!(error instanceof ImageError)) throw error
    yield { schema: file, text: undefined }
  }
}

async function* whole(file: string, io: Io): AsyncGenerator<Uint8Array> {
  yield await io.readFile(file)
}

function decoded(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes)
}
