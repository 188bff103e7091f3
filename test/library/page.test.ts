import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import * as assert from 'uvu/assert'
import { withReference } from '../../scripts/library-page.ts'
import * as library from '../../src/index.ts'
import { isCurrent } from '../support/generated.ts'
import { situation, table } from '../table.ts'

const page = readFileSync(resolve(import.meta.dirname, '../../docs/library.md'), 'utf8')

situation('docs/library.md has the comments of the source', () => {
  isCurrent('docs/library.md', withReference(page), 'library.ts')
})

table('docs/library.md tells of', Object.fromEntries(Object.keys(library).map(name => [name, name])), name =>
  assert.match(page, new RegExp(`^### ${name}\\n\\n[A-Z\`]`, 'm')),
)
