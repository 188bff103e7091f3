import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import * as assert from 'uvu/assert'
import { imageFacts } from '../../src/workload/images.ts'
import { defaultSettings } from '../../src/workload/settings.ts'
import { table } from '../table.ts'

const recorded = readFileSync(resolve(import.meta.dirname, '../fixtures/images.txt'), 'utf8')

/** Facts as JSON, then the references that have them, each on a line of its own. */
const groups = recorded
  .split('\n')
  .filter(line => line !== '' && !line.startsWith('#'))
  .reduce<{ facts: string; references: string[] }[]>((all, line) => {
    if (line.startsWith(' ')) all.at(-1)?.references.push(line.trim())
    else all.push({ facts: line, references: [] })
    return all
  }, [])

table(
  'an image has the facts that were recorded of it',
  Object.fromEntries(groups.map(group => [group.references[0] ?? group.facts, group])),
  ({ facts, references }) => {
    assert.ok(references.length > 0)
    for (const reference of references) {
      const { from, ...got } = imageFacts(reference, defaultSettings) ?? { from: '' }
      assert.equal(from === '' ? null : got, JSON.parse(facts), reference)
    }
  },
)
