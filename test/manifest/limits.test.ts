import * as assert from 'uvu/assert'
import { InputError } from '../../src/error.ts'
import { limits } from '../../src/manifest/read/limits.ts'
import { decodeStream } from '../../src/manifest/text/decode.ts'
import { situation, table } from '../table.ts'
import { documentsOf } from './changed.ts'

const utf8 = (text: string) => new TextEncoder().encode(text)

/** The message of the input error that `act` throws. */
function refusal(act: () => unknown): string {
  try {
    act()
  } catch (error) {
    if (error instanceof InputError && error.code === 'BAD_INPUT') return error.message
    throw error
  }
  return 'nothing was refused'
}

table(
  'decodeStream keeps',
  {
    ASCII: { text: 'a: 1\r\n' },
    'a byte order mark': { text: '\ufeffa: 1\n' },
    'characters of two, three and four bytes': { text: 'é ☺ 😀\u0000'.slice(0, -1) },
    nothing: { text: '' },
  },
  ({ text }) => assert.is(decodeStream(utf8(text)), text),
)

table<{ bytes: Uint8Array; want: string }>(
  'decodeStream refuses',
  {
    NUL: { bytes: utf8('a: 1\nb: \u0000\n'), want: 'line 2 (byte 8): found a NUL byte, expected text' },
    'UTF-16, little end first': {
      bytes: Buffer.from('\uFEFFkind: Pod\n', 'utf16le'),
      want: 'found UTF-16, expected UTF-8; save it as UTF-8',
    },
    'UTF-16, big end first': {
      bytes: Buffer.from('\uFEFFkind: Pod\n', 'utf16le').swap16(),
      want: 'found UTF-16, expected UTF-8; save it as UTF-8',
    },
    'UTF-16 without a mark': {
      bytes: Buffer.from('kind: Pod\n', 'utf16le'),
      want: 'found UTF-16, expected UTF-8; save it as UTF-8',
    },
    'UTF-32': {
      bytes: Uint8Array.of(0xff, 0xfe, 0, 0, 0x6b, 0, 0, 0),
      want: 'found UTF-32, expected UTF-8; save it as UTF-8',
    },
    'a zip archive': { bytes: utf8('PK\u0003\u0004'), want: 'found a zip archive, expected text; unpack it first' },
    'gzip data': { bytes: Uint8Array.of(0x1f, 0x8b, 8, 0), want: 'found gzip data, expected text; unpack it first' },
    'zeros alone': { bytes: new Uint8Array(10), want: 'line 1 (byte 0): found a NUL byte, expected text' },
    'a NUL as the second byte': { bytes: utf8('a\u0000bc'), want: 'line 1 (byte 1): found a NUL byte, expected text' },
    'a byte that begins nothing': {
      bytes: Uint8Array.of(97, 10, 0xff, 98),
      want: 'line 2 (byte 2): found byte 0xff, expected UTF-8',
    },
    'a sequence cut short by another': {
      bytes: Uint8Array.of(97, 0xe2, 0x98, 98),
      want: 'line 1 (byte 1): found byte 0xe2, expected UTF-8',
    },
    'a sequence cut short by the end': {
      bytes: Uint8Array.of(10, 10, 0xe2, 0x98),
      want: 'line 3 (byte 2): found byte 0xe2, expected UTF-8',
    },
    'a surrogate': { bytes: Uint8Array.of(0xed, 0xa0, 0x80), want: 'line 1 (byte 0): found byte 0xed, expected UTF-8' },
    'one byte above the limit': {
      bytes: new Uint8Array(limits.bytes + 1),
      want: 'the stream has 200000001 bytes, the limit is 200000000 (200 MB)',
    },
  },
  ({ bytes, want }) =>
    assert.is(
      refusal(() => decodeStream(bytes)),
      want,
    ),
)

const lines = (depth: number) => Array.from({ length: depth }, (_, level) => `${' '.repeat(level)}a:\n`).join('')
const tooDeep = `maps and sequences nest deeper than ${limits.depth} levels`
const exhausted = 'maps and sequences nest too deep for the stack that is left'

table<{ text: string; want: string }>(
  'nested too deep',
  {
    'flow sequences': { text: `a:\n  ${'['.repeat(1_001)}${']'.repeat(1_001)}\n`, want: `line 2: ${tooDeep}` },
    'flow maps': { text: `${'{a: '.repeat(1_001)}1${'}'.repeat(1_001)}\n`, want: `line 1: ${tooDeep}` },
    'dashes on one line': { text: `${'- '.repeat(1_001)}a\n`, want: `line 1: ${tooDeep}` },
    'a hundred thousand brackets that never close': { text: '['.repeat(100_000), want: `line 1: ${tooDeep}` },
    'a million dashes on one line': { text: `${'- '.repeat(1_000_000)}a\n`, want: `line 1: ${tooDeep}` },
  },
  ({ text, want }) =>
    assert.is(
      refusal(() => documentsOf(text)),
      want,
    ),
)

/** Work with part of the stack in use. How much a frame takes is Node's affair: less once a function is compiled. */
function below(frames: number, work: () => string): string {
  return frames === 0 ? work() : below(frames - 1, work)
}

situation('nested within the limit, and deeper than the stack takes', () => {
  const text = `a:\n  ${'{a:\n '.repeat(980)}1${'}'.repeat(980)}\n`
  for (let frames = 0; frames < 10_000; frames += 500) {
    const got = below(frames, () => refusal(() => documentsOf(text))).replace(/^line \d+: /, '')
    if (got === exhausted) return
    assert.is(got, 'nothing was refused', `below ${frames} frames`)
  }
  assert.unreachable('the stack took it below all those frames')
})

table<{ text: string }>(
  'nested within the limit',
  {
    'block maps': { text: lines(1_000) },
    'as many flow sequences as there may be': { text: `${'['.repeat(1_000)}${']'.repeat(1_000)}\n` },
    'flow sequences': { text: `${'['.repeat(500)}${']'.repeat(500)}` },
    'flow maps of several lines': { text: `${'{a:\n '.repeat(700)}1${'}'.repeat(700)}\n` },
    'dashes on one line': { text: `${'- '.repeat(500)}a\n` },
    'brackets in a string': { text: `a: "${'['.repeat(5_000)}"\nb: [x]\n` },
    'a ruler of dashes in a block scalar': { text: `a: |\n  ${'- '.repeat(2_000)}\n` },
  },
  ({ text }) =>
    assert.equal(
      documentsOf(text).map(({ problems }) => problems),
      [[]],
    ),
)

/** Each level uses the one before `width` times. */
function bomb(levels: number, width: number): string {
  const uses = (level: number) => Array.from({ length: width }, () => `*a${level}`).join(', ')
  const rows = Array.from({ length: levels }, (_, level) => `a${level + 1}: &a${level + 1} [${uses(level)}]\n`)
  return `a0: &a0 x\n${rows.join('')}`
}

table<{ text: string; want: string }>(
  'aliases',
  {
    'that expand a billion times': {
      text: bomb(9, 10),
      want: 'line 5: document contains excessive aliasing, which Kubernetes refuses',
    },
    'of which there are too many': {
      text: `a: &a x\nb: [${'*a, '.repeat(limits.aliasExpansions + 1)}]\n`,
      want: `line 2: aliases expand more than ${limits.aliasExpansions} times`,
    },
    'as many as may be': {
      text: `a: &a x\nb: [${'*a, '.repeat(limits.aliasExpansions)}]\n`,
      want: 'nothing was refused',
    },
    'that expand a few thousand times': { text: bomb(3, 10), want: 'nothing was refused' },
  },
  ({ text, want }) =>
    assert.is(
      refusal(() => documentsOf(text)),
      want,
    ),
)

situation('a broken document names its place and leaves its neighbours alone', () => {
  const got = documentsOf('a: 1\n---\nb: 2\nc: [1\n---\nd: 4\n')
  assert.equal(
    got.map(({ value }) => value),
    [{ a: 1 }, null, { d: 4 }],
  )
  assert.equal(
    got.map(({ problems }) => problems[0]?.position),
    [undefined, { line: 4, column: 6 }, undefined],
  )
})

situation('a key called __proto__ is a key', () => {
  const [document] = documentsOf('__proto__: {polluted: yes}\n')
  assert.is(Object.getPrototypeOf(document?.value), Object.prototype)
  assert.is(JSON.stringify(document?.value), '{"__proto__":{"polluted":true}}')
})
