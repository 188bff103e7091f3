import fc from 'fast-check'
import * as assert from 'uvu/assert'
import type { Value } from '../../src/manifest/value.ts'
import { blockYaml, fieldYaml } from '../../src/render/yaml.ts'
import { situation, table } from '../table.ts'
import { valueIn } from './smallest.ts'

table(
  'text of several lines',
  {
    'ends in a line break': { text: 'a\nb\n', want: 'k: |\n  a\n  b' },
    'does not': { text: 'a\nb', want: 'k: |-\n  a\n  b' },
    'ends in several': { text: 'a\n\n\n', want: 'k: |+\n  a\n\n' },
    'holds an empty line': { text: 'a\n\nb\n', want: 'k: |\n  a\n\n  b' },
    'has a deeper first line': { text: ' a\nb\n', want: 'k: " a\\nb\\n"' },
    'has a tab': { text: 'a\n\tb\n', want: 'k: "a\\n\\tb\\n"' },
    'ends a line in a space': { text: 'a \nb\n', want: 'k: |\n  a \n  b' },
    'looks like a document': { text: '---\n...\n', want: 'k: |\n  ---\n  ...' },
  },
  ({ text, want }) => assert.is(fieldYaml('k', text, 0), want),
)

const texts = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.array(fc.string()).map(lines => lines.join('\n')),
  fc.constantFrom(
    'yes',
    '1.10',
    '0644',
    '1e3',
    'null',
    '~',
    '- a',
    'a: b',
    '#',
    '|',
    '\n',
    '\r\n',
    '\u0085',
    '\u2028',
    '\ud800',
  ),
)
// A lone surrogate is no character: YAML cannot hold it, and Kubernetes would not read it.
const wellFormed = texts.filter(text => !/\p{Surrogate}/u.test(text))
const { value: values } = fc.letrec<{ value: Value }>(tie => ({
  value: fc.oneof(
    { maxDepth: 4 },
    wellFormed,
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(
      wellFormed.filter(key => key !== '<<' && key !== '__proto__'),
      tie('value'),
      { maxKeys: 4, noNullPrototype: true },
    ),
  ),
}))

situation('what is written is read back', () =>
  fc.assert(
    fc.property(values, fc.nat(6), (value, indent) => {
      const text = `${' '.repeat(indent)}k: ${'\n'}${' '.repeat(indent + 2)}- ${blockYaml(value, indent + 4)}\n`
      assert.equal(valueIn(text), { k: [value] })
    }),
    { numRuns: 500 },
  ),
)
