import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'

/** The folder with upstream data that lies beside the repository where the project is developed. Absent elsewhere. */
const sharedRoot = resolve(import.meta.dirname, '../../../shared')

/** Read a file of the shared folder, or undefined where there is none: tests then say `skipped`. */
export function sharedFile(path: string): Buffer | undefined {
  const file = join(sharedRoot, path)
  return existsSync(file) ? readFileSync(file) : undefined
}

/** A recorded stream: what Helm printed for a public chart. */
export interface CorpusStream {
  /** `helm3/bitnami--redis`. */
  readonly name: string
  readonly text: string
}

/** Every recorded stream of `corpus/`, by name; empty where the shared folder is absent. */
export function corpus(): CorpusStream[] {
  const folder = unpacked('corpus/streams.tar.gz')
  if (folder === undefined) return []
  return ['helm3', 'helm4'].flatMap(major =>
    readdirSync(join(folder, major))
      .toSorted()
      .map(file => ({
        name: `${major}/${file.replace(/\.yaml$/, '')}`,
        text: readFileSync(join(folder, major, file), 'utf8'),
      })),
  )
}

/** Unpack an archive of the shared folder once, into an ignored cache folder. */
export function unpacked(archive: string): string | undefined {
  const file = join(sharedRoot, archive)
  if (!existsSync(file)) return undefined
  const folder = resolve(import.meta.dirname, '../../.cache', archive.replaceAll('/', '-').replace(/\.tar\.gz$/, ''))
  if (existsSync(folder)) return folder
  const partial = `${folder}.${process.pid}`
  mkdirSync(partial, { recursive: true })
  execFileSync('tar', ['xzf', file, '-C', partial])
  try {
    renameSync(partial, folder)
  } catch {
    rmSync(partial, { recursive: true, force: true }) // another process was first
  }
  return folder
}
