import { relative, resolve } from 'node:path'
import { pathMatches } from '../../workload/glob.ts'
import { withSlashes } from './slashes.ts'

/** Globs of files and folders, and the folder that they start from. */
export interface Exclusion {
  readonly globs: readonly string[]
  readonly folder: string
}

/**
 * Whether a file or folder is left out. A glob with a slash is a path from its folder; one without counts at every depth,
 * as in `.gitignore`. A folder that matches is left out with all it holds.
 */
export function excluder(exclusions: readonly Exclusion[], cwd: string): (path: string) => boolean {
  const tests = exclusions.flatMap(({ globs, folder }) => globs.map(glob => test(glob, folder)))
  return path => tests.some(matches => matches(resolve(cwd, path)))
}

function test(glob: string, folder: string): (path: string) => boolean {
  const plain = glob.replace(/^\.\//, '').replace(/\/+$/, '')
  const steps = (plain.includes('/') ? plain.replace(/^\//, '') : `**/${plain}`).split('/')
  return path => pathMatches(steps, withSlashes(relative(folder, path)).split('/'))
}
