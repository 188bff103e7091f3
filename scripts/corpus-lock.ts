/** Write what a lock is worth to public charts into docs/lock.md. `test/laws/corpus-lock.test.ts` fails while it is stale. */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { corpus } from '../test/support/shared.ts'
import { writeBetween } from './between.ts'
import { corpusLockTable } from './corpus-lock-page.ts'

const charts = corpus().filter(({ name }) => name.startsWith('helm4/'))
if (charts.length === 0) throw new Error('the recorded streams of the charts are not here')
const recorded = readFileSync(resolve(import.meta.dirname, '../test/fixtures/corpus-images.txt'), 'utf8')
writeBetween('docs/lock.md', 'corpus-lock', corpusLockTable(charts, recorded))
