import { registryLimits } from '../limits.ts'
import { type LayerNames, readLayer } from './layer.ts'
import { cleanEntryPath, type TarEntry } from './tar.ts'

/** A layer of an image, decompressed and verified each time it is opened. */
export interface Layer {
  readonly open: () => AsyncIterable<Uint8Array>
}

/** The text of a file of the image, or why it is not known. */
export type FileText = { readonly text: string } | { readonly reason: string }

/** What an image has at a path, symbolic links followed. */
export type ImageFile =
  | { readonly state: 'found'; readonly path: string; readonly entry: TarEntry }
  | { readonly state: 'absent' }
  | { readonly state: 'unknown'; readonly reason: string }

/** What was looked up, by the paths that were asked for. */
export interface ImageFiles {
  readonly files: ReadonlyMap<string, ImageFile>
  /** Every file with a setuid bit, a setgid bit or capabilities, those that an upper layer replaces included. Sorted. */
  readonly privileged: readonly string[]
}

/**
 * Look paths up in the layers of an image, the lowest first, as an overlay file system shows them. Only what is asked for
 * is kept: an entry of each layer for each name. Links lead to further names, and so to another pass over the layers.
 */
export async function readFiles(layers: readonly Layer[], paths: readonly string[]): Promise<ImageFiles> {
  const fitting = paths.filter(path => path.length <= registryLimits.path)
  const names = new Set(fitting.flatMap(path => withParents(cleanEntryPath(path))))
  let privileged: readonly string[] | undefined
  for (let pass = 0; ; pass += 1) {
    const overlay = await overlayOf(layers, names, privileged === undefined ? 'all' : 'needed')
    privileged ??= overlay.privileged
    const found = fitting.map(path => [path, resolve(cleanEntryPath(path), overlay)] as const)
    const missing = found.flatMap(([, file]) => (typeof file === 'string' ? withParents(file) : []))
    if (missing.length === 0 || pass === registryLimits.links)
      return {
        files: new Map(found.map(([path, file]) => [path, typeof file === 'string' ? tooManyLinks : file])),
        privileged,
      }
    for (const name of missing) names.add(name)
  }
}

const tooManyLinks: ImageFile = { state: 'unknown', reason: `it is behind more than ${registryLimits.links} links` }

function withParents(path: string): string[] {
  const steps = path.split('/')
  return steps.map((_, index) => steps.slice(0, index + 1).join('/'))
}

interface Overlay {
  readonly names: ReadonlySet<string>
  /** The topmost entry of each name that has one. */
  readonly entries: ReadonlyMap<string, Placed>
  readonly privileged: readonly string[]
}

interface Placed {
  readonly entry: TarEntry
  readonly layer: LayerNames
  /** Of its layer, counted from the lowest. */
  readonly height: number
}

/** From the top down: what an upper layer has, or has taken away, is not taken from below. */
async function overlayOf(
  layers: readonly Layer[],
  names: ReadonlySet<string>,
  wanted: 'all' | 'needed',
): Promise<Overlay> {
  const entries = new Map<string, Placed>()
  const hidden = new Set<string>()
  const privileged = new Set<string>()
  for (const [height, { open }] of [...layers.entries()].toReversed()) {
    const undecided = [...names].filter(name => !entries.has(name) && !isHidden(name, hidden))
    if (undecided.length === 0 && wanted === 'needed') break
    const layer = await readLayer(open(), names)
    for (const name of undecided) {
      const entry = layer.entries.get(name)
      if (entry !== undefined) entries.set(name, { entry, layer, height })
    }
    for (const name of layer.hides) hidden.add(name)
    for (const path of layer.privileged) privileged.add(`/${path}`)
  }
  return { names, entries, privileged: [...privileged].toSorted() }
}

/** `etc` hides `etc` and all below it; `etc/` what is below. */
function isHidden(name: string, hidden: ReadonlySet<string>): boolean {
  const parents = withParents(name)
  return parents.some(parent => hidden.has(parent)) || parents.slice(0, -1).some(parent => hidden.has(`${parent}/`))
}

/** The file at the end of all links; a text is a name that has not been looked for yet. */
function resolve(path: string, overlay: Overlay): ImageFile | string {
  let steps = path.split('/')
  let done: string[] = []
  for (let links = 0; steps.length > 0; ) {
    const [step = '', ...rest] = steps
    const name = cleanEntryPath([...done, step].join('/'))
    if (!overlay.names.has(name)) return name
    const placed = overlay.entries.get(name)
    if (placed?.entry.type !== 'symlink') {
      done = name.split('/')
      steps = rest
      continue
    }
    links += 1
    if (links > registryLimits.links) return tooManyLinks
    const below = belowLink(name, rest, placed, overlay)
    if (below !== undefined) return below
    const { target } = placed.entry
    steps = cleanEntryPath([...(target.startsWith('/') ? [] : done), target, ...rest].join('/')).split('/')
    done = []
  }
  return fileAt(done.join('/'), overlay)
}

/**
 * A layer may have `bin/sh` where a lower one made `bin` a link: it is unpacked behind the link, where the look-up of what
 * the link names does not see it. Rare, and so only told.
 */
function belowLink(link: string, rest: readonly string[], { height }: Placed, overlay: Overlay): ImageFile | undefined {
  const hidden = rest
    .map((_, index) => [link, ...rest.slice(0, index + 1)].join('/'))
    .find(name => (overlay.entries.get(name)?.height ?? -1) >= height)
  return hidden === undefined ? undefined : { state: 'unknown', reason: `${hidden} was written through a link` }
}

function fileAt(path: string, { entries }: Overlay): ImageFile | string {
  const placed = entries.get(path)
  if (placed === undefined) return { state: 'absent' }
  const { entry, layer } = placed
  if (entry.type !== 'hardlink') return { state: 'found', path, entry }
  const target = cleanEntryPath(entry.target)
  const file = layer.entries.get(target)
  if (file !== undefined && file.type !== 'hardlink') return { state: 'found', path, entry: file }
  if (!layer.names.has(target)) return target
  return { state: 'unknown', reason: `${path} is a hard link to a file of another layer` }
}

/** The text of a file that was read, or a sentence for why it is not known. An absent file is empty, as to a runtime. */
export function textOf(file: ImageFile | undefined): FileText {
  if (file === undefined || file.state === 'absent') return { text: '' }
  if (file.state === 'unknown') return { reason: file.reason }
  const { content, type } = file.entry
  if (type !== 'file') return { reason: `${file.path} is not a file` }
  if (content === undefined) return { reason: `${file.path} has more than ${registryLimits.file} bytes, or holes` }
  return { text: new TextDecoder().decode(content) }
}
