import * as assert from 'uvu/assert'
import { checkTexts } from '../../src/run/check.ts'
import { defaultSettings } from '../../src/workload/settings/settings.ts'
import { randomOf } from '../fuzz/random.ts'
import { askStream, hasOracle } from '../support/oracle.ts'
import { skipped, table } from '../table.ts'
import { documentsOf } from './changed.ts'

/** Lines that separate documents, that look as if they did, and what stands between them. */
const lines: readonly string[] = [
  ...[
    '---',
    '---',
    '---',
    '--- ',
    '---\t',
    '---\r',
    '--- # c',
    '---# c',
    '----',
    '---a: 1',
    '--- {a: 1}',
    '-----BEGIN',
    ' ---',
    '"---"',
  ],
  ...[
    '...',
    '... # c',
    '...a',
    '%YAML 1.1',
    '%TAG ! x',
    '# c',
    '',
    '',
    ' ',
    'a: 1',
    'a: 1',
    'b: [2]',
    '- c',
    'a: |',
    '  x',
    'a: "x',
    'y"',
    "'",
  ],
]

function randomStream(seed: number): string {
  const random = randomOf(seed)
  return Array.from({ length: 1 + random.below(8) }, () => random.of(lines)).join('\n')
}

/** What we read, document by document; what we refuse is an error. */
function ours(text: string): { readonly values: readonly unknown[]; readonly refused: boolean } {
  const { findings } = checkTexts([{ file: '-', text }], { ...defaultSettings, schema: 'off' })
  const values = documentsOf(text).map(({ value }) => value)
  return { values: values.filter(value => value !== null), refused: findings.some(({ code }) => code === 'bad-yaml') }
}

const seeds = Array.from({ length: 600 }, (_, seed) => seed)

if (!hasOracle()) skipped('streams are split as kubectl splits them', 'no ../shared/oracle/k8syaml')
else
  table(
    'streams are split as kubectl splits them, or refused',
    Object.fromEntries(seeds.map(seed => [`seed ${seed}`, randomStream(seed)])),
    text => {
      const answers = askStream(text)
      const { values, refused } = ours(text)
      if (refused) return
      assert.equal(
        answers.filter(answer => 'error' in answer),
        [],
      )
      assert.equal(
        values,
        answers.flatMap(answer => ('json' in answer && answer.json !== null ? [answer.json] : [])),
      )
    },
  )
