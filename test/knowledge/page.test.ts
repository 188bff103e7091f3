import * as assert from 'uvu/assert'
import { knowledge } from '../../scripts/knowledge.ts'
import { knowledgePage } from '../../scripts/knowledge-page.ts'
import { isCurrent } from '../support/generated.ts'
import { situation } from '../table.ts'

situation('KNOWLEDGE.md is what scripts/knowledge.ts writes', () => {
  isCurrent('KNOWLEDGE.md', knowledgePage(knowledge), 'knowledge.ts')
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
