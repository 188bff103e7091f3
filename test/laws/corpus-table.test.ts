import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import * as assert from 'uvu/assert'
import { corpusTable } from '../../scripts/corpus-page.ts'
import { corpus } from '../support/shared.ts'
import { situation, skipped } from '../table.ts'

const readme = readFileSync(resolve(import.meta.dirname, '../../README.md'), 'utf8')
const written = /<!-- corpus-table -->\n([\s\S]*?)<!-- \/corpus-table -->/.exec(readme)?.[1]
const streams = corpus()
if (streams.length === 0) skipped("the README's table of public charts", 'the shared data is not here')
else {
  const charts = streams.filter(({ name }) => name.startsWith('helm4/'))
  situation("the README's table of public charts is current", () => {
    assert.is(charts.length, 73)
    assert.is(written?.trim(), corpusTable(charts), 'run: npx tsx scripts/corpus-table.ts')
  })
}
