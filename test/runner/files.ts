import { existsSync, readdirSync } from 'node:fs'
import { join, relative } from 'node:path'

/** The test files that are asked for, and what was asked for in vain. */
export interface Selection {
  readonly files: readonly string[]
  readonly unmatched: readonly string[]
}

/** Every `*.test.ts` below `test`, by its path from the working folder. */
export function testFiles(): readonly string[] {
  return readdirSync('test', { recursive: true, encoding: 'utf8' })
    .map(file => join('test', file).replaceAll('\\', '/'))
    .filter(file => file.endsWith('.test.ts'))
    .toSorted()
}

/** Select by paths as a shell completes them, or by any part of a path. Without a filter every file is selected. */
export function select(files: readonly string[], filters: readonly string[]): Selection {
  const parts = filters.map(asWritten)
  return {
    files: files.filter(file => parts.length === 0 || parts.some(part => file.includes(part))),
    unmatched: filters.filter((_, index) => !files.some(file => file.includes(parts[index] ?? ''))),
  }
}

/** `./test/pss/` and an absolute path become what a listing says: `test/pss`. */
function asWritten(filter: string): string {
  return existsSync(filter) ? relative('.', filter).replaceAll('\\', '/') : filter
}
