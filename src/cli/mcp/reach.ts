import { join, resolve } from 'node:path'
import { InputError } from '../../error.ts'
import { kustomizationNames } from '../../helm/kustomize.ts'
import { readDocument } from '../../manifest/document.ts'
import { splitStream } from '../../manifest/stream.ts'
import { decodeStream } from '../../manifest/text/decode.ts'
import { visible } from '../../manifest/text/visible.ts'
import { isList, isMap, type Value } from '../../manifest/value.ts'
import { isInside, staysIn } from '../files/folder.ts'
import type { Io } from '../process/io.ts'

/**
 * Refuse a folder that leads another program out of the working folder: Helm follows every link in a chart, and kustomize
 * builds the folders that a kustomization names, wherever they are; it reads single files only below their own
 * kustomization (`--load-restrictor`). Throws `InputError('UNREADABLE')`.
 */
export async function refuseReachingOut(folder: string, io: Io): Promise<void> {
  const seen = new Set<string>()
  const next = [folder]
  for (let path = next.pop(); path !== undefined; path = next.pop()) {
    const real = await io.realPath(path)
    if (real === undefined || seen.has(real) || (await io.kindOf(path)) !== 'folder') continue
    seen.add(real)
    next.push(...(await foldersIn(path, io)), ...(await foldersNamedIn(path, io)))
  }
}

async function foldersIn(folder: string, io: Io): Promise<readonly string[]> {
  const entries = await io.listFolder(folder)
  for (const { name, isLink } of entries) if (isLink) await refuseOut(join(folder, name), io)
  return entries.filter(({ kind }) => kind === 'folder').map(({ name }) => join(folder, name))
}

/** Folders that a kustomization names. In which fields is not asked: most of them take one. */
async function foldersNamedIn(folder: string, io: Io): Promise<readonly string[]> {
  const named: string[] = []
  for (const name of kustomizationNames) {
    const file = join(folder, name)
    if ((await io.kindOf(file)) !== 'file') continue
    for (const text of textsIn(file, decodeStream(await io.readFile(file)))) {
      const path = resolve(folder, text)
      if (isLocalAddress(text)) throw connects(file, text)
      if (text.includes('\n') || (await io.kindOf(path)) !== 'folder') continue
      await refuseOut(path, io)
      named.push(path)
    }
  }
  return named
}

async function refuseOut(path: string, io: Io): Promise<void> {
  if (await staysIn(io.cwd(), path, io)) return
  const name = isInside(path, io.cwd()) ? path.slice(io.cwd().length + 1) : path
  throw new InputError(
    'UNREADABLE',
    `${visible(name)}: leads out of ${visible(io.cwd())}, the folder that is served, so nothing that holds it is rendered`,
  )
}

/** A program in Go sends to no proxy what is for its own machine, so `withoutNetwork` does not keep it from that. */
function isLocalAddress(text: string): boolean {
  return /^https?:\/\/([^/@]*@)?(localhost|127\.|\[)/i.test(text)
}

function connects(file: string, address: string): InputError {
  return new InputError('BAD_INPUT', `${visible(file)}: ${visible(address)}: this server opens no connection`)
}

/** What we cannot read, kustomize may. */
function textsIn(file: string, text: string): readonly string[] {
  const stream = splitStream(text)
  return stream.documents.flatMap(span => {
    const { value, problems } = readDocument(stream, span)
    if (problems[0] !== undefined) throw new InputError('BAD_TEMPLATE', `${visible(file)}: ${problems[0].message}`)
    return textsOf(value)
  })
}

function textsOf(value: Value | undefined): readonly string[] {
  if (typeof value === 'string') return [value]
  if (isList(value)) return value.flatMap(textsOf)
  return isMap(value) ? Object.values(value).flatMap(textsOf) : []
}
