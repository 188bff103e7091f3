import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import * as assert from 'uvu/assert'
import { corpusLockTable } from '../../scripts/corpus-lock-page.ts'
import { corpus } from '../support/shared.ts'
import { situation, skipped } from '../table.ts'

const root = resolve(import.meta.dirname, '../..')
const page = readFileSync(`${root}/docs/lock.md`, 'utf8')
const recorded = readFileSync(`${root}/test/fixtures/corpus-images.txt`, 'utf8')
const written = /<!-- corpus-lock -->\n([\s\S]*?)<!-- \/corpus-lock -->/.exec(page)?.[1]
const charts = corpus().filter(({ name }) => name.startsWith('helm4/'))
if (charts.length === 0) skipped('what a lock is worth to public charts', 'the shared data is not here')
else
  situation('what a lock is worth to public charts is current', () => {
    assert.is(written?.trim(), corpusLockTable(charts, recorded), 'run: npx tsx scripts/corpus-lock.ts')
  })
