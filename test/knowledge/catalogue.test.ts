import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import * as assert from 'uvu/assert'
import { catalogue } from '../../src/knowledge/images/catalogue.ts'
import { imageFacts } from '../../src/workload/image/images.ts'
import { parseReference } from '../../src/workload/image/reference.ts'
import { defaultSettings } from '../../src/workload/settings/settings.ts'
import { situation, table } from '../table.ts'

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

situation('every row of the catalogue is recorded a second time, by a reference of each repository', () => {
  const references = groups.flatMap(group => group.references.flatMap(reference => parseReference(reference) ?? []))
  const missing = catalogue.flatMap(({ repositories, tag }) =>
    repositories.flatMap(repository => {
      const isMet = references.some(
        reference =>
          (repository.endsWith('/*')
            ? reference.repository.startsWith(repository.slice(0, -1))
            : reference.repository === repository) &&
          (tag === undefined || tag.test(reference.tag ?? 'latest')),
      )
      return isMet
        ? []
        : [`${repository}${tag === undefined ? '' : ` with a tag like ${tag}`}: add it to test/fixtures/images.txt`]
    }),
  )
  assert.equal(missing, [])
})
