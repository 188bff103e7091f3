/** Write the table of public charts into README.md. `test/laws/corpus-table.test.ts` fails while it is stale. */
import { readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { corpus } from '../test/support/shared.ts'
import { corpusTable } from './corpus-page.ts'

const readme = resolve(import.meta.dirname, '../README.md')
const between = /(<!-- corpus-table -->\n)[\s\S]*?(<!-- \/corpus-table -->)/
const charts = corpus().filter(({ name }) => name.startsWith('helm4/'))
if (charts.length === 0) throw new Error('the recorded streams of the charts are not here')
const table = corpusTable(charts)
const text = readFileSync(readme, 'utf8')
if (between.test(text))
  writeFileSync(
    readme,
    text.replace(between, (_, begin, end) => `${begin}\n${table}\n\n${end}`),
  )
else process.stdout.write(`${table}\n`)
