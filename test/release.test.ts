import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import * as assert from 'uvu/assert'
import { versionedFiles } from '../scripts/versions.ts'
import { table } from './table.ts'

const root = resolve(import.meta.dirname, '..')

table('states the version of package.json', versionedFiles(), (want, file) => {
  assert.is(readFileSync(resolve(root, file), 'utf8'), want, 'run: npm run generate')
})
