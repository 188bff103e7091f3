import * as assert from 'uvu/assert'
import { checkTexts } from '../../src/run/check.ts'
import { hardenTexts } from '../../src/run/harden/harden-texts.ts'
import { defaultSettings } from '../../src/workload/settings.ts'
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
  'a document on the line of its separator': { text: objects('kind: A\n--- {kind: B}\n'), line: 6 },
  'a document glued to its separator': { text: objects('kind: A\n---kind: B\n'), line: 6 },
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
