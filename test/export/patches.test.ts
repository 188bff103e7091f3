import * as assert from 'uvu/assert'
import { jsonPatch } from '../../src/export/json-patch.ts'
import { mutations } from '../../src/export/mutations.ts'
import { policyName } from '../../src/export/object-name.ts'
import { strategicMerge } from '../../src/export/strategic-merge.ts'
import type { Value, ValueMap } from '../../src/manifest/value.ts'
import { situation, table } from '../table.ts'

interface Row {
  readonly before: ValueMap
  readonly after: ValueMap
  readonly merge: ValueMap | undefined
  readonly json: readonly Value[]
}

const [a, b, c] = [{ name: 'a' }, { name: 'b' }, { name: 'c' }]

const rows: Readonly<Record<string, Row>> = {
  'nothing changes': { before: { x: 1 }, after: { x: 1 }, merge: {}, json: [] },
  'a field comes': {
    before: {},
    after: { spec: { x: 1 } },
    merge: { spec: { x: 1 } },
    json: [{ op: 'add', path: '/spec', value: { x: 1 } }],
  },
  'a field changes beside another': {
    before: { spec: { x: 1, y: 2 } },
    after: { spec: { x: 3, y: 2 } },
    merge: { spec: { x: 3 } },
    json: [{ op: 'replace', path: '/spec/x', value: 3 }],
  },
  'a field goes': {
    before: { spec: { x: 1, y: 2 } },
    after: { spec: { y: 2 } },
    merge: { spec: { x: null } },
    json: [{ op: 'remove', path: '/spec/x' }],
  },
  'a key with a slash': {
    before: { labels: {} },
    after: { labels: { 'a/b~c': 'x' } },
    merge: { labels: { 'a/b~c': 'x' } },
    json: [{ op: 'add', path: '/labels/a~1b~0c', value: 'x' }],
  },
  'the last container changes': {
    before: { containers: [a, b] },
    after: { containers: [a, { ...b, x: 1 }] },
    merge: { containers: [{ name: 'a' }, { name: 'b', x: 1 }] },
    json: [
      { op: 'test', path: '/containers/1/name', value: 'b' },
      { op: 'add', path: '/containers/1/x', value: 1 },
    ],
  },
  'the first container changes': {
    before: { containers: [a, b] },
    after: { containers: [{ ...a, x: 1 }, b] },
    merge: { containers: [{ name: 'a', x: 1 }] },
    json: [
      { op: 'test', path: '/containers/0/name', value: 'a' },
      { op: 'add', path: '/containers/0/x', value: 1 },
    ],
  },
  'an init container comes first': {
    before: { initContainers: [b] },
    after: { initContainers: [a, b] },
    merge: { initContainers: [a] },
    json: [{ op: 'add', path: '/initContainers/0', value: a }],
  },
  'an init container comes between two': {
    before: { initContainers: [a, c] },
    after: { initContainers: [a, b, c] },
    merge: { initContainers: [a, b] },
    json: [{ op: 'add', path: '/initContainers/1', value: b }],
  },
  'a volume comes last': {
    before: { volumes: [a] },
    after: { volumes: [a, b] },
    merge: { volumes: [a, b] },
    json: [{ op: 'add', path: '/volumes/1', value: b }],
  },
  'an init container goes': {
    before: { initContainers: [a, b] },
    after: { initContainers: [b] },
    merge: { initContainers: [{ $patch: 'delete', name: 'a' }] },
    json: [
      { op: 'test', path: '/initContainers/0/name', value: 'a' },
      { op: 'remove', path: '/initContainers/0' },
    ],
  },
  'a list is replaced': {
    before: { drop: ['A'] },
    after: { drop: ['ALL'] },
    merge: { drop: ['ALL'] },
    json: [{ op: 'replace', path: '/drop', value: ['ALL'] }],
  },
  'a list that nobody knows': {
    before: { ports: [{ hostPort: 1 }] },
    after: { ports: [{}] },
    merge: undefined,
    json: [{ op: 'remove', path: '/ports/0/hostPort' }],
  },
  'two items of one name': {
    before: { containers: [a, a] },
    after: { containers: [a, { ...a, x: 1 }] },
    merge: undefined,
    json: [{ op: 'add', path: '/containers/1/x', value: 1 }],
  },
  'a null that must stay one': {
    before: {},
    after: { x: { y: null } },
    merge: undefined,
    json: [{ op: 'add', path: '/x', value: { y: null } }],
  },
}

table('a strategic merge, where', rows, ({ before, after, merge }) =>
  assert.equal(strategicMerge(before, after), merge),
)
table('a JSON patch, where', rows, ({ before, after, json }) => assert.equal(jsonPatch(before, after), json))

table(
  'mutations in CEL, where',
  {
    'a field comes with its parent': {
      before: {},
      after: { spec: { x: "it's" } },
      want: [
        "!object.?spec.hasValue() ? [JSONPatch{op: 'add', path: '/spec', value: {}}] : []",
        "[JSONPatch{op: 'add', path: '/spec/x', value: 'it\\'s'}]",
      ],
    },
    'a container changes': {
      before: { containers: [a] },
      after: { containers: [{ ...a, x: [1] }] },
      want: [
        "[JSONPatch{op: 'add', path: '/containers/' + string(object.containers.map(c, c.name).indexOf('a')) + '/x', value: [dyn(1)]}]",
      ],
    },
    'an init container comes behind another': {
      before: { initContainers: [a] },
      after: { initContainers: [a, b] },
      want: [
        "!object.?initContainers.hasValue() ? [JSONPatch{op: 'add', path: '/initContainers', value: [dyn({'name': dyn('b')})]}] : object.?initContainers.orValue([]).exists(c, c.name == 'b') ? [] : [JSONPatch{op: 'add', path: '/initContainers/' + string(object.initContainers.map(c, c.name).indexOf('a') + 1), value: {'name': dyn('b')}}]",
      ],
    },
    'a list that nobody knows': {
      before: { ports: [{ hostPort: 1 }] },
      after: { ports: [{}] },
      want: undefined,
    },
  } as Readonly<Record<string, { before: ValueMap; after: ValueMap; want: readonly string[] | undefined }>>,
  ({ before, after, want }) => assert.equal(mutations(before, after), want),
)

situation('names of policies that are too long are cut, and still differ', () => {
  const name = (end: string) =>
    policyName({ ref: { apiVersion: 'v1', kind: 'Pod', name: `${'a'.repeat(80)}${end}` }, namespace: 'web' })
  assert.is(name('x').length, 63)
  assert.is.not(name('x'), name('y'))
})
