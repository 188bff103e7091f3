/** Write FINDINGS.md. `test/report/findings-page.test.ts` fails while it is stale. */
import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { findingHelp } from '../src/report/words/finding-help.ts'
import { findingsPage } from './findings-page.ts'

writeFileSync(resolve(import.meta.dirname, '../FINDINGS.md'), findingsPage(findingHelp))
