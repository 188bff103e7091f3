/**
 * Golden files of somebody's own test suite. Beside `cli/` this is the one module that reads and writes files: a matcher
 * for tests has no command line above it that could.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { InputError } from '../error.ts'
import { decodeStream } from '../manifest/text/decode.ts'
import type { Mask } from './mask.ts'
import { maskText } from './mask-text.ts'
import { GoldenMismatch, matchGolden } from './matcher.ts'

/** How a golden file is compared. */
export interface GoldenFileOptions {
  /** Write what differs, and throw all the same: the test passes when it runs again without `update`. */
  readonly update?: boolean
  /** Whether this runs in continuous integration, where nothing may be updated: `process.env.CI === 'true'`. */
  readonly ci?: boolean
  readonly masks?: readonly Mask[]
}

/** A `URL`, whose type is the platform's and not known everywhere. */
export interface FileUrl {
  readonly href: string
}

/**
 * A matcher for the golden file at `path`: call it with the output. It throws `GoldenMismatch` with the fields that
 * differ and a unified diff. A missing file is a failure and is never written unless `update` says so.
 */
export function goldenFile(path: string | FileUrl, options: GoldenFileOptions = {}): (got: string) => void {
  const file = typeof path === 'string' ? path : fileURLToPath(path.href)
  const { update = false, ci = false, masks = [] } = options
  if (update && ci) throw new InputError('USAGE', `${file}: golden files are not updated in continuous integration`)
  return got => {
    const want = existsSync(file) ? decodeStream(readFileSync(file)) : undefined
    try {
      matchGolden(got, want, { name: file, masks })
    } catch (error) {
      throw update && error instanceof GoldenMismatch ? updated(file, maskText(got, masks).text, error) : error
    }
  }
}

function updated(file: string, text: string, { message }: GoldenMismatch): GoldenMismatch {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
  return new GoldenMismatch(file, `${file} was updated; run again without update\n${message}`)
}
