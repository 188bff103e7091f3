/**
 * What real Helm makes of YAML scalars, keys, tags and merges: `npx tsx scripts/scalars.ts` rewrites
 * `test/fixtures/scalars.json` with Helm's `fromYaml | toJson` of every text below. Both Helm majors must agree.
 *
 * Helm decodes JSON numbers as float64, so an integer beyond 2^53 shows there rounded; Kubernetes itself keeps it.
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { tool } from './tools.ts'

/** Plain scalars; each is asked for as a value and as a key. */
const scalars = [
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'yEs', 'true', 'True', 'TRUE', 'tRUE', 'on', 'On', 'ON', 'oN'],
  ...['n', 'N', 'no', 'No', 'NO', 'nO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'],
  ...['~', 'null', 'Null', 'NULL', 'nUll', 'nil', 'None'],
  ...['0', '-0', '+0', '00', '1', '+12', '-12', '007', '0644', '-0644', '+0644', '08', '0_7', '07_7', '0644_'],
  ...['0o17', '0O17', '0o8', '-0o17', '0x1F', '0X1f', '-0x1f', '+0x1F', '0x', '0x_f', '0xg', '0b11', '-0b11', '+0b11'],
  ...[
    '0B11',
    '0b',
    '0b2',
    '1_000',
    '1__0',
    '1_',
    '_1',
    '-_5',
    '190:20:30',
    '1:30',
    '12e03',
    '1e3',
    '1E5',
    '1e+3',
    '1e-3',
  ],
  ...[
    '1e',
    'e1',
    '1e400',
    '-1e400',
    '1.7976931348623159e308',
    '.5',
    '+.5',
    '-.5',
    '5.',
    '0.',
    '.',
    '..',
    '._5',
    '.5_5',
  ],
  ...[
    '.5_',
    '.5e3',
    '.5e',
    '.e5',
    '1.0',
    '1.10',
    '-0.0',
    '0.1e-7',
    '1_0.5_0',
    '0x1p4',
    '.0x1',
    '1.5.1',
    '1e21',
    '1e5',
    '1e6',
  ],
  ...['123456.5', '1234567.5', '0.0001', '0.00001', '16777217.0', '0.1', '0.30000000000000004', '3.4028236e38'],
  ...['9007199254740991', '9007199254740992', '9007199254740993', '-9007199254740993', '9223372036854775807'],
  ...[
    '9223372036854775808',
    '-9223372036854775808',
    '-9223372036854775809',
    '18446744073709551615',
    '18446744073709551616',
  ],
  ...['+18446744073709551615', '0xFFFFFFFFFFFFFFFF', '-0xFFFFFFFFFFFFFFFF', '0777777777777777777777777'],
  ...[
    '.inf',
    '.Inf',
    '.INF',
    '.iNF',
    '+.inf',
    '-.inf',
    '.nan',
    '.NaN',
    '.NAN',
    '.nAn',
    'inf',
    'nan',
    'Infinity',
    '-inf',
  ],
  ...[
    '2001-01-01',
    '2001-12-14t21:59:43.10-05:00',
    '=',
    '<<a',
    '+',
    '-a',
    '?a',
    ':a',
    'a b',
    'a#b',
    'http://x',
    '1.2.3.4',
  ],
  ...[
    '128Mi',
    '100m',
    '1d',
    'é',
    '😀',
    '/data',
    '$(X)',
    'a:b',
    "it's",
    '--flag=1',
    '"1"',
    "'0644'",
    '"yes"',
    "''",
    '""',
  ],
]

/** Whole documents. */
const documents = [
  'v:',
  'v: # c',
  'v: a\n  b\n\n  c',
  'v: "a\n  b\\\n  c"',
  "v: 'a\n\n  b'",
  'v: "\\x41\\u00e9\\U0001F600\\t\\n\\"\\\\\\0\\e\\N\\_"',
  'v: "a\\/b"',
  'v: |\n  abc\n',
  'v: |\n  abc',
  'v: |+\n  abc',
  'v: |-\n  abc\n\n',
  'v: |+\n  abc\n\n\n',
  'v: |\n  abc\n   ',
  'v: |\n   ',
  'v: |+\n   ',
  'v: |2\n   a\n',
  'v: |\n\n  a\n\n   b\n',
  'v: >\n  abc\n  def\n\n  g\n   h\n  i\n',
  'v: >\n  abc\n  def',
  'a: 1\r\nb: |\r\n  x\r\n  y\r\n',
  'v: {a, b: }',
  'v: {a: 1,}',
  'v: {a:1}',
  'v: {"a":1}',
  'v: [a:1]',
  'v: [a: 1, b]',
  'v: [a,,b]',
  'v: {a: b:c}',
  'v: [http://x]',
  'v: !!str 5',
  'v: !!str',
  'v: !!str ~',
  "v: !!int '5'",
  'v: !!int 0644',
  'v: !!int 08',
  'v: !!int 5.5',
  'v: !!int x',
  'v: !!float 5',
  'v: !!float 0644',
  'v: !!float .5',
  'v: !!float x',
  'v: !!bool yes',
  'v: !!bool x',
  "v: !!null ''",
  'v: !!null ~',
  'v: !!null x',
  'v: !!binary aGk=',
  'v: !!timestamp 2001-01-01',
  'v: ! 5',
  'v: !mine 5',
  'v: !mine {a: 1}',
  'v: !<tag:yaml.org,2002:int> 5',
  'v: !!map {a: 1}',
  'v: !!seq [a]',
  'v: !!set {a, b}',
  'v: !!omap [a: 1]',
  '%TAG ! tag:x,2000:\n---\nv: !b c',
  'v: 1\nv: 2',
  'v: {a: 1}\nv: {b: 1}',
  'v: {true: 1, yes: 2}',
  'a: &x 5\nv: *x',
  '&k a: 1\nv: *k',
  'a: &x k\n*x : 1',
  'a: &x 1\nb: &x 2\nv: *x',
  'v: *nope',
  'v: &a [*a]',
  'a: &x {b: 1, c: 2}\nv: {<<: *x, b: 9}',
  'a: &x {b: 1, c: 2}\nv: {b: 9, <<: *x}',
  'a: &x {b: 1}\nc: &z {b: 2, d: 4}\nv: {<<: [*x, *z]}',
  'v: {<<: {a: 1}, <<: {b: 2}}',
  'v: {!!merge <<: {a: 1}}',
  'v: {"<<": 5}',
  'v: {<<: 5}',
  'v: {<<: [{a: 1}, 5]}',
  'v: <<',
  '? a\n: 1',
  '? [a]\n: 1',
  '? {a: b}\n: 1',
  'a: 1\n...\nb: 2',
  '__proto__: {a: 1}\nconstructor: 1',
  'v: @a',
  'v: `a',
  'v: %a',
  'v: - a',
  'v: ? a',
  "v: 'a''",
  'v: "a\\"',
  'v: "a\nb"',
  'v: [\n1\n]',
  'v: {\n  "a": 1\n}',
  'a: {x: 1}\n\tb: 1',
  'v:\tb',
  'v: a\tb',
  'v : 1',
  'a: x\rb: 1',
]

const chart = {
  'Chart.yaml': 'apiVersion: v2\nname: scalars\nversion: 0.0.0\n',
  'templates/rows.yaml': 'rows:\n{{- range .Values.texts }}\n- {{ fromYaml . | toJson }}\n{{- end }}\n',
}

async function ask(helm: 'helm3' | 'helm4', texts: readonly string[]): Promise<readonly (string | null)[]> {
  const path = await tool(helm)
  if (path === undefined) throw new Error(`no ${helm}`)
  const folder = mkdtempSync(join(tmpdir(), 'scalars-'))
  try {
    mkdirSync(join(folder, 'templates'))
    for (const [name, text] of Object.entries(chart)) writeFileSync(join(folder, name), text)
    writeFileSync(join(folder, 'texts.json'), JSON.stringify({ texts }))
    const args = ['template', folder, '-f', join(folder, 'texts.json')]
    const printed = execFileSync(path, args, { encoding: 'utf8' }).matchAll(/^- (.*)$/gm)
    return [...printed].map(([, json = '']) => (json.startsWith('{"Error":') ? null : json))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const texts = [...scalars.flatMap(scalar => [`v: ${scalar}`, `${scalar}: k`]), ...documents]
const [three, four] = [await ask('helm3', texts), await ask('helm4', texts)]
const differing = texts.filter((_, index) => three[index] !== four[index])
if (differing.length > 0) throw new Error(`Helm 3 and Helm 4 differ on ${JSON.stringify(differing)}`)
const rows = texts.map((yaml, index) => `  ${JSON.stringify({ yaml, helm: three[index] })}`)
writeFileSync(resolve(import.meta.dirname, '../test/fixtures/scalars.json'), `[\n${rows.join(',\n')}\n]\n`)
process.stdout.write(`${rows.length} rows\n`)
