import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { installedPackage } from '../support/built.ts'
import { table } from '../table.ts'

/** A file of the program and those that it loads at once. */
function loadedBy(chunks: string, name: string, found = new Set<string>()): ReadonlySet<string> {
  // A chunk without a file of its own lies in one that was loaded above it.
  if (found.has(name) || !existsSync(join(chunks, name))) return found
  found.add(name)
  const wanted = readFileSync(join(chunks, name), 'utf8').matchAll(/\brequire\("\.\/([\w-]+\.cjs)"\)/g)
  for (const [, other = ''] of wanted) loadedBy(chunks, other, found)
  return found
}

/** What post-render loads besides the program, and the KB that V8 may have to look through for it. */
table(
  'post-render loads little for',
  {
    'a large stream': { name: 'cli-process-v8-flags.cjs', most: 4 },
    'a document that is not plain': { name: 'manifest-read-composed-document.cjs', most: 64 },
    'a lock': { name: 'lock-locked-facts.cjs', most: 24 },
  },
  async ({ name, most }) => {
    const chunks = join(await installedPackage(), 'dist/chunks')
    const texts = [...loadedBy(chunks, name)].map(file => readFileSync(join(chunks, file), 'utf8'))
    const size = texts.reduce((sum, text) => sum + text.length, 0) / 1024
    assert.ok(size <= most, `${size.toFixed(0)} KB of at most ${most}`)
  },
)
