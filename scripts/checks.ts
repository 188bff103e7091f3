/** Write CHECKS.md. `test/pss/checks-page.test.ts` fails while it is stale. */
import { readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { checks } from '../src/pss/registry.ts'
import { checksPage } from './checks-page.ts'

const root = resolve(import.meta.dirname, '..')
const sourceOf = (id: string) => readFileSync(resolve(root, `src/pss/checks/${id}.ts`), 'utf8')
writeFileSync(resolve(root, 'CHECKS.md'), checksPage(checks, sourceOf))
