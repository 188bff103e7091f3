import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import * as assert from 'uvu/assert'
import { checksPage } from '../../scripts/checks-page.ts'
import { checks } from '../../src/pss/registry.ts'
import { isCurrent } from '../support/generated.ts'
import { situation, table } from '../table.ts'

const root = resolve(import.meta.dirname, '../..')
const sourceOf = (id: string) => readFileSync(resolve(root, `src/pss/checks/${id}.ts`), 'utf8')
const written = readFileSync(resolve(root, 'CHECKS.md'), 'utf8')

table('CHECKS.md says what the header says', Object.fromEntries(checks.map(check => [check.id, check])), check => {
  const [, want] = checksPage([check], sourceOf).split('\n\n## ')
  const got = written
    .trimEnd()
    .split('\n\n## ')
    .find(section => section.startsWith(`${check.id}\n`))
  assert.is(got, want?.trimEnd(), 'run: npx tsx scripts/checks.ts')
})

situation('CHECKS.md is what scripts/checks.ts writes', () => {
  isCurrent('CHECKS.md', checksPage(checks, sourceOf), 'checks.ts')
})

table('every check has a description', Object.fromEntries(checks.map(({ id }) => [id, id])), id => {
  const section = written.split('\n\n## ').find(text => text.startsWith(`${id}\n`))
  assert.match(section ?? '', /^\S+\n\n[A-Z][^\n]{40,}\.\n\nLevel: /)
})
