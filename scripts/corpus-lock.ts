/** Write what a lock is worth to public charts into docs/lock.md. `test/laws/corpus-lock.test.ts` fails while it is stale. */
import { readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { corpus } from '../test/support/shared.ts'
import { corpusLockTable } from './corpus-lock-page.ts'

const root = resolve(import.meta.dirname, '..')
const charts = corpus().filter(({ name }) => name.startsWith('helm4/'))
if (charts.length === 0) throw new Error('the recorded streams of the charts are not here')
const table = corpusLockTable(charts, readFileSync(`${root}/test/fixtures/corpus-images.txt`, 'utf8'))
const text = readFileSync(`${root}/docs/lock.md`, 'utf8')
const between = /(<!-- corpus-lock -->\n)[\s\S]*?(<!-- \/corpus-lock -->)/
writeFileSync(
  `${root}/docs/lock.md`,
  text.replace(between, (_, begin, end) => `${begin}\n${table}\n\n${end}`),
)
