/**
 * Record what Kubernetes reads from texts that readers of YAML disagree about, for machines without its reader:
 * `npx tsx scripts/reading.ts` writes test/fixtures/reading.json.
 */
import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { randomOf } from '../test/fuzz/random.ts'
import { randomText } from '../test/fuzz/texts.ts'
import { askOracle } from '../test/support/oracle.ts'

/** One of each kind in which readers were found to differ. */
const known = [
  '{?privileged: true}',
  '{? a : b}',
  '{privileged: true, privileged:}',
  '[serve, --bind=::]',
  '{a: [b:]}',
  '- &web name: web\n  b: c',
  '- !!str name: x\n  b: c',
  '? &a b\n: c',
  'a: b\n \t\nc: d',
  'a: "b"\n \t\nc: d',
  'a: "foo\\\n\n  bar"',
  'a: "foo\\\n  bar"',
  "a: 'foo\n\n  bar'",
  'a: "b\nc"',
  'a: [b,\nc]',
  'a: |1\n  ',
  'a: |1\n  b\n c\n',
  '|1\n  ',
  'a: !',
  '[!b, c]',
  '&a:<: [x]',
  '%TAG ! x\n---\n[a\n]',
  '%YAML 1.2\n---\na: 1',
  'a:\n\tb: 1',
  'a:\t b',
  'a: @b',
  'a: `b`',
  'a: %b',
  'a: "\u0001"',
  'a: !!binary "?"',
  'a: !!binary aGk=',
  'a: !!int b',
  'a: !!float 1',
  '{!!float 12345678: a}',
  '1.0: a',
  '1e3: a',
  '0x10: a',
  'null: a',
  '18446744073709551615: a',
  '<<: {a: 1}\na: 2',
  'a: 2\n<<: {a: 1}',
  'a: &x {b: 1}\n<<: *x',
  'a: &x [{b: 1}]\n<<: *x',
  '"<<": {a: 1}',
  '! "<<": {a: 1}',
  '&a [*a]',
  '&a {b: &a 1, c: *a}',
  'a: .inf',
  'a: 0b+1',
  'a: 1_000',
  'a: 0o17',
  'a: 2001-12-14',
  'a: !!timestamp 2001-02-30',
  '[a: b, c]',
  '[? a : b]',
  '[a, , b]',
  '{a, b: , c}',
  '{"a":b}',
  '{a:b}',
  'a: b: c',
  'a: "b" c',
  'a: "b\\/c"',
  'a: >\n b\n\n  c\n d\n',
  'a: |\n    \n  b\n',
  'a: |+\n b\n\n\nc: d',
  '- a\nb: c',
  '- - a\n  - b\n-\n  - c',
  'a:\n- b\n-\nc:',
  '? a\n? b\n: c',
  'a: *b',
  'a: b #c\n  d',
  'emptyDir:',
]

const random = randomOf(9)
const texts = [...new Set([...known, ...Array.from({ length: 1_200 }, () => randomText(random))])]
const answers = askOracle(texts)
const rows = texts.map((yaml, index) => {
  const answer = answers[index]
  if (answer === undefined || 'error' in answer) return { yaml, error: answer?.error ?? '' }
  return { yaml, json: answer.text }
})
const lines = rows.map(row => `  ${JSON.stringify(row)}`)
writeFileSync(resolve(import.meta.dirname, '../test/fixtures/reading.json'), `[\n${lines.join(',\n')}\n]\n`)
process.stdout.write(`${rows.length} texts\n`)
