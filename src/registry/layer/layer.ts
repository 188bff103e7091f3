import { registryLimits } from '../limits.ts'
import { type TarEntry, tarEntries } from './tar.ts'

/** What one layer has of the names that were asked for. */
export interface LayerNames {
  readonly names: ReadonlySet<string>
  readonly entries: ReadonlyMap<string, TarEntry>
  /** What it hides of the layers below: `etc` with all below it, `etc/` only what is below. */
  readonly hides: readonly string[]
  /** Files with a setuid bit, a setgid bit or capabilities, whether they were asked for or not. */
  readonly privileged: readonly string[]
}

const whiteout = '.wh.'
const opaque = '.wh..wh..opq'

/**
 * Read a layer for `names` (image-spec, layer.md). Whiteouts take away what lower layers have, wherever they stand in the
 * archive, and never what this layer has. Of two entries at one path the last counts.
 */
export async function readLayer(chunks: AsyncIterable<Uint8Array>, names: ReadonlySet<string>): Promise<LayerNames> {
  const entries = new Map<string, TarEntry>()
  const hides = new Set<string>()
  const privileged = new Set<string>()
  for await (const entry of tarEntries(chunks, path => names.has(path))) {
    const hidden = hiddenBy(entry)
    if (hidden !== undefined && matters(hidden, names)) hides.add(hidden)
    if (hidden === undefined && names.has(entry.path)) entries.set(entry.path, entry)
    if (isPrivileged(entry) && privileged.size < registryLimits.privileged) privileged.add(entry.path)
  }
  for (const { path, type } of entries.values()) if (type !== 'directory') hides.add(`${path}/`)
  return { names: new Set(names), entries, hides: [...hides], privileged: [...privileged] }
}

function isPrivileged({ type, mode, capability }: TarEntry): boolean {
  return (type === 'file' || type === 'hardlink') && ((mode & 0o6000) !== 0 || capability !== undefined)
}

function hiddenBy({ path }: TarEntry): string | undefined {
  const slash = path.lastIndexOf('/') + 1
  const base = path.slice(slash)
  if (base === opaque) return path.slice(0, slash)
  return base.startsWith(whiteout) ? `${path.slice(0, slash)}${base.slice(whiteout.length)}` : undefined
}

/**
 * Whether a hidden path is one of `names`, which hold all their parents. The root never is: where a layer calls it opaque,
 * the kernel's overlay passes over that (seen on 6.18), and containers see what is below.
 */
function matters(hidden: string, names: ReadonlySet<string>): boolean {
  return hidden !== '' && names.has(hidden.replace(/\/$/, ''))
}
