import { join } from 'node:path'
import { type LeadOut, leadOut } from '../helm/schema-reference.ts'
import { decompressed } from '../registry/layer/decompress.ts'
import { tarEntries } from '../registry/layer/tar.ts'
import { ImageError } from '../registry/limits.ts'
import type { Io } from './process/io.ts'

/** A schema of values that leads out of its chart, and how. */
export interface ForeignSchema {
  readonly schema: string
  readonly leads: LeadOut
}

const schemaName = 'values.schema.json'

/**
 * The first schema of a chart, or of one in it, that makes Helm read what is not in the chart: a file of this machine, which
 * it quotes where values break it, or an address.
 */
export async function foreignSchema(chart: string, io: Io): Promise<ForeignSchema | undefined> {
  // Helm takes an archive for a chart whatever it is called.
  const schemas =
    (await io.kindOf(chart)) === 'file' ? schemasInArchive(chart, io) : schemasInFolder(chart, new Set(), io)
  for await (const { schema, text } of schemas) {
    const leads = text === undefined ? 'unreadable' : leadOut(text)
    if (leads !== undefined) return { schema, leads }
  }
  return undefined
}

/** A schema by its path; without its text where nobody knows it. */
interface Schema {
  readonly schema: string
  readonly text: string | undefined
}

/** Where Helm looks for them: at the top of a chart, and of each folder and each `.tgz` in its `charts/`. */
async function* schemasInFolder(chart: string, seen: Set<string>, io: Io): AsyncGenerator<Schema> {
  const real = await io.realPath(chart)
  if ((await io.kindOf(chart)) !== 'folder' || real === undefined || seen.has(real)) return
  seen.add(real)
  const own = join(chart, schemaName)
  if ((await io.kindOf(own)) === 'file') yield { schema: own, text: decoded(await io.readFile(own)) }
  const inside = join(chart, 'charts')
  if ((await io.kindOf(inside)) !== 'folder') return
  for (const { name } of await io.listFolder(inside)) {
    const path = join(inside, name)
    const isArchive = name.endsWith('.tgz') && (await io.kindOf(path)) === 'file'
    yield* isArchive ? schemasInArchive(path, io) : schemasInFolder(path, seen, io)
  }
}

/** In an archive, Helm cleans paths and reads `\` for `/` (`LoadArchiveFiles`): `c\values.schema.json` and `./values.schema.json` are of the chart. */
const schemaPath = /(^|[\\/])values\.schema\.json([\\/]|$)/
const archivePath = /\.tgz([\\/]|$)/

async function* schemasInArchive(file: string, io: Io): AsyncGenerator<Schema> {
  const isSchema = (path: string) => schemaPath.test(path)
  try {
    for await (const { name, content } of tarEntries(decompressed(whole(file, io)), isSchema)) {
      if (isSchema(name)) yield { schema: join(file, name), text: content && decoded(content) }
      // One in an archive in an archive.
      else if (archivePath.test(name)) yield { schema: join(file, name), text: undefined }
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
