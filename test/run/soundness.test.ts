import * as assert from 'uvu/assert'
import { checkTexts } from '../../src/run/check.ts'
import { hardenTexts } from '../../src/run/harden/harden-texts.ts'
import { notManifests } from '../../src/run/other-file.ts'
import { defaultSettings } from '../../src/workload/settings/settings.ts'
import { table } from '../table.ts'

const sound = 'apiVersion: v1\nkind: Secret\nmetadata: { name: a }\n'
const objects = (broken: string) => `${sound}---\n${broken}---\n${sound}`

interface Row {
  readonly text: string
  readonly line: number
}

const broken: Readonly<Record<string, Row>> = {
  'a ConfigMap with a tab that indents': { text: objects('kind: ConfigMap\ndata:\n\ta: b\n'), line: 7 },
  'a ConfigMap with a map on the line of its key': { text: objects('kind: ConfigMap\ndata: a: b\n'), line: 6 },
  'a CRD with an entry out of its column': {
    text: objects('kind: CustomResourceDefinition\nspec:\n  a: 1\n b: 2\n'),
    line: 8,
  },
  'a Service with an unknown alias': { text: objects('kind: Service\nspec: *a\n'), line: 6 },
  'a quoted text without its end': { text: objects('kind: Secret\ndata: "a\n'), line: 6 },
  'a text with something behind it': { text: objects('kind: Secret\ndata: {a: b} c\n'), line: 6 },
  'a control character': { text: objects('kind: Secret\ndata: "\u0007"\n'), line: 6 },
  'an infinity': { text: objects('kind: Secret\ndata: .inf\n'), line: 6 },
  'text behind the value': { text: objects('{kind: Secret}\ndata: a\n'), line: 6 },
  'a document of dots alone': { text: objects('...\n'), line: 5 },
  'a document behind dots': { text: objects('kind: Secret\n...\nkind: Pod\n'), line: 6 },
  'a directive, which the separator cuts off from its document': { text: `%YAML 1.1\n---\n${sound}`, line: 1 },
  'a document on the line of its separator': {
    text: objects('{apiVersion: a.example/v1, kind: A}\n--- {apiVersion: a.example/v1, kind: B}\n'),
    line: 6,
  },
  'a document glued to its separator': {
    text: objects('{apiVersion: a.example/v1, kind: A}\n---kind: B\napiVersion: a.example/v1\n'),
    line: 6,
  },
  'a key longer than a key without ? may be': { text: objects(`kind: Secret\n${'k'.repeat(1100)}: a\n`), line: 6 },
  'an entry further in than the list before it': { text: objects('kind: Secret\na:\n- b\n   c: d\n'), line: 8 },
  'a list out of its column': { text: objects('kind: Secret\na:\n  - b\n - c\n'), line: 8 },
  'a key with an entry beside and one below it': { text: objects('kind: Secret\na: b\nc:\n  d: e\n f: g\n'), line: 9 },
  'a lone carriage return': { text: objects('kind: Secret\ndata: a # b\rc: d\n'), line: 6 },
}

table('check tells of what is broken where no pod can be', broken, ({ text, line }) =>
  assert.equal(
    checkTexts([{ file: '-', text }], defaultSettings).findings.map(({ code, place }) => [code, place.position.line]),
    [['bad-yaml', line]],
  ),
)

table('it passes through post-render as it is', broken, ({ text }) =>
  assert.is(hardenTexts([{ file: '-', text }], defaultSettings).texts[0]?.text, text),
)

table('it remains after hardening, which fails under --strict', broken, ({ text }) =>
  assert.equal(
    hardenTexts([{ file: '-', text }], defaultSettings)
      .remaining()
      .map(({ code }) => code),
    ['bad-yaml'],
  ),
)

/** What kubectl 1.36 says of it: `invalid object to validate`, `kind not set`, `apiVersion not set` and their like. */
const noObjects: Readonly<Record<string, { readonly text: string; readonly want: string; readonly at?: string }>> = {
  'a text': { text: 'just text\n', want: 'bad-type' },
  'a text of several lines that look like an object': { text: '|\n  apiVersion: v1\n  kind: Pod\n', want: 'bad-type' },
  'a quoted text with such lines in column 0': { text: 'a: "\napiVersion: v1\nkind: Foo\n"\n', want: 'missing-field' },
  'a number': { text: '5\n', want: 'bad-type' },
  'a boolean': { text: 'yes\n', want: 'bad-type' },
  'a date': { text: '2001-01-01\n', want: 'bad-type' },
  'a binary': { text: '!!binary aGk=\n', want: 'bad-type' },
  'a page': { text: '<html>\n<body>\n', want: 'bad-type' },
  'a list of objects': { text: '- apiVersion: v1\n  kind: Secret\n', want: 'bad-type' },
  'a list in JSON': { text: '[{"apiVersion": "v1", "kind": "Secret"}]\n', want: 'bad-type' },
  'an empty list': { text: '[]\n', want: 'bad-type' },
  'an empty map': { text: '{}\n', want: 'missing-field' },
  'what a failed command leaves': { text: 'Error: template failed\n', want: 'missing-field' },
  'no kind': { text: 'apiVersion: v1\nmetadata: {name: a}\n', want: 'missing-field' },
  'an empty kind': { text: 'apiVersion: v1\nkind: ""\n', want: 'missing-field' },
  'a kind that is null': { text: 'apiVersion: v1\nkind: null\n', want: 'missing-field' },
  'a kind that is a boolean': { text: 'apiVersion: v1\nkind: Yes\n', want: 'bad-type', at: 'kind' },
  'a kind that is a number': { text: 'apiVersion: v1\nkind: 5\n', want: 'bad-type', at: 'kind' },
  Kind: { text: 'apiVersion: v1\nKind: Secret\n', want: 'missing-field' },
  'no apiVersion': { text: 'kind: Secret\n', want: 'missing-field' },
  'no apiVersion, of a kind that nobody serves': { text: 'kind: Foo\n', want: 'missing-field' },
  'no apiVersion, of a definition': { text: 'kind: CustomResourceDefinition\nspec: {}\n', want: 'missing-field' },
  'an apiVersion that is a number': { text: 'apiVersion: 1\nkind: Foo\n', want: 'bad-type', at: 'apiVersion' },
  'a List without items': { text: 'apiVersion: v1\nkind: List\n', want: 'missing-field' },
  'a List whose items are a number': { text: 'apiVersion: v1\nkind: List\nitems: 5\n', want: 'bad-type', at: 'items' },
  'a text among items': { text: 'apiVersion: v1\nkind: List\nitems: [a]\n', want: 'bad-type', at: 'items.0' },
  'null among items': { text: 'apiVersion: v1\nkind: List\nitems: [null]\n', want: 'bad-type', at: 'items.0' },
  'an item without a kind': {
    text: 'apiVersion: v1\nkind: List\nitems: [{a: b}]\n',
    want: 'missing-field',
    at: 'items.0',
  },
  'items beside the fields of an object': {
    text: 'apiVersion: x.io/v1\nkind: Foo\nspec: {}\nitems: []\n',
    want: 'invalid-value',
    at: 'items',
  },
  'items that are null': { text: 'apiVersion: x.io/v1\nkind: Foo\nitems:\n', want: 'invalid-value', at: 'items' },
}

for (const schema of ['on', 'off'] as const)
  table(`check tells of what is no object, with schema ${schema}`, noObjects, ({ text, want, at = '' }) =>
    assert.equal(
      checkTexts([{ file: '-', text: objects(text) }], { ...defaultSettings, schema }).findings.map(
        ({ code, severity, place }) => [code, severity, place.index, place.path?.join('.')],
      ),
      [[want, 'error', 1, at]],
    ),
  )

table(
  'check is silent about',
  {
    'an empty document': '---\n---\n',
    null: 'null\n',
    'a comment': '# nothing\n',
    'an empty List': 'apiVersion: v1\nkind: List\nitems: []\n',
    'a List whose items are null': 'apiVersion: v1\nkind: List\nitems:\n',
    'items of a typed list, which say nothing of themselves':
      'apiVersion: v1\nkind: SecretList\nitems: [{metadata: {name: a}}]\n',
    'an object of a kind that nobody serves': 'apiVersion: x.io/v1\nkind: Foo\n',
    'one with its kind behind a quoted text': 'a: "\nb"\nkind: Foo\napiVersion: x.io/v1\n',
  },
  text => assert.equal(checkTexts([{ file: '-', text: objects(text) }], defaultSettings).findings, []),
)

const pods = (kind: string) =>
  `apiVersion: v1\nkind: ${kind}\nmetadata: {name: a}\nitems:\n  - apiVersion: v1\n    kind: Pod\n    metadata: {name: b}\n    spec: {containers: [{name: c, image: d}]}\n`

table(
  'a pod among the items of anything is judged and hardened, since kubectl creates it',
  {
    'a List': 'List',
    'a ConfigMap': 'ConfigMap',
    'a kind that nobody serves': 'Foo',
    'a Pod': 'Pod',
    'a quoted kind': '"Foo"',
  },
  kind => {
    const { texts, report } = hardenTexts([{ file: '-', text: pods(kind) }], defaultSettings)
    assert.is(report().objects.length, 1)
    assert.match(texts[0]?.text ?? '', 'allowPrivilegeEscalation: false')
  },
)

table(
  'half an object, and what stands in the place of one, is an error in a file, too:',
  {
    'a text': 'Error\n',
    'a map beside an object': `image: nginx\n---\n${sound}`,
    'a list beside an object': `- hosts: all\n---\n${sound}`,
    'a kind without an apiVersion': 'kind: Pod\n',
    'an apiVersion without a kind': 'apiVersion: v1\nmetadata: { name: a }\n',
  },
  text => {
    assert.is(notManifests({ file: 'a.yaml', text }), undefined)
    assert.equal(
      checkTexts([{ file: 'a.yaml', text }], defaultSettings).findings.map(({ severity }) => severity),
      ['error'],
    )
  },
)
