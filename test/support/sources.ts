import { readdirSync, readFileSync } from 'node:fs'
import { posix, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '../..')

/** A source file, its path relative to the repository. */
export interface SourceFile {
  readonly path: string
  readonly text: string
}

/** An import or re-export. `to` is a path below `src`, or the name of a package. */
export interface Import {
  readonly file: string
  readonly to: string
  readonly from: 'source' | 'package'
  /** Whether nothing is left of it when the program runs. */
  readonly typeOnly: boolean
  /** Whether it is loaded when it is needed, not along with the file. */
  readonly lazy: boolean
}

/** Every TypeScript file below the folders, sorted. */
export function sourceFiles(...folders: readonly string[]): readonly SourceFile[] {
  return folders.flatMap(folder =>
    readdirSync(resolve(root, folder), { recursive: true, encoding: 'utf8' })
      .filter(file => file.endsWith('.ts'))
      .toSorted()
      .map(file => `${folder}/${file.replaceAll('\\', '/')}`)
      .map(path => ({ path, text: readFileSync(resolve(root, path), 'utf8') })),
  )
}

const statement =
  /^(?:import|export)\s+(?<type>type\s)?(?<names>[^'";=]*?)\sfrom\s+'(?<from>[^']+)'|^import '(?<bare>[^']+)'|\bimport\('(?<lazy>[^']+)'\)/gm

/** The imports of a file below `src`: static, lazy, and of types. */
export function importsOf({ path, text }: SourceFile): readonly Import[] {
  return [...text.matchAll(statement)].map(({ groups = {} }) => {
    const target = groups.from ?? groups.bare ?? groups.lazy ?? ''
    const local = target.startsWith('.')
    return {
      file: path.replace(/^src\//, ''),
      to: local ? posix.relative('src', posix.join(posix.dirname(path), target)) : target,
      from: local ? ('source' as const) : ('package' as const),
      typeOnly: groups.type !== undefined || isOnlyTypes(groups.names),
      lazy: groups.lazy !== undefined,
    }
  })
}

/** `{ type A, type B }` leaves nothing either, under `verbatimModuleSyntax` but for an empty import. */
function isOnlyTypes(names: string | undefined): boolean {
  const listed = /^\{(.*)\}$/s.exec(names?.trim() ?? '')?.[1]?.split(',') ?? []
  const present = listed.map(name => name.trim()).filter(name => name !== '')
  return present.length > 0 && present.every(name => name.startsWith('type '))
}

/** The folder of `src` that a path belongs to; a file directly in `src` is its own. */
export function layerOf(path: string): string {
  return path.split('/')[0] ?? path
}

/** Code as it runs: comments taken out, and strings emptied, which may hold what code may not. */
export function codeOf(text: string): string {
  return text
    .replaceAll(/\/\*.*?\*\//gs, '')
    .replaceAll(/(^|\s)\/\/.*$/gm, '')
    .replaceAll(/'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/g, "''")
}
