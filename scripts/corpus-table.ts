/** Write the table of public charts into README.md. `test/laws/corpus-table.test.ts` fails while it is stale. */
import { corpus } from '../test/support/shared.ts'
import { writeBetween } from './between.ts'
import { corpusTable } from './corpus-page.ts'

const charts = corpus().filter(({ name }) => name.startsWith('helm4/'))
if (charts.length === 0) throw new Error('the recorded streams of the charts are not here')
writeBetween('README.md', 'corpus-table', corpusTable(charts))
