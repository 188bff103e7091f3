import { join, resolve } from 'node:path'
import { InputError } from '../../error.ts'
import { visible } from '../../manifest/text/visible.ts'
import type { Io } from '../process/io.ts'
import type { FolderEntry } from './files.ts'
import { withSlashes } from './slashes.ts'

/** A file that a folder holds. */
export interface FolderFile {
  readonly path: string
  /** A link led to it that leads out of the folder. */
  readonly isForeign: boolean
}

/** What a folder holds, and what of it was not read, with the reason where the name does not tell. */
export interface FolderFiles {
  readonly files: readonly FolderFile[]
  readonly leftOut: readonly string[]
  /** How many wanted files and folders globs left out. */
  readonly excluded: number
}

/** Which files are looked for, and which names are passed by. */
export interface FolderQuery {
  readonly wants: (name: string) => boolean
  readonly isExcluded: (path: string) => boolean
  /** Why a folder is not entered, if it is not; the empty text where its name tells. */
  readonly whyNot: (folder: FolderEntry, beside: readonly FolderEntry[]) => string | undefined
}

/** All files but those of git. */
export const everyFile: FolderQuery = {
  wants: () => true,
  isExcluded: () => false,
  whyNot: ({ name }) => (name === '.git' ? '' : undefined),
}

interface Walk extends FolderQuery {
  readonly io: Io
  readonly root: string
  /** Real paths of folders that were entered and files that were found, so that nothing is read twice. */
  readonly seen: Set<string>
  readonly links: Spot[]
  readonly files: FolderFile[]
  readonly leftOut: string[]
  excluded: number
}

/** A path as it is reached, and where it really lies. */
interface Spot {
  readonly path: string
  readonly real: string
  readonly kind: FolderEntry['kind']
}

/**
 * Every wanted file below a folder, sorted by code unit. Links are followed, each to what was not reached without one, so
 * that every file is read once and a circle of links ends.
 */
export async function filesBelow(folder: string, query: FolderQuery, io: Io): Promise<FolderFiles> {
  const root = (await io.realPath(folder)) ?? folder
  const walk: Walk = { ...query, io, root, seen: new Set(), links: [], files: [], leftOut: [], excluded: 0 }
  await enter({ path: folder, real: root, kind: 'folder' }, walk)
  for (let link = walk.links.shift(); link !== undefined; link = walk.links.shift()) await follow(link, walk)
  const files = walk.files.toSorted((a, b) => (a.path < b.path ? -1 : 1))
  return { files, leftOut: walk.leftOut.toSorted(), excluded: walk.excluded }
}

async function enter(folder: Spot, walk: Walk): Promise<void> {
  if (walk.seen.has(folder.real)) return
  walk.seen.add(folder.real)
  const entries = await walk.io.listFolder(folder.path)
  for (const entry of entries) {
    const path = withSlashes(join(folder.path, entry.name))
    const isExcluded = walk.isExcluded(path)
    if (isExcluded && (entry.kind === 'folder' || walk.wants(path))) walk.excluded += 1
    const why = isExcluded ? undefined : whyNot(entry, entries, walk)
    if (why !== undefined && !isKubelets(entry)) walk.leftOut.push(why === '' ? path : `${path} (${why})`)
    // What is passed by is not reached through a link either.
    if (why !== undefined || isExcluded) walk.seen.add(join(folder.real, entry.name))
    else if (entry.isLink) await keepLink({ path, kind: entry.kind }, walk)
    else await visit({ path, real: join(folder.real, entry.name), kind: entry.kind }, walk)
  }
}

/** Where a ConfigMap is mounted, its files are links into such folders, which no key can be called (`atomic_writer.go`). */
function isKubelets({ name }: FolderEntry): boolean {
  return name.startsWith('..')
}

function whyNot(entry: FolderEntry, beside: readonly FolderEntry[], walk: Walk): string | undefined {
  return entry.kind === 'folder' ? walk.whyNot(entry, beside) : undefined
}

async function visit(spot: Spot, walk: Walk): Promise<void> {
  if (spot.kind === 'folder') await enter(spot, walk)
  else if (spot.kind === 'file' && walk.wants(spot.path)) addFile(spot, walk)
}

function addFile({ path, real }: Spot, { files, seen, root }: Walk): void {
  if (seen.has(real)) return
  seen.add(real)
  files.push({ path, isForeign: !isInside(real, root) })
}

async function keepLink({ path, kind }: Pick<Spot, 'path' | 'kind'>, walk: Walk): Promise<void> {
  const real = kind === 'absent' ? undefined : await walk.io.realPath(path)
  if (real !== undefined) walk.links.push({ path, real, kind })
  else if (walk.wants(path)) walk.leftOut.push(`${path} (a link to nothing)`)
}

/** What lies around the folder holds the folder itself: everything else in it was not meant. */
async function follow(link: Spot, walk: Walk): Promise<void> {
  if (link.kind === 'folder' && link.real !== walk.root && isInside(walk.root, link.real))
    walk.leftOut.push(`${link.path} (a link to a folder around it)`)
  else await visit(link, walk)
}

/** Whether a real path is a folder or lies in it. */
export function isInside(real: string, folder: string): boolean {
  return real === folder || real.startsWith(folder.endsWith('/') || folder.endsWith('\\') ? folder : join(folder, '/'))
}

/** Whether a path, which may start from the folder, lies in it when every link is followed. */
export async function staysIn(folder: string, path: string, io: Io): Promise<boolean> {
  const [root, real] = [await io.realPath(folder), await io.realPath(resolve(folder, path))]
  return root !== undefined && real !== undefined && isInside(real, root)
}

/**
 * Refuse to write to a name that nobody typed where a link lies there that leads out of the folder: in a checkout of
 * somebody else it may lead anywhere. `InputError('UNWRITABLE')`.
 */
export async function refuseLinkOut(path: string, folder: string, io: Io): Promise<void> {
  if (await staysIn(resolve(io.cwd(), folder), resolve(io.cwd(), path), io)) return
  throw new InputError('UNWRITABLE', `${visible(path)}: cannot be written (a link there leads out of the folder)`)
}
