import { readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import * as assert from 'uvu/assert'
import type { ValueMap } from '../../src/manifest/value.ts'
import { toApi, toClient } from '../../src/render/convert.ts'
import { situation, table } from '../table.ts'

const schema = (word: '' | '_') => ({
  type: 'object',
  properties: {
    default: { [`${word}default`]: 'x', [`${word}enum`]: ['x'] },
    list: { items: { [`${word}default`]: 1 } },
  },
  anyOf: [{ not: { [`${word}enum`]: [1] } }],
})
const crd = (word: '' | '_') => ({
  kind: 'CustomResourceDefinition',
  spec: { versions: [{ schema: { openAPIV3Schema: schema(word) } }] },
})

const pairs: Readonly<Record<string, { api: ValueMap; client: ValueMap }>> = {
  'a NetworkPolicy': {
    api: { kind: 'NetworkPolicy', spec: { ingress: [{ from: [{ podSelector: {} }], ports: [] }, {}] } },
    client: { kind: 'NetworkPolicy', spec: { ingress: [{ _from: [{ podSelector: {} }], ports: [] }, {}] } },
  },
  'a LimitRange': {
    api: { kind: 'LimitRange', spec: { limits: [{ default: { cpu: '1' } }] } },
    client: { kind: 'LimitRange', spec: { limits: [{ _default: { cpu: '1' } }] } },
  },
  'a ResourceSlice': {
    api: { kind: 'ResourceSlice', spec: { devices: [{ attributes: { a: { int: 1 } } }] } },
    client: { kind: 'ResourceSlice', spec: { devices: [{ attributes: { a: { _int: 1 } } }] } },
  },
  'a CustomResourceDefinition, where a property may be called default': { api: crd(''), client: crd('_') },
  'a list': {
    api: { kind: 'NetworkPolicyList', metadata: { continue: 'x' }, items: [{ spec: { ingress: [{ from: [] }] } }] },
    client: {
      kind: 'NetworkPolicyList',
      metadata: { _continue: 'x' },
      items: [{ spec: { ingress: [{ _from: [] }] } }],
    },
  },
  'a ConfigMap whose keys are called so': {
    api: { kind: 'ConfigMap', data: { from: 'a', default: 'b', continue: 'c' } },
    client: { kind: 'ConfigMap', data: { from: 'a', default: 'b', continue: 'c' } },
  },
  'a custom object with the same words': {
    api: { kind: 'Route', spec: { ingress: [{ from: [] }] } },
    client: { kind: 'Route', spec: { ingress: [{ from: [] }] } },
  },
}

table('client-node spells', pairs, ({ api, client }) => assert.equal(toClient(api), client))
table('the API spells', pairs, ({ api, client }) => assert.equal(toApi(client), api))

situation('no other field of client-node has an underscore', () => {
  const models = resolve(import.meta.dirname, '../../node_modules/@kubernetes/client-node/dist/gen/models')
  const found = readdirSync(models)
    .filter(file => file.endsWith('.d.ts'))
    .flatMap(file =>
      [...readFileSync(resolve(models, file), 'utf8').matchAll(/^ {4}'(_\w+)'/gm)].map(
        ([, field]) => `${file.replace(/^V\d+((alpha|beta)\d+)?|\.d\.ts$/g, '')} ${field}`,
      ),
    )
  assert.equal([...new Set(found)].toSorted(), [
    'CapacityRequestPolicy _default',
    'DeviceAttribute _int',
    'JSONSchemaProps _default',
    'JSONSchemaProps _enum',
    'LimitRangeItem _default',
    'ListMeta _continue',
    'NamedResourcesAttribute _int',
    'NetworkPolicyIngressRule _from',
  ])
})
