import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { readDocument } from '../../src/manifest/document.ts'
import { mayHoldApiVersion, mayHoldKind } from '../../src/manifest/scan.ts'
import { splitStream } from '../../src/manifest/stream.ts'
import { textAt } from '../../src/manifest/value.ts'
import { corpus } from '../support/shared.ts'
import { situation, skipped, table } from '../table.ts'
import { yamlTexts } from './yaml-texts.ts'

const kinds = new Set(['Pod', 'Deployment'])

function held(text: string): boolean[] {
  const stream = splitStream(text)
  return stream.documents.map(span => mayHoldKind(stream, span, kinds))
}

table<{ text: string; want: boolean }>(
  'mayHoldKind',
  {
    'wanted kind': { text: 'apiVersion: v1\nkind: Pod\n', want: true },
    'wanted kind, double-quoted': { text: 'kind: "Pod"\n', want: true },
    'wanted kind, single-quoted, with a comment': { text: "kind: 'Pod' # x\n", want: true },
    'quoted key': { text: '"kind": Pod\n', want: true },
    'single-quoted key': { text: "'kind' : Pod\n", want: true },
    'blanks before the colon': { text: 'kind  :  Pod\n', want: true },
    'behind an indented field of the same name': { text: 'spec:\n  kind: ConfigMap\nkind: Pod\n', want: true },
    'twice, the second wanted': { text: 'kind: ConfigMap\nkind: Pod\n', want: true },
    CRLF: { text: 'a: 1\r\nkind: Pod\r\n', want: true },
    'no final newline': { text: 'kind: Pod', want: true },
    'any List': { text: 'kind: ConfigMapList\nitems: []\n', want: true },
    'items of anything': { text: 'kind: ConfigMap\nitems: []\n', want: true },
    'items, quoted': { text: 'kind: ConfigMap\n"items": []\n', want: true },
    'items further in': { text: 'kind: ConfigMap\ndata:\n  items: []\n', want: false },
    JSON: { text: '{"kind": "ConfigMap"}\n', want: true },
    'escape in the key': { text: '"k\\u0069nd": Pod\n', want: true },
    'escape in the value': { text: 'kind: "P\\u006fd"\n', want: true },
    'value on the next line': { text: 'kind:\n  Pod\n', want: true },
    'folded value': { text: 'kind: >-\n  Pod\n', want: true },
    anchor: { text: 'kind: &k Pod\n', want: true },
    alias: { text: 'a: &k Pod\nkind: *k\n', want: true },
    tag: { text: 'kind: !!str Pod\n', want: true },
    'tag on the key': { text: '!!str kind: Pod\n', want: true },
    'explicit key': { text: '? kind\n: Pod\n', want: true },
    merge: { text: 'a: &a {kind: Pod}\n<<: *a\n', want: true },
    'indented root': { text: '  kind: Pod\n  a: 1\n', want: true },
    'alias as a key': { text: 'a: &k kind\n*k : Pod\n', want: true },
    'lone CR, at which Go ends a line': { text: 'a: 1\rkind: Pod\n', want: true },
    'line separator, at which Go ends a line': { text: 'a: 1 # b\u2028kind: Pod\n', want: true },
    'glued to the separator': { text: '---kind: Pod\n', want: true },
    'other kind': { text: '# Source: x\napiVersion: v1\nkind: ConfigMap\n', want: false },
    'wanted kind further in': { text: 'kind: ConfigMap\ndata:\n  kind: Pod\n', want: false },
    'wanted kind in a block scalar': { text: 'kind: ConfigMap\ndata:\n  x: |\n    kind: Pod\n', want: false },
    'wanted kind in a comment': { text: '# kind: Pod\nkind: ConfigMap\n', want: false },
    'wanted kind as the beginning of another': { text: 'kind: PodDisruptionBudget\n', want: false },
    'sequence in column 0': { text: 'kind: ConfigMap\na:\n- kind: Pod\n', want: false },
    'quoted text that ends in column 0': { text: "kind: ConfigMap\na: 'x\n\n'\nb: 1\n", want: false },
    'no kind': { text: 'a: 1\n', want: false },
    'comments only': { text: '# kind: Pod\n', want: false },
  },
  ({ text, want }) => assert.equal(held(text), [want]),
)

/** Spellings of one entry, some of which YAML does not allow. */
const entry = fc
  .tuple(
    fc.constantFrom('kind', '"kind"', "'kind'", '? kind\n', '"k\\x69nd"', '&a kind', '!!str kind', '<<', 'a', 'kinds'),
    fc.constantFrom(': ', ':  ', ' : ', ':\n  ', ':\t', ':', ':\r\n  '),
    fc.constantFrom(
      'Pod',
      '"Pod"',
      "'Pod'",
      'ConfigMap',
      '&k Pod',
      '*k',
      '{kind: Pod}',
      '|-\n  Pod',
      'Pod # x',
      '"Po\\\n  d"',
      'Pod\n  x',
      '',
      '\n  Pod',
      'PodList',
    ),
  )
  .map(parts => parts.join(''))
const block = fc.array(
  fc.oneof(entry, fc.constantFrom('# c', '', 'a: "x\n"', "b: 'y\nkind: Pod'", '- kind: Pod', '  kind: Pod')),
  { minLength: 1, maxLength: 4 },
)
const documents = fc.oneof(
  block.map(lines => lines.join('\n')),
  block.map(lines => lines.map(line => `  ${line}`).join('\n')),
  fc.constantFrom('kind', '"kind"').map(key => `{${key}: Pod}`),
  yamlTexts,
)

situation('what is not held has no wanted kind', () => {
  let absent = 0
  fc.assert(
    fc.property(documents, text => {
      const stream = splitStream(text)
      for (const span of stream.documents) {
        if (mayHoldKind(stream, span, kinds)) continue
        absent += 1
        const { value } = readDocument(stream, span)
        const kind = textAt(value, 'kind') ?? ''
        assert.not.ok(kinds.has(kind) || kind.endsWith('List'), `${kind} in ${JSON.stringify(text)}`)
      }
    }),
    { numRuns: 5_000 },
  )
  assert.ok(absent > 500, `only ${absent} documents were not held`)
})

/** Lines that decide nothing, in so many that the scan of the document is kept. */
const padding = 'z: 1\n# x\n  y: 1\n'.repeat(1000)

situation('a long document is held as it would be if it were short, whoever asks first', () => {
  fc.assert(
    fc.property(documents, text => {
      const stream = splitStream(`${text}\n${padding}`)
      for (const span of stream.documents) {
        const isLong = span.end - span.start > padding.length
        if (isLong) mayHoldApiVersion(stream, span, () => false)
        assert.is(mayHoldKind(stream, span, kinds), mayHoldKind(stream, { ...span }, kinds))
      }
      assert.is(held(`${text}\n${padding}`).includes(true), held(`${text}\nz: 1\n`).includes(true), text)
    }),
    { numRuns: 2_000 },
  )
})

const streams = corpus()
if (streams.length === 0) skipped('mayHoldKind over the corpus', 'no shared corpus')
else {
  table('mayHoldKind is exact over', Object.fromEntries(streams.map(({ name, text }) => [name, text])), text => {
    const stream = splitStream(text)
    const want = stream.documents.map(({ start, end }) =>
      /^kind: (?:Pod|Deployment|\w*List)\s*$/m.test(text.slice(start, end)),
    )
    assert.equal(held(text), want)
  })
}

table<{ text: string; want: boolean }>(
  'mayHoldApiVersion',
  {
    wanted: { text: 'apiVersion: apps/v1\nkind: Deploymnt\n', want: true },
    'wanted, quoted': { text: '"apiVersion": "apps/v1"\nkind: A\n', want: true },
    'wanted, behind the kind': { text: 'kind: A\napiVersion: apps/v1 # x\n', want: true },
    'value on the next line': { text: 'apiVersion:\n  batch/v1\n', want: true },
    JSON: { text: '{"apiVersion": "batch/v1"}\n', want: true },
    items: { text: 'apiVersion: v1\nitems: []\n', want: true },
    'another one': { text: 'apiVersion: batch/v1\nkind: A\n', want: false },
    'another one, quoted': { text: "apiVersion: 'batch/v1'\n", want: false },
    'wanted further in': { text: 'apiVersion: batch/v1\nspec:\n  apiVersion: apps/v1\n', want: false },
    'another key that begins like it': { text: 'apiVersions: apps/v1\n', want: false },
    none: { text: 'kind: apps/v1\n', want: false },
  },
  ({ text, want }) => {
    const stream = splitStream(text)
    const found = stream.documents.map(span => mayHoldApiVersion(stream, span, version => version === 'apps/v1'))
    assert.equal(found, [want])
  },
)
