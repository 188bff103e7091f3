import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { type ByteLine, linesOf } from '../../../src/cluster/worker/log/lines.ts'
import { situation, table } from '../../table.ts'

async function* pieces(chunks: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* chunks
}

async function read(chunks: readonly Uint8Array[], longest = 1000): Promise<readonly ByteLine[]> {
  const lines: ByteLine[] = []
  for await (const some of linesOf(pieces(chunks), longest)) lines.push(...some)
  return lines
}

const bytes = (text: string) => new TextEncoder().encode(text)
const whole = (text: string): ByteLine => ({ text, cut: 0, isEnded: true })

table(
  'lines of a stream',
  {
    none: { chunks: [''], want: [] },
    'several in a piece': { chunks: ['a\nb\n'], want: [whole('a'), whole('b')] },
    'one in several pieces': { chunks: ['a', 'b', '\n'], want: [whole('ab')] },
    'an empty one': { chunks: ['\n\n'], want: [whole(''), whole('')] },
    'text without a line end': { chunks: ['a\nb'], want: [whole('a'), { text: 'b', cut: 0, isEnded: false }] },
    'a carriage return is text': { chunks: ['a\r\n'], want: [whole('a\r')] },
    'a byte order mark is text': { chunks: ['\u{feff}a\n'], want: [whole('\u{feff}a')] },
  },
  async ({ chunks, want }) => assert.equal(await read(chunks.map(bytes)), want),
)

table(
  'a line that is too long',
  {
    'is cut': { text: 'abcdef\nx\n', longest: 4, want: [{ text: 'abcd', cut: 2, isEnded: true }, whole('x')] },
    'before a character, not in it': { text: 'abcé\n', longest: 4, want: [{ text: 'abc', cut: 2, isEnded: true }] },
    'before one of four bytes': { text: 'a😀\n', longest: 4, want: [{ text: 'a', cut: 4, isEnded: true }] },
    'behind a character that fits': { text: 'abéx\n', longest: 4, want: [{ text: 'abé', cut: 1, isEnded: true }] },
  },
  async ({ text, longest, want }) => assert.equal(await read([bytes(text)], longest), want),
)

situation('a line without an end holds no more memory than it keeps', async () => {
  const before = process.memoryUsage().arrayBuffers
  const seen = { most: 0 }
  async function* endless(): AsyncGenerator<Uint8Array> {
    for (let piece = 0; piece < 2_000; piece += 1) {
      yield new Uint8Array(65_536).fill(97)
      seen.most = Math.max(seen.most, process.memoryUsage().arrayBuffers - before)
      if (piece % 100 === 0) await new Promise(setImmediate)
    }
  }
  const lines: ByteLine[] = []
  for await (const some of linesOf(endless(), 1000)) lines.push(...some)
  assert.equal(
    lines.map(({ text, cut }) => text.length + cut),
    [2_000 * 65_536],
  )
  assert.ok(seen.most < 100_000_000, `${seen.most} bytes`)
})

situation('no cut between two pieces shows, be it within a character', () =>
  fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary' }), fc.array(fc.nat()), async (text, cuts) => {
      const all = bytes(text)
      const at = [...new Set(cuts.map(cut => cut % (all.length + 1)))].toSorted((a, b) => a - b)
      const chunks = [0, ...at].map((start, index) => all.subarray(start, at[index] ?? all.length))
      assert.equal(await read(chunks), await read([all]))
    }),
    { numRuns: 200 },
  ),
)
