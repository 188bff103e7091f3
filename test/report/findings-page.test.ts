import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import * as assert from 'uvu/assert'
import { findingsPage } from '../../scripts/findings-page.ts'
import { findingHelp } from '../../src/report/words/finding-help.ts'
import { check, harden } from '../../src/run/library.ts'
import { isCurrent } from '../support/generated.ts'
import { situation, table } from '../table.ts'

const root = resolve(import.meta.dirname, '../..')

situation('FINDINGS.md is what scripts/findings.ts writes', () => {
  isCurrent('FINDINGS.md', findingsPage(findingHelp), 'findings.ts')
})

table('help is whole sentences', findingHelp, ({ title, meaning, remedy, example }) => {
  assert.match(title, /^[^.]*[^.]$/)
  for (const text of [meaning, remedy]) assert.match(text, /^[A-Z`].*[.]$/)
  assert.is.not(example, '')
})

const streams = Object.fromEntries(
  readdirSync(join(root, 'golden/streams')).map(name => [
    name,
    readFileSync(join(root, 'golden/streams', name), 'utf8'),
  ]),
)

table('severities of the table are those that occur', streams, text => {
  const found = [check(text), check(text, { level: 'baseline' }), harden(text).report].flatMap(
    ({ findings }) => findings,
  )
  const unlisted = found.filter(({ code, severity }) => !findingHelp[code].severities.includes(severity))
  assert.equal(
    unlisted.map(({ code, severity }) => `${code} ${severity}`),
    [],
  )
})
