import * as assert from 'uvu/assert'
import { readDocument } from '../../src/manifest/document.ts'
import { type Outline, outlineOfText } from '../../src/manifest/outline.ts'
import { isSoundInColumns, isSurelySound } from '../../src/manifest/sound.ts'
import { splitStream } from '../../src/manifest/stream.ts'
import { isMap, mapAt, textAt, type Value } from '../../src/manifest/value.ts'
import { corpus } from '../support/shared.ts'
import { skipped, table } from '../table.ts'

/** All that an outline holds, maps by their outlines and everything else read. */
function everythingIn(outline: Outline): Value {
  return Object.fromEntries(outline.keys().map(key => [key, partOf(outline, key)]))
}

function partOf(outline: Outline, key: string): Value {
  const below = outline.mapAt(key)
  if (below !== undefined) return everythingIn(below)
  const items = outline.mapsAt(key)
  const value = outline.at(key) ?? null
  if (!Array.isArray(value) || items.length < value.length) return value
  return items.map(everythingIn)
}

const texts: Readonly<Record<string, string>> = {
  'maps in maps': 'a:\n  b:\n    c: 1\n  d: x\ne: y\n',
  'a sequence in the column of its key': 'a:\n- b: 1\n  c: 2\n- b: 3\nd: 4\n',
  'a sequence further in': 'a:\n    - b:\n        c: 1\n    -\n      b: 2\nd: 4\n',
  'a sequence of texts': 'a: [x, y]\nb:\n- x\n- y\n',
  'maps in flow style': 'a: { b: { c: 1 } }\nd:\n  { e: 1 }\nf: [{ g: 1 }]\n',
  'empty values': 'a:\nb: {}\nc: []\nd: ""\ne: ~\n',
  'a literal text that looks like entries': 'a: |-\n  b: 1\n    c: 2\n\n  d: 3\ne: 4\n',
  'a folded text': 'a: >\n  b\n  c: d\ne: 4\n',
  'a plain text of several lines': 'a: one\n  two\n  three\nb: 2\n',
  'a quoted text of several lines': "a: 'one: two,\n  it''s: three'\nb: \"one\n  c: two\\\n  d\"\ne: 1\n",
  'a quoted text in an item': "a:\n- b: 'one\n    c: two'\n  d: 1\n",
  'comments in every column': '# a: 1\na: # x\n# b: 1\n  b: 1 # y\n    # c: 1\n  # d: 1\nd: 2\n#e: 1\n',
  'blank lines': '\na:\n\n  b: 1\n   \n\n  c: 2\n\n',
  'quoted keys': '"a.b/c": 1\n\'d e\':\n  "f": 2\n',
  'words that are no texts': 'a: true\nb: no\nc: 0x10\nd: null\ne: Yes # is one\n',
  'an indented document': '  a: 1\n  b:\n    c: 2\n',
  'a key that stands twice': 'a: 1\nb: 2\na: 3\n',
  'the end of the text without a line break': 'a:\n  b: 1\n  c: x',
}

function wholeOf(text: string): Value {
  return readDocument(splitStream(text), { index: 0, start: 0, end: text.length }).value
}

table('an outline holds what the document does', texts, text => {
  const outline = outlineOfText(text)
  assert.equal(outline === undefined ? undefined : everythingIn(outline), wholeOf(text))
})

function soundness(text: string): readonly [sound: boolean, inColumns: boolean] {
  const stream = splitStream(text)
  const span = { index: 0, start: 0, end: text.length }
  return [isSurelySound(stream, span), isSoundInColumns(stream, span)]
}

table(
  'columns tell nothing beside',
  {
    'a quoted text in the column of its key': 'a:\n  b: "one\n  c: two"\nd: 1\n',
    'a quoted text in column 0': "a:\n  b: 'one\nc: two'\nd: 1\n",
    'a quoted text in the column of its item': 'a:\n- b: "one\n  c: two"\n',
    'a quoted text in the column of its dash': 'a:\n- "one\n  two"\n',
  },
  text => assert.equal(soundness(text), [true, false]),
)

table(
  'columns tell what belongs to what beside',
  {
    'a quoted text further in': 'a:\n  b: "one\n   c: two"\nd: 1\n',
    'a quoted text on its line': 'a:\n  b: "one: two \\" x"\n  c: \'d\'\n',
    'a blank line in a quoted text': "a:\n  b: 'one\n\n    two'\nd: 1\n",
    'a literal text that holds a quote': 'a: |\n  b: "one\n  two\nb: 1\n',
  },
  text => assert.equal(soundness(text), [true, true]),
)

table(
  'there is no outline of',
  {
    'a root in flow style, which is read': '[a]\n',
    'a root that is a sequence': '- a: 1\n',
    'nothing but comments': '# a: 1\n',
  },
  text => assert.is(outlineOfText(text), undefined),
)

const definitions = new Map(
  corpus().flatMap(({ text }) => {
    const stream = splitStream(text)
    const spans = stream.documents.filter(({ start, end }) =>
      /^kind: CustomResourceDefinition$/m.test(text.slice(start, end)),
    )
    return spans
      .filter(span => isSoundInColumns(stream, span))
      .map(({ start, end }) => text.slice(start, end))
      .map(document => [/^ {2}name: (\S+)$/m.exec(document)?.[1] ?? '', document] as const)
  }),
)
if (definitions.size === 0) skipped('an outline of a recorded definition', 'no shared data')
else
  table('an outline of a recorded definition', Object.fromEntries(definitions), text => {
    const whole = wholeOf(text)
    const outline = outlineOfText(text)
    assert.is(textAt(mapAt(whole, 'metadata'), 'name') !== undefined && isMap(whole), true)
    assert.equal(outline === undefined ? undefined : everythingIn(outline), whole)
  })
