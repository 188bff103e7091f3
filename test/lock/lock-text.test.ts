import * as assert from 'uvu/assert'
import { lockLines, readLockLines } from '../../src/lock/lock-text.ts'
import { readDocument } from '../../src/manifest/document.ts'
import { splitStream } from '../../src/manifest/stream.ts'
import { table } from '../table.ts'

/** Texts that an image may have anywhere, and that YAML would take for something else. */
const texts: Readonly<Record<string, string>> = {
  nothing: '',
  'a word': 'redis-server',
  'a path': '/usr/local/bin/x',
  'a digest': 'sha256:ab12',
  'a boolean': 'yes',
  'another boolean': 'N',
  'no value': 'null',
  'a tilde': '~',
  'a number': '12',
  'a number with an exponent': '1e3',
  'hexadecimal digits': '0x1F',
  'base 60': '999:1000',
  'a date': '2001-01-01',
  infinity: '.inf',
  'a merge key': '<<',
  'an item': '- a',
  'an option': '--save',
  'a key': 'a: b',
  'a colon at the end': 'a:',
  'a comment': 'a #b',
  'a map': '{}',
  'a list': '[]',
  'blanks around': ' a ',
  quotes: `"a" 'b' \\`,
  'a script of some lines': '#!/bin/sh\nset -e\n\texec "$@"\n',
  'carriage returns': 'a\r\nb',
  'zero and escape': '\u0000\u001b[2J',
  'other controls': '\u007f\u0085\u009b\u00a0',
  'separators of lines': '\u2028\u2029',
  'marks that reorder': '\u202e\u2066',
  'a byte order mark': '\ufeffa',
  'what is no character': '\ufffe\uffff',
  'other scripts': 'ä 漢 🙂',
  'a conflict': '<<<<<<< ours',
  'a document': '---',
  'a directive': '%YAML 1.2',
  'a tag': '!!binary x',
  'an anchor': '&a *a',
  'a prototype': '__proto__',
}

table('a text in a lock', texts, text => {
  const value = { plain: text, list: [text, 7], [text]: { empty: {}, none: [], [text]: text } }
  const written = `${lockLines('key', value, 0).join('\n')}\n`
  const stream = splitStream(written)
  const [span] = stream.documents
  if (span === undefined) throw new Error('want a document')
  const got = [readLockLines(written), readDocument(stream, span).value].map(read => JSON.stringify(read))
  const want = JSON.stringify({ key: value })
  assert.equal(got, [want, want])
})

const halves: Readonly<Record<string, { readonly text: string; readonly want: string }>> = {
  'the first': { text: '\ud83d', want: '\ufffd' },
  'the second': { text: '\ude42', want: '\ufffd' },
  'the first in a text': { text: 'a\ud83db', want: 'a\ufffdb' },
}

table('half of a character', halves, ({ text, want }) => {
  const written = lockLines('key', text, 0).join('\n')
  assert.equal(readLockLines(written), { key: want })
  assert.is(lockLines('key', want, 0).join('\n'), written)
})
