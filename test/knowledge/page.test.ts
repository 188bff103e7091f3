import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import * as assert from 'uvu/assert'
import { knowledge } from '../../scripts/knowledge.ts'
import { knowledgePage } from '../../scripts/knowledge-page.ts'
import { situation } from '../table.ts'

const root = resolve(import.meta.dirname, '../..')

situation('KNOWLEDGE.md is what scripts/knowledge.ts writes', () => {
  assert.is(readFileSync(resolve(root, 'KNOWLEDGE.md'), 'utf8'), knowledgePage(knowledge), 'run: npm run generate')
})

situation('every fact has a source: a repository, a report, or a file', () => {
  const { images, profiles, kinds, wordings } = knowledge
  const rows = [...images, ...Object.values(profiles), ...kinds, ...wordings]
  assert.ok(rows.length > 200)
  assert.equal(
    rows.filter(({ source }) => !/[\w-]{3}/.test(source)),
    [],
  )
})
