/** Write the reference of docs/library.md. `test/library/page.test.ts` fails while it is stale. */
import { readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { withReference } from './library-page.ts'

const file = resolve(import.meta.dirname, '../docs/library.md')
writeFileSync(file, withReference(readFileSync(file, 'utf8')))
