import * as assert from 'uvu/assert'
import { listAt, textAt, type Value, type ValueMap, valueAt } from '../../src/manifest/value.ts'
import { evaluatePod } from '../../src/pss/evaluate.ts'
import { streamOf } from '../../src/render/render.ts'
import { renderNamed } from '../../src/run/render/render-named.ts'
import { situation, table } from '../table.ts'
import { objectsIn, podsIn, smallestAgent, valuesOf } from './smallest.ts'

const volumes = [
  { name: 'data', claim: { name: 'data' } },
  { name: 'cache', emptyDir: {} },
]

function rendered(template: 'agent' | 'worker-job', section: object): string {
  const image = smallestAgent.image
  const values = valuesOf({
    volumes,
    agent: { image, containerName: 'main', rbac: { create: false }, ...section },
    worker: { image, containerName: 'main', workspace: { enabled: false }, ...section },
    tasks: [{ id: 'one' }],
  })
  return streamOf(renderNamed(template, { value: JSON.parse(JSON.stringify(values)), placeOf: () => 'v.yaml' }))
}

function podOf(text: string): ValueMap {
  const [pod] = podsIn(text)
  if (pod === undefined) throw new Error('no pod')
  return pod.spec
}

/** What a master and a worker differ in by what they are. */
function withoutNature({ restartPolicy, serviceAccountName, automountServiceAccountToken, ...spec }: ValueMap): Value {
  return spec
}

const overrides = {
  labels: { team: 'a' },
  resources: { limits: { cpu: '2' } },
  env: [
    { name: 'A', value: 'override' },
    { name: 'B', value: 'override' },
    { name: 'NO', value: 'override' },
  ],
  nodeSelector: { pool: 'x' },
  tolerations: [{ operator: 'Exists' }],
  affinity: { nodeAffinity: {} },
  imagePullSecrets: [{ name: 'theirs' }],
  volumes: [{ name: 'extra', emptyDir: { sizeLimit: '1Gi' } }],
  volumeMounts: [
    { name: 'extra', mountPath: '/extra' },
    { name: 'cache', mountPath: '/cache' },
  ],
  podSecurityContext: { supplementalGroups: [5] },
  containerSecurityContext: { readOnlyRootFilesystem: true },
  extraContainers: [{ name: 'side', volumeMounts: [{ name: 'data', mountPath: '/data' }] }],
  extraInitContainers: [{ name: 'first', image: 'i' }],
}
const template = {
  restartPolicy: 'OnFailure',
  nodeSelector: { pool: 'x' },
  shareProcessNamespace: true,
  securityContext: { supplementalGroups: [5] },
  volumes: [{ name: 'mine', emptyDir: {} }],
  initContainers: [{ name: 'first', image: 'i', volumeMounts: [{ name: 'cache', mountPath: '/c' }] }],
  containers: [
    { name: 'beside', image: 'i' },
    {
      name: 'main',
      image: 'old',
      imagePullPolicy: 'Always',
      env: [
        { name: 'T', value: 't' },
        { name: 'A', value: 't' },
      ],
      volumeMounts: [{ name: 'mine', mountPath: '/mine' }],
      resources: { requests: { cpu: '1', memory: '1Gi' } },
      stdin: true,
    },
  ],
}
const own = {
  env: [{ name: 'A', value: 'own' }],
  resources: { requests: { cpu: '4' } },
  reserved: { env: ['NO'] },
  tolerations: [{ key: 'own', operator: 'Exists' }],
}
const sections = { overrides: { ...own, podOverrides: overrides }, 'a template': { ...own, podTemplate: template } }

table('master and worker make the same pod of', sections, section =>
  assert.equal(withoutNature(podOf(rendered('agent', section))), withoutNature(podOf(rendered('worker-job', section)))),
)

table('every container of the master passes restricted with', sections, section => {
  const pods = podsIn(rendered('agent', section))
  assert.is(pods.length, 1)
  assert.equal(
    pods.flatMap(pod => evaluatePod(pod, { level: 'restricted', version: 'latest' })),
    [],
  )
})

table(
  "the master's pod has",
  {
    'variables of overrides where the name is free': {
      section: sections.overrides,
      path: ['containers', 0, 'env'],
      want: [
        { name: 'A', value: 'own' },
        { name: 'B', value: 'override' },
      ],
    },
    'resources of overrides as a whole': {
      section: sections.overrides,
      path: ['containers', 0, 'resources'],
      want: { limits: { cpu: '2' } },
    },
    'fields of overrides instead of its own': {
      section: sections.overrides,
      path: ['tolerations'],
      want: [{ operator: 'Exists' }],
    },
    'shared volumes that only overrides mount, before those of overrides': {
      section: sections.overrides,
      path: ['volumes'],
      want: [
        { name: 'data', persistentVolumeClaim: { claimName: 'data' } },
        { name: 'cache', emptyDir: {} },
        { name: 'extra', emptyDir: { sizeLimit: '1Gi' } },
      ],
    },
    'no restart policy of a template': { section: sections['a template'], path: ['restartPolicy'], want: undefined },
    'every other field of a template': {
      section: sections['a template'],
      path: ['shareProcessNamespace'],
      want: true,
    },
    'the place of its container in a template': {
      section: sections['a template'],
      path: ['containers', 1, 'image'],
      want: 'example/agent:1',
    },
    'variables of a template first': {
      section: sections['a template'],
      path: ['containers', 1, 'env'],
      want: [
        { name: 'T', value: 't' },
        { name: 'A', value: 'own' },
      ],
    },
    'amounts of a template by name': {
      section: sections['a template'],
      path: ['containers', 1, 'resources', 'requests'],
      want: { cpu: '4', memory: '1Gi' },
    },
    'volumes of a template first': {
      section: sections['a template'],
      path: ['volumes'],
      want: [
        { name: 'mine', emptyDir: {} },
        { name: 'cache', emptyDir: {} },
      ],
    },
  },
  ({ section, path, want }) => assert.equal(valueAt(podOf(rendered('agent', section)), path), want),
)

situation('labels of overrides are on the Deployment and on its pod, and lose against the platform', () => {
  const labels = { team: 'a', 'app.kubernetes.io/name': 'theirs' }
  const text = rendered('agent', { podOverrides: { labels } })
  const deployment = objectsIn(text).find(({ ref }) => ref.kind === 'Deployment')?.value ?? null
  for (const path of [
    ['metadata', 'labels'],
    ['spec', 'template', 'metadata', 'labels'],
  ]) {
    assert.is(textAt(valueAt(deployment, path), 'team'), 'a')
    assert.is(textAt(valueAt(deployment, path), 'app.kubernetes.io/name'), 'web')
  }
})

/** A rolling update would start a second pod, which waits for the claim. */
table(
  'the master is recreated where an exclusive claim is mounted',
  {
    'by overrides': { podOverrides: { volumeMounts: [{ name: 'data', mountPath: '/d' }] } },
    'by a container of overrides': { podOverrides: { extraContainers: overrides.extraContainers } },
    'by a template': {
      podTemplate: { initContainers: [{ name: 'i', image: 'i', volumeMounts: [{ name: 'data', mountPath: '/d' }] }] },
    },
  },
  section => {
    const deployment = objectsIn(rendered('agent', section)).find(({ ref }) => ref.kind === 'Deployment')?.value ?? null
    assert.is(valueAt(deployment, ['spec', 'strategy', 'type']), 'Recreate')
    const names = listAt(podOf(rendered('agent', section)), 'volumes').map(volume => textAt(volume, 'name'))
    assert.equal(names, ['data'])
  },
)
