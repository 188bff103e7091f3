import type { FieldPath } from '../../src/manifest/path.ts'
import { isList, isMap, listAt, mapAt, type Value, type ValueMap } from '../../src/manifest/value.ts'
import { valuesJsonSchema } from '../../src/render/values/validate.ts'

/** A field of the values that holds something itself; `*` stands for an item of a list. */
export interface Leaf {
  readonly path: readonly string[]
  readonly schema: ValueMap
}

/** Every leaf that the schema of values knows of a master. */
export function agentLeaves(): readonly Leaf[] {
  const schema: Value = JSON.parse(JSON.stringify(valuesJsonSchema()))
  const found = leavesOf(schema, [])
  return found.filter(({ path: [first] }) => first !== 'worker' && first !== 'tasks')
}

function leavesOf(schema: Value | undefined, path: readonly string[]): Leaf[] {
  if (!isMap(schema)) return []
  const properties = mapAt(schema, 'properties')
  if (properties !== undefined)
    return Object.entries(properties).flatMap(([key, field]) => leavesOf(field, [...path, key]))
  if (schema.type === 'array') return leavesOf(schema.items, [...path, '*'])
  const forms = [...listAt(schema, 'anyOf'), ...listAt(schema, 'oneOf')].filter(form => isMap(form))
  const typed = forms.filter(form => form.type !== undefined)
  return typed.length > 0 ? typed.flatMap(form => leavesOf(form, path)) : [{ path, schema }]
}

/** What must stand beside a leaf, by the end of the path of the map that holds it. */
const beside: readonly (readonly [string, ValueMap])[] = [
  ['agent', { image: { repository: 'r/a', tag: '1' }, command: ['run'] }],
  ['agent.image', { repository: 'r/a', tag: '1' }],
  ['volumes.*', { name: 'data' }],
  ['claim', { name: 'claim' }],
  ['claim.storage.root', { owner: '1000:1000', mode: '0700' }],
  ['ports.*', { name: 'http', containerPort: 80 }],
  ['service.ports.*', { name: 'http', port: 80 }],
  ['env.*', { name: 'A' }],
  ['podOverrides.env.*', { name: 'B' }],
  ['secretKeyRef', { name: 's', key: 'k' }],
  ['configMapKeyRef', { name: 's', key: 'k' }],
  ['fieldRef', { fieldPath: 'metadata.name' }],
  ['secretRef', { name: 's' }],
  ['configMapRef', { name: 's' }],
  ['volumeMounts.*', { name: 'data', mountPath: '/m' }],
  ['initContainers.*', { name: 'x', image: 'i:1' }],
  ['containers.*', { name: 'with', image: 'i:1' }],
  ['extraContainers.*', { name: 'beside', image: 'i:1' }],
  ['extraInitContainers.*', { name: 'before', image: 'i:1' }],
  ['configMaps.*', { name: 'c', data: { k: 'v' } }],
  ['agent.secrets.*', { name: 'c', stringData: { k: 'v' } }],
  ['agent.service', { ports: [{ name: 'http', port: 80 }] }],
  ['agent.networkPolicy', { enabled: true }],
  ['agent.podDisruptionBudget', { enabled: true }],
  ['agent.podMonitor', { enabled: true }],
  ['agent.attachable', { enabled: true, image: 's:1' }],
  ['agent.serviceAccount', { name: 'mine' }],
  ['podOverrides.volumes.*', { name: 'own', emptyDir: {} }],
  ['podTemplate.volumes.*', { name: 'own', emptyDir: {} }],
]

/** The same, needed by one leaf alone. */
const besideLeaf: readonly (readonly [string, ValueMap])[] = [
  ['volumes.*.name', { emptyDir: {} }],
  ['envFrom.*.prefix', { secretRef: { name: 's' } }],
  ['podDisruptionBudget.enabled', { minAvailable: 1 }],
]

/** Two values of leaves that do not take just any, by the end of their path. */
const samples: readonly (readonly [string, readonly [Value, Value]])[] = [
  ['agent.name', ['one', 'two']],
  ['agent.serviceAccount.create', [true, false]],
  ['agent.replicas', [0, 1]],
  ['podTemplate.serviceAccountName', ['web', 'web']],
  ['podOverrides.serviceAccountName', ['web', 'web']],
  ['volumeMounts.*.name', ['data', 'other']],
  ['image.repository', ['r/b', 'r/c']],
  ['image.digest', [`sha256:${'0'.repeat(64)}`, `sha256:${'1'.repeat(64)}`]],
  ['image', ['i:1', 'i:2']],
  ['claim.size', ['1Gi', '2Gi']],
  ['sizeLimit', ['1Gi', '2Gi']],
  ['root.owner', ['1000:1000', '2000:2000']],
  ['root.mode', ['0700', '0750']],
  ['mountPath', ['/m', '/n']],
  ['subPath', ['in', 'out']],
  ['subPathExpr', ['$(A)', 'x-$(A)']],
  ['resources.requests', [{ cpu: '1' }, { cpu: '2' }]],
  ['resources.limits', [{ memory: '1Gi' }, { memory: '2Gi' }]],
  ['resources.claims.*', [{ name: 'a' }, { name: 'b' }]],
  ...['startupProbe', 'livenessProbe', 'readinessProbe'].map(name => [name, [probe(80), probe(81)]] as const),
  ['dnsPolicy', ['Default', 'ClusterFirst']],
  ['lifecycle', [{ stopSignal: 'SIGTERM' }, { stopSignal: 'SIGINT' }]],
  ['seccompProfile', [{ type: 'Unconfined' }, { type: 'Localhost', localhostProfile: 'a' }]],
  ['valueFrom.resourceFieldRef', [{ resource: 'limits.cpu' }, { resource: 'limits.memory' }]],
  ['valueFrom', [{ fieldRef: { fieldPath: 'metadata.name' } }, { fieldRef: { fieldPath: 'metadata.uid' } }]],
  ['volumes.*.configMap', [{ name: 'a' }, { name: 'b' }]],
  ['volumes.*.secret', [{ secretName: 'a' }, { secretName: 'b' }]],
  ['volumes.*.projected', [{ sources: [{ secret: { name: 'a' } }] }, { sources: [{ secret: { name: 'b' } }] }]],
  ['volumes.*.downwardAPI', [{ items: [] }, { defaultMode: 256 }]],
  ['volumes.*.csi', [{ driver: 'a' }, { driver: 'b' }]],
  ['volumes.*.ephemeral', [ephemeral('a'), ephemeral('b')]],
  ['volumes.*.image', [{ reference: 'a' }, { reference: 'b' }]],
  ['volumes.*.hostPath', [{ path: '/a' }, { path: '/b' }]],
  [
    'volumes.*.nfs',
    [
      { server: 'a', path: '/' },
      { server: 'b', path: '/' },
    ],
  ],
  [
    'hostAliases.*',
    [
      { ip: '10.0.0.1', hostnames: ['a'] },
      { ip: '10.0.0.2', hostnames: ['a'] },
    ],
  ],
  ['dnsConfig', [{ searches: ['a'] }, { searches: ['b'] }]],
  ['affinity', [spread('a'), spread('b')]],
  [
    'tolerations.*',
    [
      { key: 'a', operator: 'Exists' },
      { key: 'b', operator: 'Exists' },
    ],
  ],
  ['topologySpreadConstraints.*', [constraint(1), constraint(2)]],
  ['rbac.rules.*', [rule('a'), rule('b')]],
  ['networkPolicy.ingress.*', [{ from: [] }, { ports: [{ port: 80 }] }]],
  ['networkPolicy.egress.*', [{ to: [] }, { ports: [{ port: 53 }] }]],
  ['configMaps.*.data', [{ k: 'a' }, { k: 'b' }]],
  ['attachable.source', ['/a', '/b']],
  ['attachable.binary', ['/bin/a', '/bin/b']],
  ['attachable.ttyDirectory', ['/tty/a', '/tty/b']],
  ['attachable.metadata', ['/meta/a', '/meta/b']],
  ['initContainers.*.name', ['first', 'earlier']],
  ['extraContainers.*.name', ['side', 'other-side']],
  ['extraInitContainers.*.name', ['last', 'later']],
  ['containerPort', [80, 81]],
  ['nodePort', [30000, 30001]],
  ['podMonitor.port', ['http', 'metrics']],
  ['capabilities.add.*', ['NET_ADMIN', 'SYS_TIME']],
  ['reserved.env.*', ['A', 'B']],
  ['accessModes.*', ['ReadWriteOnce', 'ReadWriteMany']],
]

function ephemeral(name: string): ValueMap {
  const resources = { requests: { storage: '1Gi' } }
  return { volumeClaimTemplate: { spec: { accessModes: ['ReadWriteOnce'], storageClassName: name, resources } } }
}

function spread(key: string): ValueMap {
  const term = { matchExpressions: [{ key, operator: 'Exists' }] }
  return { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [term] } } }
}

function probe(port: number): ValueMap {
  return { tcpSocket: { port } }
}

function constraint(maxSkew: number): ValueMap {
  return { maxSkew, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule' }
}

function rule(resource: string): ValueMap {
  return { apiGroups: [''], resources: [resource], verbs: ['get'] }
}

/** Values that hold a leaf, and the same with another value of it. */
export interface LeafValues {
  readonly leaf: string
  readonly path: FieldPath
  readonly one: Value
  readonly values: ValueMap
  /** The first in surroundings of its own. */
  readonly first: ValueMap
}

/** The second of a leaf's values in its surroundings, and where its first would go. */
export function valuesOfLeaf(leaf: Leaf): LeafValues {
  const [one] = sampled(leaf.path, leaf.schema)
  const [first, values] = twoOf(leaf)
  return { first, leaf: leaf.path.join('.'), path: leaf.path.map(step => (step === '*' ? 0 : step)), one, values }
}

/** Keys of which a map has one. */
const exclusive: readonly (readonly string[])[] = [
  [
    'claim',
    'emptyDir',
    'configMap',
    'secret',
    'projected',
    'downwardAPI',
    'csi',
    'ephemeral',
    'image',
    'hostPath',
    'nfs',
  ],
  ['secretKeyRef', 'configMapKeyRef', 'fieldRef', 'resourceFieldRef'],
  ['secretRef', 'configMapRef'],
  ['value', 'valueFrom'],
  ['subPath', 'subPathExpr'],
  ['minAvailable', 'maxUnavailable'],
]

/**
 * Leaves that can stand beside each other: overrides and a template exclude each other and hide what they replace, as do
 * switches, whole identities and the name of an account.
 */
export function areaOf({ leaf }: LeafValues): string {
  const area = /^(agent\.pod(Overrides|Template|SecurityContext)|repair)/.exec(leaf)?.[0] ?? 'else'
  const alone = /(^|\.)(enabled|create|cleanup|checksum|strategy|replicas|platform|identity|digest)$/.test(leaf)
  return alone || silentEnd.test(leaf) ? leaf : area
}

const silentEnd = /serviceAccountName$|volumes\.\*\.name$|volumeMounts\.\*\.name$|podTemplate\.containers\.\*\.name$/

/** Two values as one, or undefined where they say different things of one place. */
export function together(a: Value, b: Value): Value | undefined {
  if (isList(a) && isList(b)) return listTogether(a, b)
  if (!isMap(a) || !isMap(b)) return JSON.stringify(a) === JSON.stringify(b) ? a : undefined
  if (exclusive.some(keys => keys.filter(key => key in a || key in b).length > 1)) return undefined
  const merged: Record<string, Value> = { ...a }
  for (const [key, value] of Object.entries(b)) {
    const below = merged[key]
    const both = below === undefined ? value : together(below, value)
    if (both === undefined) return undefined
    merged[key] = both
  }
  return merged
}

function listTogether(a: readonly Value[], b: readonly Value[]): Value | undefined {
  if (JSON.stringify(a) === JSON.stringify(b)) return [...a]
  const [one, two] = [a[0], b[0]]
  if (one === undefined || two === undefined) return [...a, ...b]
  const first = together(one, two)
  const rest = a.length > 1 ? a.slice(1) : b.slice(1)
  return first === undefined ? undefined : [first, ...rest]
}

/** Values that differ in one leaf. */
function twoOf({ path, schema }: Leaf): readonly [ValueMap, ValueMap] {
  const [one, two] = sampled(path, schema)
  return [valuesWith(path, one), valuesWith(path, two)]
}

function sampled(path: readonly string[], schema: ValueMap): readonly [Value, Value] {
  const known = byEnd(samples, path)
  if (known !== undefined) return known
  if (path.join('.') === 'identity') return ['image', { user: 5, group: 5 }]
  const words = listAt(schema, 'enum')
  if (words.length > 0) return [words[0] ?? null, words[1] ?? null]
  if (schema.const !== undefined) return [schema.const, null]
  if (schema.type === 'boolean') return [true, false]
  if (schema.type === 'integer') return [1, 2]
  if (schema.type === 'string' && String(schema.pattern).includes('%')) return ['10%', '20%']
  if (schema.type === 'string') return ['aa', 'bb']
  // Of its own, so that no other map hides it.
  const key = path.filter(step => step !== '*').join('-')
  return [{ [key]: 'a' }, { [key]: 'b' }]
}

function byEnd<Found>(table: readonly (readonly [string, Found])[], path: FieldPath): Found | undefined {
  const text = `.${path.join('.')}`
  const ends = table.filter(([end]) => text.endsWith(`.${end}`))
  return ends.toSorted(([a], [b]) => b.length - a.length)[0]?.[1]
}

/** The smallest values that hold a leaf: at a level that admits everything, with a volume that something is known of. */
function valuesWith(path: readonly string[], value: Value): ValueMap {
  const made = holding([], path, value)
  const said = isMap(made) ? made : {}
  const agent: ValueMap = { ...(byEnd(beside, ['agent']) ?? {}), ...mapAt(said, 'agent') }
  return {
    level: 'privileged',
    volumes: [defaultVolume, { name: 'other', emptyDir: {} }],
    ...said,
    name: said.name ?? 'web',
    namespace: said.namespace ?? 'ns',
    agent: usable(agent, path, value),
  }
}

const defaultVolume: ValueMap = {
  name: 'data',
  claim: {
    name: 'claim',
    accessModes: ['ReadWriteMany'],
    storage: { fsGroup: 'never', root: { owner: '1000:1000', mode: '0700' }, chownable: true },
  },
}

/** What a leaf needs elsewhere: a mount of the volume that it describes, a port that it names. */
function usable(agent: ValueMap, path: readonly string[], value: Value): ValueMap {
  const text = path.join('.')
  const volume = [{ name: text === 'volumes.*.name' ? value : 'data', mountPath: '/data' }]
  const needs: Record<string, Value> = {}
  if (!text.startsWith('agent.volumeMounts')) needs.volumeMounts = volume
  if (!text.startsWith('agent.env')) needs.env = [{ name: 'A', value: 'a' }]
  if (!text.startsWith('agent.ports'))
    needs.ports = [
      { name: 'http', containerPort: 80 },
      { name: 'metrics', containerPort: 81 },
    ]
  return { ...needs, ...agent }
}

function holding(above: readonly string[], [step, ...rest]: readonly string[], value: Value): Value {
  if (step === undefined) return value
  const place = [...above, step]
  if (step === '*') return [holding(place, rest, value)]
  const needed = { ...byEnd(beside, above), ...byEnd(besideLeaf, place) }
  const held = holding(place, rest, value)
  return held === null ? needed : { ...needed, [step]: held }
}
