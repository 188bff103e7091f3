import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import * as assert from 'uvu/assert'

const root = resolve(import.meta.dirname, '../..')

/** A file is as its script writes it. It is not printed: git shows what changed when the script has run. */
export function isCurrent(file: string, want: string, script: string): void {
  const message = `${file} is stale: run npx tsx scripts/${script}, or npm run generate for all that is generated`
  assert.ok(readFileSync(resolve(root, file), 'utf8') === want, message)
}
