import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import * as assert from 'uvu/assert'
import { policyShapeModule } from '../../scripts/policy-shape.ts'
import { readDocument } from '../../src/manifest/document.ts'
import { splitStream } from '../../src/manifest/stream.ts'
import { isList, isMap, type Value } from '../../src/manifest/value.ts'
import { readPlainPolicy } from '../../src/policy/plain-policy.ts'
import { readPolicy } from '../../src/policy/policy.ts'
import { policyShape } from '../../src/policy/policy-shape.ts'
import { policySchema } from '../../src/policy/schema.ts'
import { shaped } from '../../src/policy/shape.ts'
import { situation, table } from '../table.ts'
import { examplePolicy, policyWith } from './example.ts'

const root = resolve(import.meta.dirname, '../..')

situation('the shape of policies is current: npx tsx scripts/policy-shape.ts', () =>
  assert.ok(readFileSync(resolve(root, 'src/policy/policy-shape.ts'), 'utf8') === policyShapeModule(), 'it is stale'),
)

/** Beside the example, every key that it does not have. */
const rest = `claims: { data: { source: csi, root: { owner: "1:1", mode: 0755 }, accessModes: [ReadWriteOnce] } }
schema: full
exclude: ["**/tests/**"]
namespaces: [{ match: a, level: baseline, levelVersion: v1.30 }]
storageClasses: { a: { profile: aws-ebs, chownable: true, remote: false }, b: { source: nfs, root: { owner: "0:0", mode: "0755" } } }
images: { a.io/b: { user: 5, name: app, group: 5, groups: [6], parentStaysRoot: true, dataPaths: [/d], setuid: false, fileCapabilities: [CHOWN], hardeningRisk: x } }
workloads: [{ apiVersion: a.io/v1, kind: A, name: "a*", path: 'spec["a.b"]', holds: containers, pod: spec, containersOnly: x }]
harden: { chartInits: keep, initResources: { requests: { cpu: 1, memory: 32Mi }, limits: { cpu: "2" } } }
`

/** Values that some field takes and most refuse. */
const others: readonly Value[] = [
  ...[
    null,
    true,
    false,
    0,
    -1,
    1.5,
    7,
    3,
    493,
    755,
    4096,
    2_147_483_647,
    2_147_483_648,
    2n ** 60n,
    Number.NaN,
    Infinity,
  ],
  ...['', ' ', 'a', 'root', '*', '[a-z]', '{a,b}', '/a', 'off', 'on', 'full', 'latest', 'v1.31', 'v1.99', 'v1.031'],
  ...['restricted', '0755', '0999', '1:1', '1:9999999999', 'CHOWN', 'CAP_CHOWN', 'A/b', 'A/b/c/d', 'a.io/b:1', 'A:b:c'],
  ...[
    '2027-02-28',
    '2027-02-29',
    '2028-02-29',
    'spec.template',
    'spec..a',
    'aws-ebs',
    'nfs',
    'csi',
    'containers',
    'honoured',
  ],
  ...[[], [1], ['a'], ['*'], {}, { a: 1 }, { user: 1 }, { match: 'a', level: 'baseline' }, { requests: {} }],
]

function valueIn(text: string): Value {
  const stream = splitStream(text)
  const [span] = stream.documents
  return span === undefined ? null : readDocument(stream, span).value
}

/** The value with one thing in it changed, by what was changed. */
function* variants(value: Value, place: string): Generator<readonly [string, Value]> {
  for (const other of others) yield [`${place} = ${String(other)}`, other]
  if (isList(value)) yield [`${place} twice`, [...value, ...value]]
  if (isList(value))
    for (const [index, item] of value.entries())
      for (const [name, made] of variants(item, `${place}[${index}]`)) yield [name, value.with(index, made)]
  if (!isMap(value)) return
  yield [`${place}.other`, { ...value, other: 1 }]
  yield [`${place} backwards`, Object.fromEntries(Object.entries(value).toReversed())]
  for (const [key, field] of Object.entries(value)) {
    yield [`${place} without ${key}`, Object.fromEntries(Object.entries(value).filter(([name]) => name !== key))]
    for (const [name, made] of variants(field, `${place}.${key}`)) yield [name, { ...value, [key]: made }]
  }
}

table(
  'the shape admits what the schema admits, and gives the same back:',
  { 'the example': examplePolicy, 'the other keys': policyWith(rest) },
  text => {
    const answers = { admitted: 0, refused: 0 }
    for (const [name, value] of variants(valueIn(text), '')) {
      const { success, data } = policySchema.safeParse(value)
      answers[success ? 'admitted' : 'refused'] += 1
      assert.is(written(shaped(value, policyShape())), success ? written(data) : undefined, name)
    }
    assert.ok(answers.admitted > 100 && answers.refused > 1000, JSON.stringify(answers))
  },
)

/** With the order of its keys. */
function written(value: unknown): string | undefined {
  return JSON.stringify(value, (_, field) => (typeof field === 'bigint' ? `${field}n` : field))
}

/** Those that users see, by file. */
const policies = ['.', 'presets', 'golden/init', 'test/fixtures'].flatMap(folder =>
  readdirSync(resolve(root, folder), { recursive: folder !== '.', encoding: 'utf8' })
    .map(file => join(folder, file))
    .filter(file => /seaworthy\.yaml$|^golden.init/.test(file))
    .map(file => [file, readFileSync(resolve(root, file), 'utf8')]),
)

table<string>(
  'a policy is read without the schema as with it:',
  { 'the example': examplePolicy, 'the other keys': policyWith(rest), ...Object.fromEntries(policies) },
  (text, file) => assert.equal(readPlainPolicy(text, file), readPolicy(text, file)),
)

table(
  'is left to the schema:',
  {
    nothing: '',
    'a list': '- a\n',
    'two documents': `${policyWith('')}---\na: b\n`,
    'a key that is there twice': policyWith('level: privileged\nlevel: restricted\n'),
    'a key that is there twice, further down': policyWith('images: { a: { user: 1, user: 2 } }\n'),
    'an anchor': policyWith('images: { a: &a { user: 1 }, b: *a }\n'),
    'a key that no policy has': policyWith('levle: baseline\n'),
  },
  text => assert.is(readPlainPolicy(text, 'seaworthy.yaml'), undefined),
)
