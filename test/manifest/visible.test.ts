import * as assert from 'uvu/assert'
import { jsonText } from '../../src/manifest/text/json.ts'
import { visible, visibleLine, visibleLines } from '../../src/manifest/text/visible.ts'
import { situation, table } from '../table.ts'

/** A row for each kind of what cannot be seen, most of them its first and last member. */
const hidden: Readonly<Record<string, readonly number[]>> = {
  'control characters': [0x00, 0x1b, 0x1f, 0x7f, 0x80, 0x85, 0x9b, 0x9f],
  'no-break space': [0xa0],
  'soft hyphen': [0xad],
  'combining grapheme joiner': [0x34f],
  'Arabic letter mark': [0x61c],
  'Hangul fillers': [0x115f, 0x1160, 0x3164, 0xffa0],
  'Khmer vowels without a shape': [0x17b4, 0x17b5],
  'Mongolian selectors and separator': [0x180b, 0x180e, 0x180f],
  'spaces of other widths': [0x1680, 0x2000, 0x200a, 0x202f, 0x205f, 0x3000],
  'zero-width space, joiners and marks of direction': [0x200b, 0x200c, 0x200d, 0x200e, 0x200f],
  'separators of lines and paragraphs': [0x2028, 0x2029],
  'embeddings and overrides of direction': [0x202a, 0x202b, 0x202c, 0x202d, 0x202e],
  'word joiner and invisible operators': [0x2060, 0x2061, 0x2064, 0x2065],
  'isolates of direction': [0x2066, 0x2067, 0x2068, 0x2069],
  'deprecated format characters': [0x206a, 0x206f],
  'blank Braille pattern': [0x2800],
  'halves of characters': [0xd800, 0xdfff],
  'variation selectors': [0xfe00, 0xfe0f, 0xe0100, 0xe01ef],
  'byte order mark': [0xfeff],
  'interlinear annotations': [0xfff9, 0xfffb],
  'format controls of musical symbols': [0x1d173, 0x1d17a],
  'code points that will never be characters': [0xfdd0, 0xfdef, 0xfffe, 0xffff, 0x1fffe, 0x10ffff],
  'private use': [0xe000, 0xf8ff, 0xf0000, 0x10fffd],
  tags: [0xe0001, 0xe0020, 0xe007f],
}

table('visible shows', hidden, codes => {
  for (const code of codes) {
    const got = visible(`a${String.fromCodePoint(code)}b`)
    const digits = code.toString(16)
    assert.is(got, `a\\u${digits.length > 4 ? `{${digits}}` : digits.padStart(4, '0')}b`)
  }
})

table(
  'visible keeps',
  {
    'printable ASCII': ' !"~',
    'letters of other scripts': 'é ß Ж ع 中 ก',
    'letters from right to left': 'שלום',
    'combining accents': 'e\u0301',
    'signs beyond the basic plane': '🚢𝄞',
    'no text': '',
  },
  text => assert.is(visible(text), text),
)

table(
  'what is short for',
  { 'a line feed': ['\n', '\\n'], 'a carriage return': ['\r', '\\r'], 'a tab': ['\t', '\\t'] },
  ([character, want]) => assert.is(visible(`a${character}`), `a${want}`),
)

situation('a line of a file keeps its tabs', () =>
  assert.is(visibleLine('\ta\r\u001b\u{e0001}'), '\ta\\r\\u001b\\u{e0001}'),
)

situation('lines keep their ends', () => assert.is(visibleLines('\ta\n\u061cb\r\n'), '\ta\n\\u061cb\\r\n'))

situation('JSON shows them as its own escapes, and means the same', () => {
  const value = { 'a\u061c': 'b\u202e\u{e0001}\u007f\n' }
  const text = jsonText(value)
  assert.is(text, '{\n  "a\\u061c": "b\\u202e\\udb40\\udc01\\u007f\\n"\n}\n')
  assert.equal(JSON.parse(text), value)
})
