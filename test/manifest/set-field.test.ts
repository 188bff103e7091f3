import * as assert from 'uvu/assert'
import type { FieldChange, RefusalReason } from '../../src/manifest/edit/change.ts'
import { changeValue } from '../../src/manifest/edit/change-value.ts'
import { table } from '../table.ts'
import { changed, documentsOf, insert, readValue, remove, set } from './changed.ts'

interface Row {
  readonly source: string
  readonly changes: readonly FieldChange[]
  readonly want: string
}

/** The text is the one wanted, and it means what the changes say. */
function prove({ source, changes, want }: Row): void {
  const got = changed(source, changes)
  assert.is(got.text, want)
  assert.equal(readValue(got.text), changeValue(readValue(source), changes))
  assert.equal(got.refused, [])
}

const setB = [set(['b'], 2)]
const setInX = [set(['x', 'b'], 2)]

table<Row>(
  'a key at the end of a block map',
  {
    'last value plain': { source: 'a: 1\n', changes: setB, want: 'a: 1\nb: 2\n' },
    'last value with a comment behind it': { source: 'a: 1 # one\n', changes: setB, want: 'a: 1 # one\nb: 2\n' },
    'followed by a comment line of the map': {
      source: 'x:\n  a: 1\n  # about x\ny: 1\n',
      changes: setInX,
      want: 'x:\n  a: 1\n  # about x\n  b: 2\ny: 1\n',
    },
    'followed by a comment further in': {
      source: 'x:\n  a: 1\n    # about a\ny: 1\n',
      changes: setInX,
      want: 'x:\n  a: 1\n    # about a\n  b: 2\ny: 1\n',
    },
    'followed by an outer comment': {
      source: 'x:\n  a: 1\n# about y\ny: 1\n',
      changes: setInX,
      want: 'x:\n  a: 1\n  b: 2\n# about y\ny: 1\n',
    },
    'followed by blank lines': {
      source: 'x:\n  a: 1\n\n\ny: 1\n',
      changes: setInX,
      want: 'x:\n  a: 1\n  b: 2\n\n\ny: 1\n',
    },
    'followed by a blank line and a comment of the map': {
      source: 'x:\n  a: 1\n\n  # later\ny: 1\n',
      changes: setInX,
      want: 'x:\n  a: 1\n  b: 2\n\n  # later\ny: 1\n',
    },
    'last value a clipped block scalar with blank lines behind it': {
      source: 'x:\n  a: |\n    one\n\n\ny: 1\n',
      changes: setInX,
      want: 'x:\n  a: |\n    one\n  b: 2\n\n\ny: 1\n',
    },
    'last value a block scalar that keeps its blank lines': {
      source: 'x:\n  a: |+\n    one\n\n\ny: 1\n',
      changes: setInX,
      want: 'x:\n  a: |+\n    one\n\n\n  b: 2\ny: 1\n',
    },
    'last value a stripped block scalar': {
      source: 'x:\n  a: |-\n    one\ny: 1\n',
      changes: setInX,
      want: 'x:\n  a: |-\n    one\n  b: 2\ny: 1\n',
    },
    'last value a folded block scalar': {
      source: 'x:\n  a: >-\n    one\n    two\ny: 1\n',
      changes: setInX,
      want: 'x:\n  a: >-\n    one\n    two\n  b: 2\ny: 1\n',
    },
    'block scalar whose last line kubectl ends': {
      source: 'a: |\n  one',
      changes: setB,
      want: 'a: |\n  one\nb: 2',
    },
    'block scalar with |+ whose last line kubectl ends': {
      source: 'a: |+\n  one',
      changes: setB,
      want: 'a: |+\n  one\nb: 2',
    },
    'block scalar that looks like a separator': {
      source: 'a: |\n  ---\n  rw-rw----\n',
      changes: setB,
      want: 'a: |\n  ---\n  rw-rw----\nb: 2\n',
    },
    'last value null': { source: 'a:\n', changes: setB, want: 'a:\nb: 2\n' },
    'last value null in a stream without a final newline': { source: 'a:', changes: setB, want: 'a:\nb: 2' },
    'last value null with a comment behind it': {
      source: 'x:\n  a: # none\n',
      changes: setInX,
      want: 'x:\n  a: # none\n  b: 2\n',
    },
    'no final newline': { source: 'a: 1', changes: setB, want: 'a: 1\nb: 2' },
    'last value a plain scalar of several lines': {
      source: 'x:\n  a: one\n    two\ny: 1\n',
      changes: setInX,
      want: 'x:\n  a: one\n    two\n  b: 2\ny: 1\n',
    },
    'last value a quoted scalar of several lines': {
      source: 'x:\n  a: "one\n    two"\ny: 1\n',
      changes: setInX,
      want: 'x:\n  a: "one\n    two"\n  b: 2\ny: 1\n',
    },
    CRLF: { source: 'x:\r\n  a: 1\r\ny: 1\r\n', changes: setInX, want: 'x:\r\n  a: 1\r\n  b: 2\r\ny: 1\r\n' },
    'CRLF without a final line break': { source: 'x:\r\n  a: 1', changes: setInX, want: 'x:\r\n  a: 1\r\n  b: 2' },
    'tab after the colon': { source: 'x:\n  a:\t1\n', changes: setInX, want: 'x:\n  a:\t1\n  b: 2\n' },
    'blank behind the key': { source: 'x :\n  a : 1\n', changes: setInX, want: 'x :\n  a : 1\n  b: 2\n' },
    BOM: { source: '\ufeffa: 1\n', changes: setB, want: '\ufeffa: 1\nb: 2\n' },
    '# Source: header': {
      source: '---\n# Source: web/templates/a.yaml\na: 1\n---\nc: 1\n',
      changes: setB,
      want: '---\n# Source: web/templates/a.yaml\na: 1\nb: 2\n---\nc: 1\n',
    },
    'filename annotation of Helm 4': {
      source: "x:\n  a:\n    postrenderer.helm.sh/postrender-filename: 'web/a.yaml'\n---\nc: 1\n",
      changes: setInX,
      want: "x:\n  a:\n    postrenderer.helm.sh/postrender-filename: 'web/a.yaml'\n  b: 2\n---\nc: 1\n",
    },
    'separator glued to the first key': { source: '---a: 1\nc: 1\n', changes: setB, want: '---a: 1\nc: 1\nb: 2\n' },
    'document ended by dots': { source: 'a: 1\n...\n', changes: setB, want: 'a: 1\nb: 2\n...\n' },
    'two maps that end on one line': {
      source: 'x:\n  w:\n    a: 1\n',
      changes: [set(['x', 'b'], 1), set(['x', 'w', 'b'], 2), set(['b'], 3)],
      want: 'x:\n  w:\n    a: 1\n    b: 2\n  b: 1\nb: 3\n',
    },
    'additions keep the order given': {
      source: 'x:\n  a: 1\n',
      changes: [set(['x', 'z'], 1), set(['x', 'c'], 2)],
      want: 'x:\n  a: 1\n  z: 1\n  c: 2\n',
    },
    'key that YAML would read as something else': {
      source: 'a: 1\n',
      changes: [set(['on'], 'off'), set(['1'], '0644'), set(['null'], '~'), set(['x: y'], '- z')],
      want: 'a: 1\n"on": "off"\n"1": "0644"\n"null": "~"\n"x: y": "- z"\n',
    },
  },
  prove,
)

table<Row>(
  "what stands before a key is the key's own, and its column is that of the map",
  {
    'anchor behind a dash': { source: '- &k a: 1\n', changes: [set([0, 'b'], 2)], want: '- &k a: 1\n  b: 2\n' },
    'tag behind a dash': { source: '- !!str a: 1\n', changes: [set([0, 'b'], 2)], want: '- !!str a: 1\n  b: 2\n' },
    'both behind a wide dash': {
      source: '-   &k !!str a: 1\n    c: 3\n',
      changes: [set([0, 'b'], 2)],
      want: '-   &k !!str a: 1\n    c: 3\n    b: 2\n',
    },
    'tag that stands for a key': {
      source: '- !!str : 1\n  c: 1\n',
      changes: [set([0, 'b'], 2)],
      want: '- !!str : 1\n  c: 1\n  b: 2\n',
    },
    'anchor that touches its key': {
      source: '- &k:a x: 1\n  c: 1\n',
      changes: [set([0, 'b'], 2)],
      want: '- &k:a x: 1\n  c: 1\n  b: 2\n',
    },
    'anchor before a key that holds a map': {
      source: '- &k a:\n    c: 3\n',
      changes: [set([0, 'b', 'd'], 2), set([0, 'a', 'e'], 5)],
      want: '- &k a:\n    c: 3\n    e: 5\n  b:\n    d: 2\n',
    },
    'anchor of the map on the line of the dash, and one of the key': {
      source: '- &m !!map\n  &k a: 1\n',
      changes: [set([0, 'b'], 2)],
      want: '- &m !!map\n  &k a: 1\n  b: 2\n',
    },
    'at the root': { source: '--- # pod\n&k a: 1\n', changes: setB, want: '--- # pod\n&k a: 1\nb: 2\n' },
    'below a key': { source: 'x:\n  &k a: 1\n', changes: setInX, want: 'x:\n  &k a: 1\n  b: 2\n' },
    'explicit key': { source: '- ? a\n  : 1\n', changes: [set([0, 'b'], 2)], want: '- ? a\n  : 1\n  b: 2\n' },
    'explicit key on a line of its own': { source: '?\n  a\n: 1\n', changes: setB, want: '?\n  a\n: 1\nb: 2\n' },
    'anchored explicit key': { source: '? &k a\n: 1\n', changes: setB, want: '? &k a\n: 1\nb: 2\n' },
    'replaced with its map': { source: 'x:\n  &k a: 1\n', changes: [set(['x'], 'b')], want: 'x: b\n' },
    'behind a tag that stands for nothing, in flow style': {
      source: 'x: {a: !t }\n',
      changes: setInX,
      want: 'x: {a: !t , b: 2 }\n',
    },
    'an item before one with a tag, in flow style': {
      source: 'x: [a, !!str b]\n',
      changes: [insert(['x', 1], 'c')],
      want: 'x: [a, c, !!str b]\n',
    },
  },
  prove,
)

table<Row>(
  'blank lines with tabs stay behind the plain text that might have gone on there',
  {
    'behind the last value': {
      source: 'x:\n  a: 1\n     \t\ny: 1\n',
      changes: [set(['x', 'b', 'c'], ['ALL'])],
      want: 'x:\n  a: 1\n     \t\n  b:\n    c:\n      - ALL\ny: 1\n',
    },
    'several, with blank lines between them and behind': {
      source: 'x:\n  a: 1\n\n     \t\n\n     \t \n\ny: 1\n',
      changes: setInX,
      want: 'x:\n  a: 1\n\n     \t\n\n     \t \n  b: 2\n\ny: 1\n',
    },
    'a comment behind the tab': {
      source: 'x:\n  a: 1\n     \t# one\ny: 1\n',
      changes: setInX,
      want: 'x:\n  a: 1\n     \t# one\n  b: 2\ny: 1\n',
    },
    'behind an item': {
      source: 'x:\n- a\n     \t\n- c\n',
      changes: [insert(['x', 1], 'b')],
      want: 'x:\n- a\n     \t\n- b\n- c\n',
    },
    'without the text they have no tabs': {
      source: 'x: ~\n     \t\ny: 1\n',
      changes: setInX,
      want: 'x:\n  b: 2\n\ny: 1\n',
    },
    CRLF: {
      source: 'x:\r\n  a: 1\r\n     \t\r\ny: 1\r\n',
      changes: setInX,
      want: 'x:\r\n  a: 1\r\n     \t\r\n  b: 2\r\ny: 1\r\n',
    },
  },
  prove,
)

table<Row>(
  'a missing parent',
  {
    'at two levels, shared by three fields': {
      source: 'a: 1\n',
      changes: [set(['s', 'x'], true), set(['s', 'c', 'drop'], ['ALL']), set(['s', 'c', 'add'], [])],
      want: 'a: 1\ns:\n  x: true\n  c:\n    drop:\n      - ALL\n    add: []\n',
    },
    'whose fields come before its lists of items, in whatever order they are given': {
      source: 'a: 1\n',
      changes: [insert(['s', 'groups', 0], 5), set(['s', 'x'], true)],
      want: 'a: 1\ns:\n  x: true\n  groups:\n    - 5\n',
    },
    'indented by four like its sibling': {
      source: 'x:\n    y:\n        z: 1\n',
      changes: [set(['x', 's', 'a'], 1)],
      want: 'x:\n    y:\n        z: 1\n    s:\n        a: 1\n',
    },
    'sequence in the column of its key, as its sibling has it': {
      source: 'x:\n  y:\n  - z: 1\n',
      changes: [set(['x', 's'], [{ a: 1, b: [2] }])],
      want: 'x:\n  y:\n  - z: 1\n  s:\n  - a: 1\n    b:\n    - 2\n',
    },
    'sequence indented by four, as elsewhere in the document': {
      source: 'x:\n  y:\n      - z: 1\nw:\n  v: 1\n',
      changes: [set(['w', 's'], ['ALL'])],
      want: 'x:\n  y:\n      - z: 1\nw:\n  v: 1\n  s:\n      - ALL\n',
    },
    'null behind its key': {
      source: 'x:\n  s:\n  a: 1\n',
      changes: [set(['x', 's', 'b'], 2)],
      want: 'x:\n  s:\n    b: 2\n  a: 1\n',
    },
    'null with a comment': {
      source: 's: # none yet\na: 1\n',
      changes: [set(['s', 'b'], 2)],
      want: 's: # none yet\n  b: 2\na: 1\n',
    },
    'null spelt out, with a comment': {
      source: 's: ~ # none\na: 1\n',
      changes: [set(['s', 'b'], 2)],
      want: 's: # none\n  b: 2\na: 1\n',
    },
    'empty map': { source: 's: {}\na: 1\n', changes: [set(['s', 'b'], 2)], want: 's:\n  b: 2\na: 1\n' },
    'empty map with a comment': {
      source: 's: {} # none\na: 1\n',
      changes: [set(['s', 'b'], 2)],
      want: 's: # none\n  b: 2\na: 1\n',
    },
    'empty map on the line below its key': {
      source: 's:\n  {}\na: 1\n',
      changes: [set(['s', 'b'], 2)],
      want: 's:\n  b: 2\na: 1\n',
    },
    'empty map with CRLF': { source: 's: {}\r\n', changes: [set(['s', 'b'], 2)], want: 's:\r\n  b: 2\r\n' },
    'empty map as an item': {
      source: 's:\n- {}\n',
      changes: [set(['s', 0, 'b'], 2), set(['s', 0, 'c'], 3)],
      want: 's:\n- b: 2\n  c: 3\n',
    },
    'nothing behind a dash': {
      source: 's:\n-\n- a: 1\n',
      changes: [set(['s', 0, 'b'], 2), set(['s', 0, 'c'], 3)],
      want: 's:\n- b: 2\n  c: 3\n- a: 1\n',
    },
  },
  prove,
)

table<Row>(
  'flow style',
  {
    'map in a block map': { source: 'x: {a: 1}\ny: 1\n', changes: setInX, want: 'x: {a: 1, b: 2}\ny: 1\n' },
    'map with blanks inside': { source: 'x: { a: 1 }\n', changes: setInX, want: 'x: { a: 1, b: 2 }\n' },
    'nested value': {
      source: 'x: {a: 1}\n',
      changes: [set(['x', 's'], { drop: ['ALL'], on: true, v: '1', w: 'a:b', e: {} })],
      want: 'x: {a: 1, s: {drop: [ALL], "on": true, v: "1", w: "a:b", e: {}}}\n',
    },
    'comma behind the last entry': { source: 'x: {a: 1,}\n', changes: setInX, want: 'x: {a: 1, b: 2,}\n' },
    'last key without a value': { source: 'x: {a}\n', changes: setInX, want: 'x: {a, b: 2}\n' },
    'last key without a value, behind a colon': { source: 'x: {"a":}\n', changes: setInX, want: 'x: {"a": ,"b":2}\n' },
    'key without a value gets one': {
      source: 'x: {a, c: }\n',
      changes: [set(['x', 'a'], 1), set(['x', 'c'], 2)],
      want: 'x: {a: 1, c: 2}\n',
    },
    'root map': { source: '{a: 1}\n', changes: setB, want: '{a: 1, b: 2}\n' },
    'empty root map': { source: '{}\n', changes: setB, want: '{b: 2}\n' },
    'empty map inside': { source: '{x: {}}\n', changes: setInX, want: '{x: {b: 2}}\n' },
    'map over several lines': {
      source: 'x: {\n  a: 1,\n  c: 3 # three\n  }\n',
      changes: setInX,
      want: 'x: {\n  a: 1,\n  c: 3, # three\n  b: 2\n  }\n',
    },
    'a comment behind the last comma stays with its entry': {
      source: 'x: {\r\n  a: 1, # one\r\n  # none\r\n  }\r\n',
      changes: setInX,
      want: 'x: {\r\n  a: 1, # one\r\n  b: 2,\r\n  # none\r\n  }\r\n',
    },
    'a comment behind the last item': {
      source: 'x: [\n  {a: 1} # one\n]\n',
      changes: [insert(['x', 1], 'b')],
      want: 'x: [\n  {a: 1}, # one\n  b\n]\n',
    },
    JSON: {
      source: '{\n  "a": 1,\n  "c": {"d": "e"}\n}\n',
      changes: [set(['b'], 'two'), set(['c', 'f'], ['g'])],
      want: '{\n  "a": 1,\n  "c": {"d": "e", "f": ["g"]},\n  "b": "two"\n}\n',
    },
    'JSON without blanks': {
      source: '{"a":1,"x":{}}',
      changes: [set(['x', 'b'], [1, 2]), set(['b'], null)],
      want: '{"a":1,"x":{"b":[1,2]},"b":null}',
    },
    'JSON into which Helm 4 wrote YAML': {
      source: '{"metadata": {"name": "j", annotations: {x: \'y\'}}}\n',
      changes: [set(['metadata', 'labels'], { a: 'b' }), set(['metadata', 'annotations', 'c'], 'd')],
      want: '{"metadata": {"name": "j", annotations: {x: \'y\', c: d}, "labels": {"a": "b"}}}\n',
    },
    'item at the end': { source: 'x: [a, b]\n', changes: [insert(['x', 2], 'c')], want: 'x: [a, b, c]\n' },
    'item at the start': { source: 'x: [a, b]\n', changes: [insert(['x', 0], 'c')], want: 'x: [c, a, b]\n' },
    'items before one another': {
      source: 'x: [a, b]\n',
      changes: [insert(['x', 1], 'c'), insert(['x', 1], 'd')],
      want: 'x: [a, c, d, b]\n',
    },
    'item in an empty list inside': {
      source: '{x: []}\n',
      changes: [insert(['x', 0], { a: 1 })],
      want: '{x: [{a: 1}]}\n',
    },
    'item in JSON over several lines': {
      source: '{\n  "x": [\n    {"a": 1}\n  ]\n}\n',
      changes: [insert(['x', 0], { b: 2 }), insert(['x', 1], { c: 3 })],
      want: '{\n  "x": [\n    {"b": 2},\n    {"a": 1},\n    {"c": 3}\n  ]\n}\n',
    },
    'removed from the middle, the end and all': {
      source: 'x: {a: 1, b: 2, c: 3}\nv: [1, 2]\nz: {a: 1}\nw: 1\n',
      changes: [remove(['x', 'b']), remove(['x', 'c']), remove(['v', 0]), remove(['z', 'a'])],
      want: 'x: {a: 1}\nv: [2]\nw: 1\n',
    },
    'removed and added': {
      source: 'x: {a: 1, b: 2}\n',
      changes: [remove(['x', 'b']), set(['x', 'c'], 3)],
      want: 'x: {a: 1, c: 3}\n',
    },
  },
  prove,
)

table<Row>(
  'another value',
  {
    plain: { source: 'a: 1 # one\nb: 2\n', changes: [set(['a'], 3)], want: 'a: 3 # one\nb: 2\n' },
    quoted: { source: "a: '1'\n", changes: [set(['a'], 'x y')], want: 'a: x y\n' },
    'behind a tab': { source: 'a:\t1\n', changes: [set(['a'], true)], want: 'a:\ttrue\n' },
    'on the line below its key': {
      source: 'a:\n  one\nb: 1\n',
      changes: [set(['a'], 'two')],
      want: 'a:\n  two\nb: 1\n',
    },
    'block scalar': { source: 'a: |\n  one\n  two\nb: 1\n', changes: [set(['a'], 'x')], want: 'a: x\nb: 1\n' },
    null: { source: 'a: # none\n', changes: [set(['a'], 1)], want: 'a: 1 # none\n' },
    'null behind an anchor nobody uses': { source: 'a: &x\nb: 1\n', changes: [set(['a'], 1)], want: 'a: &x 1\nb: 1\n' },
    'the alias itself': { source: 'a: &x 1\nb: *x\n', changes: [set(['b'], 2)], want: 'a: &x 1\nb: 2\n' },
    'scalar for a map': {
      source: 'a: # why\n  b: 1\n  c: 2\nd: 1\n',
      changes: [set(['a'], 3)],
      want: 'a: 3 # why\nd: 1\n',
    },
    'map for a map': { source: 'a:\n  b: 1\nd: 1\n', changes: [set(['a'], { c: 2 })], want: 'a:\n  c: 2\nd: 1\n' },
    'map for a sequence in the column of its key': {
      source: 'a:\n- 1\n- 2\nd: 1\n',
      changes: [set(['a'], { c: 2 })],
      want: 'a:\n  c: 2\nd: 1\n',
    },
    'sequence for a map': { source: 'a:\n  b: 1\nc:\n- 1\n', changes: [set(['a'], [1])], want: 'a:\n- 1\nc:\n- 1\n' },
    'map for a scalar': {
      source: 'a: 1 # one\nd: 1\n',
      changes: [set(['a'], { b: [1] })],
      want: 'a: # one\n  b:\n    - 1\nd: 1\n',
    },
    'map for a block scalar': {
      source: 'a: |\n  one\nd: 1\n',
      changes: [set(['a'], { b: 1 })],
      want: 'a:\n  b: 1\nd: 1\n',
    },
    'map for a flow sequence of several lines': {
      source: 'a: [\n  1 ]\nd: 1\n',
      changes: [set(['a'], { b: 1 })],
      want: 'a:\n  b: 1\nd: 1\n',
    },
    item: {
      source: 'a:\n  - 1\n  - 2 # two\n',
      changes: [set(['a', 1], { b: 1, c: 2 })],
      want: 'a:\n  - 1\n  - b: 1\n    c: 2 # two\n',
    },
    'map in an item for a scalar': {
      source: 'a:\n  - b: 1\n    c: 2\n  - 3\n',
      changes: [set(['a', 0], 'x')],
      want: 'a:\n  - x\n  - 3\n',
    },
    'nothing when it is the value already': {
      source: 'a: 0644\nb: {c: "1"}\nd: yes\n',
      changes: [set(['a'], 420), set(['b'], { c: '1' }), set(['d'], true)],
      want: 'a: 0644\nb: {c: "1"}\nd: yes\n',
    },
    'behind a merge that does not bring the key': {
      source: 'x: &x {a: 1}\nv:\n  <<: *x\n  b: 1\n',
      changes: [set(['v', 'b'], 2), set(['v', 'c'], 3)],
      want: 'x: &x {a: 1}\nv:\n  <<: *x\n  b: 2\n  c: 3\n',
    },
    'in an item of a List': {
      source: 'kind: List\nitems:\n- kind: Pod\n  spec:\n    a: 1\n- kind: Pod\n  spec: {}\n',
      changes: [set(['items', 0, 'spec', 'b'], 1), set(['items', 1, 'spec', 'b'], 1)],
      want: 'kind: List\nitems:\n- kind: Pod\n  spec:\n    a: 1\n    b: 1\n- kind: Pod\n  spec:\n    b: 1\n',
    },
  },
  prove,
)

table<Row>(
  'an item in a block sequence',
  {
    'at the end': { source: 'x:\n  - a\ny: 1\n', changes: [insert(['x', 1], 'b')], want: 'x:\n  - a\n  - b\ny: 1\n' },
    'beyond the end': { source: 'x:\n  - a\n', changes: [insert(['x', 9], 'b')], want: 'x:\n  - a\n  - b\n' },
    'first, above the comment about the other': {
      source: 'x: # the list\n  # about a\n  - a\n',
      changes: [insert(['x', 0], 'b')],
      want: 'x: # the list\n  - b\n  # about a\n  - a\n',
    },
    'in the middle, above the comment about the next': {
      source: 'x:\n- a\n  # more about a\n# about b\n- b\n',
      changes: [insert(['x', 1], 'c')],
      want: 'x:\n- a\n  # more about a\n- c\n# about b\n- b\n',
    },
    'a whole container into its list': {
      source: 'spec:\n  initContainers:\n  - name: wait\n    image: a\n  containers:\n  - name: web\n',
      changes: [
        insert(['spec', 'initContainers', 0], {
          name: 'chown',
          command: ['chown', '-R', '1:1', '/data'],
          env: [{ name: 'A', value: '1' }],
        }),
      ],
      want: 'spec:\n  initContainers:\n  - name: chown\n    command:\n    - chown\n    - -R\n    - "1:1"\n    - /data\n    env:\n    - name: A\n      value: "1"\n  - name: wait\n    image: a\n  containers:\n  - name: web\n'.replace(
        '- -R',
        '- "-R"',
      ),
    },
    'a whole container into a missing list': {
      source: 'spec:\n  containers:\n    - name: web\n',
      changes: [
        insert(['spec', 'initContainers', 0], { name: 'a' }),
        insert(['spec', 'initContainers', 0], { name: 'b' }),
      ],
      want: 'spec:\n  containers:\n    - name: web\n  initContainers:\n    - name: a\n    - name: b\n',
    },
    'into an empty list': { source: 'x: []\n', changes: [insert(['x', 0], { a: 1 })], want: 'x:\n  - a: 1\n' },
    'into null': { source: 'x:\ny: 1\n', changes: [insert(['x', 0], { a: 1 })], want: 'x:\n  - a: 1\ny: 1\n' },
    'with wide dashes': {
      source: 'x:\n-   a: 1\n    b: 2\n',
      changes: [insert(['x', 1], { c: 1, d: 2 })],
      want: 'x:\n-   a: 1\n    b: 2\n-   c: 1\n    d: 2\n',
    },
    'into a sequence in a sequence': {
      source: 'x:\n- - a\n',
      changes: [insert(['x', 0, 0], 'b')],
      want: 'x:\n- - b\n  - a\n',
    },
    'behind a field added to the item before it': {
      source: 'x:\n- a: 1\n',
      changes: [insert(['x', 1], { c: 3 }), set(['x', 0, 'b'], 2)],
      want: 'x:\n- a: 1\n  b: 2\n- c: 3\n',
    },
  },
  prove,
)

table<Row>(
  'removed',
  {
    'from the middle of a map': { source: 'a: 1\nb: 2 # two\nc: 3\n', changes: [remove(['b'])], want: 'a: 1\nc: 3\n' },
    'the first key': { source: '---\na: 1\nb: 2\n', changes: [remove(['a'])], want: '---\nb: 2\n' },
    'the last key': { source: 'a: 1\nb:\n  - 2\n', changes: [remove(['b'])], want: 'a: 1\n' },
    'what stands behind an empty |+ text, without a final newline': {
      source: 'x: |+\n\nz: 1',
      changes: [remove(['z'])],
      want: 'x: |+\n\n',
    },
    'the last key without a final newline': { source: 'a: 1\nb: 2', changes: [remove(['b'])], want: 'a: 1' },
    'the first key of an item': {
      source: 'x:\n- a: 1\n  b: 2\n',
      changes: [remove(['x', 0, 'a'])],
      want: 'x:\n- b: 2\n',
    },
    'two neighbours': {
      source: 'a: 1\nb: 2\nc: 3\nd: 4\n',
      changes: [remove(['b']), remove(['c'])],
      want: 'a: 1\nd: 4\n',
    },
    'with the maps it leaves empty': {
      source: 'a: 1\ns:\n  c:\n    d: 1\nb: 2\n',
      changes: [remove(['s', 'c', 'd'])],
      want: 'a: 1\nb: 2\n',
    },
    'all of an item, which stays as an empty map': {
      source: 'x:\n- a: 1\n- b: 2\n',
      changes: [remove(['x', 0, 'a'])],
      want: 'x:\n- {}\n- b: 2\n',
    },
    'one item': { source: 'x:\n  - a: 1\n    b: 2\n  - c\n', changes: [remove(['x', 0])], want: 'x:\n  - c\n' },
    'every item': {
      source: 'x: # all\n  - a\n  - b\ny: 1\n',
      changes: [remove(['x', 0]), remove(['x', 1])],
      want: 'x: [] # all\ny: 1\n',
    },
    'the last key, and others added': {
      source: 'x:\n  a: 1\n  b: 2\n',
      changes: [remove(['x', 'b']), set(['x', 'c'], 3)],
      want: 'x:\n  a: 1\n  c: 3\n',
    },
    'the only key, and others added': {
      source: 'x:\n  a: 1\ny: 1\n',
      changes: [remove(['x', 'a']), set(['x', 'c'], 3)],
      want: 'x:\n  c: 3\ny: 1\n',
    },
    'what is not there': { source: 'a: 1\n', changes: [remove(['b', 'c'])], want: 'a: 1\n' },
    CRLF: { source: 'a: 1\r\nb: 2\r\nc: 3\r\n', changes: [remove(['b'])], want: 'a: 1\r\nc: 3\r\n' },
    'a key with its anchor': { source: 'a: 1\n&k b: 2\n', changes: [remove(['b'])], want: 'a: 1\n' },
    'the first key of an item, with its anchor': {
      source: 'x:\n- &k a: 1\n  b: 2\n',
      changes: [remove(['x', 0, 'a'])],
      want: 'x:\n- b: 2\n',
    },
    'an explicit key': { source: 'a: 1\n? b\n: 2\nc: 3\n', changes: [remove(['b'])], want: 'a: 1\nc: 3\n' },
    'an item with its tag in flow style': {
      source: 'x: [a, !!str b, &c c]\n',
      changes: [remove(['x', 1])],
      want: 'x: [a, &c c]\n',
    },
    'text with a tab on a blank line behind it': {
      source: 'x:\n  a: "1"\n  b: 2\n     \t\n  c: 3\n',
      changes: [remove(['x', 'b'])],
      want: 'x:\n  a: "1"\n  c: 3\n',
    },
    'between a block scalar and blank lines that are indented further': {
      source: 'a: |\n  one\nb: 2\n    \nc: 3\n',
      changes: [remove(['b'])],
      want: 'a: |\n  one\nc: 3\n',
    },
  },
  prove,
)

interface RefusedRow {
  readonly source: string
  readonly changes: readonly FieldChange[]
  readonly want: RefusalReason
}

table<RefusedRow>(
  'refused, and not a byte changed',
  {
    'behind an alias': { source: 'a: &x {c: 1}\nb: *x\n', changes: [set(['b', 'c'], 2)], want: 'alias' },
    'inside an anchor that an alias uses': {
      source: 'a: &x {c: 1}\nb: *x\n',
      changes: [set(['a', 'd'], 2)],
      want: 'alias',
    },
    'inside an anchor that a merge uses': {
      source: 'a: &x\n  c: 1\nb:\n  <<: *x\n',
      changes: [set(['a', 'd'], 2)],
      want: 'alias',
    },
    'removal of an anchor in use': { source: 'a: &x {c: 1}\nb: *x\n', changes: [remove(['a'])], want: 'alias' },
    'replacement of what holds an anchor in use': {
      source: 'a:\n  c: &x 1\nb: *x\n',
      changes: [set(['a'], 2)],
      want: 'alias',
    },
    'a field that a merge brings': {
      source: 'a: &x {c: {d: 1}}\nb:\n  <<: *x\n',
      changes: [set(['b', 'c', 'e'], 2)],
      want: 'merge-key',
    },
    'a field that a merge behind it overwrites': {
      source: 'a: &x {c: 1}\nb:\n  c: 2\n  <<: *x\n',
      changes: [set(['b', 'c'], 3)],
      want: 'merge-key',
    },
    'duplicate key': { source: 'a: 1\na: 2\n', changes: [set(['a'], 3)], want: 'duplicate-key' },
    'under a duplicate key': { source: 'a: {b: 1}\na: {c: 1}\n', changes: [set(['a', 'b'], 3)], want: 'duplicate-key' },
    'broken document': { source: 'a: [1\nb: 2\n', changes: [set(['a'], 3)], want: 'broken-document' },
    'parent is a scalar': { source: 'a: text\n', changes: [set(['a', 'b'], 3)], want: 'wrong-type' },
    'parent is a sequence': { source: 'a: [1]\n', changes: [set(['a', 'b'], 3)], want: 'wrong-type' },
    'parent is a map where a sequence belongs': {
      source: 'a: {b: 1}\n',
      changes: [insert(['a', 0], 3)],
      want: 'wrong-type',
    },
    'item that is not there': { source: 'a: [1]\n', changes: [set(['a', 1, 'b'], 3)], want: 'wrong-type' },
    'item of a missing list': { source: 'a: 1\n', changes: [set(['b', 0, 'c'], 3)], want: 'wrong-type' },
    'empty document': { source: '---\n# nothing\n', changes: [set(['a'], 1)], want: 'wrong-type' },
    'pair in a flow sequence': { source: 'a: [b: 1]\n', changes: [set(['a', 0, 'c'], 3)], want: 'wrong-type' },
    'value with a tag': { source: 'a: !!str 1\n', changes: [set(['a'], 2)], want: 'tag' },
    'inside a value with a tag of its own': { source: 'a: !mine {b: 1}\n', changes: [set(['a', 'b'], 2)], want: 'tag' },
    'removal of a key that an alias refers to': {
      source: 'a: 1\n&k b: 2\nc: *k\n',
      changes: [remove(['b'])],
      want: 'alias',
    },
  },
  ({ source, changes, want }) => {
    const got = changed(source, changes)
    assert.is(got.text, source)
    assert.equal(
      got.refused,
      changes.map(change => ({ change, reason: want })),
    )
  },
)

table(
  'one refusal among changes',
  {
    'the others are made': {
      source: 'a: &x {c: 1}\nb: *x\nd: {}\n',
      changes: [set(['b', 'c'], 2), set(['d', 'e'], 1)],
      want: 'a: &x {c: 1}\nb: *x\nd:\n  e: 1\n',
    },
  },
  ({ source, changes, want }) => {
    const got = changed(source, changes)
    assert.is(got.text, want)
    assert.is(got.refused.length, 1)
  },
)

table(
  'positionOf',
  {
    'key of an entry': { path: ['a', 'b'], want: '2:3' },
    item: { path: ['a', 'c', 1], want: '5:5' },
    'nearest parent of what is missing': { path: ['a', 'c', 7, 'x'], want: '3:3' },
    document: { path: [], want: '1:1' },
    'through an alias': { path: ['d', 'b'], want: '2:3' },
    'through a merge': { path: ['e', 'b'], want: '2:3' },
  },
  ({ path, want }) => {
    const [document] = documentsOf('a: &a\n  b: 1\n  c:\n  - 1\n  - {x: 1}\nd: *a\ne:\n  <<: *a\n')
    const got = document?.positionOf(path)
    assert.is(`${got?.line}:${got?.column}`, want)
  },
)
