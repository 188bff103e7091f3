import * as assert from 'uvu/assert'
import { sentenceOf } from '../../src/report/words/sentence.ts'
import { crossFindings } from '../../src/volumes/findings/findings.ts'
import { table } from '../table.ts'
import { judged, settingsOf } from './planned.ts'

const settings = settingsOf({
  namespace: 'agent-one',
  storageClasses: new Map([
    ['disk', { profile: 'aws-ebs' }],
    ['files', { profile: 'aws-efs' }],
    ['node', { profile: 'k3s-local-path' }],
  ]),
})

const claim = (mode: string, storageClass = 'disk', namespace = 'agent-one') => `apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: data, namespace: ${namespace} }
spec: { accessModes: [${mode}], storageClassName: ${storageClass} }
---
`

const mounting = (pod: string, claimName: string) => `
      ${pod}
      containers: [{ name: main, image: app, volumeMounts: [{ name: data, mountPath: /data }, { name: data, mountPath: /logs, subPath: logs }] }]
      volumes: [{ name: data, persistentVolumeClaim: { claimName: ${claimName} } }]
---
`

interface Workload {
  readonly name?: string
  /** Fields of the spec besides the template. */
  readonly spec?: string
  /** Fields of the pod besides containers and volumes. */
  readonly pod?: string
  readonly claimName?: string
  readonly namespace?: string
}

const workload = (apiVersion: string, kind: string, name: string) => (differences: Workload) => {
  const { spec = 'selector: {}', pod = 'enableServiceLinks: false', claimName = 'data', namespace } = differences
  return `apiVersion: ${apiVersion}
kind: ${kind}
metadata: { name: ${differences.name ?? name}, namespace: ${namespace ?? 'agent-one'} }
spec:
  ${spec}
  template:
    spec:${mounting(pod, claimName)}`
}

const master = workload('apps/v1', 'Deployment', 'master')
const everywhere = workload('apps/v1', 'DaemonSet', 'everywhere')
const worker = workload('batch/v1', 'Job', 'worker')

const beside = (topology: string) =>
  `affinity: { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: ${topology}, labelSelector: {} }] } }`

table(
  'claimShared',
  {
    'one pod': { text: claim('ReadWriteOnce') + master({}), want: [] },
    'master and worker': {
      text: claim('ReadWriteOnce') + master({}) + worker({}),
      want: [
        'worker note: claim data can be held by one node at a time, and it is mounted by Deployment/master, Job/worker',
      ],
    },
    'one pod at a time': {
      text: claim('ReadWriteOncePod') + master({}) + worker({}),
      want: [
        'worker warning: claim data can be held by one pod at a time, and it is mounted by Deployment/master, Job/worker',
      ],
    },
    'one pod at a time, on the directory of a node': {
      text: claim('ReadWriteOncePod', 'node') + master({}) + worker({}),
      want: [
        'worker warning: claim data can be held by one pod at a time, and it is mounted by Deployment/master, Job/worker',
      ],
    },
    replicas: {
      text: claim('ReadWriteOnce') + master({ spec: 'replicas: 3' }),
      want: [
        'master note: claim data can be held by one node at a time, and it is mounted by Deployment/master (3 pods)',
      ],
    },
    parallelism: {
      text: claim('ReadWriteOnce') + worker({ spec: 'parallelism: 4' }),
      want: ['worker note: claim data can be held by one node at a time, and it is mounted by Job/worker (4 pods)'],
    },
    'fewer completions than parallelism': {
      text: claim('ReadWriteOnce') + worker({ spec: 'parallelism: 4\n  completions: 1' }),
      want: [],
    },
    'a pod on each node': {
      text: claim('ReadWriteOnce') + everywhere({}),
      want: [
        'everywhere note: claim data can be held by one node at a time, and it is mounted by DaemonSet/everywhere (several pods)',
      ],
    },
    'a storage class that nobody describes': {
      text: claim('ReadWriteOnce', 'other') + master({}) + worker({}),
      want: [
        'worker note: claim data can be held by one node at a time, and it is mounted by Deployment/master, Job/worker',
      ],
    },
    'scaled to nothing': { text: claim('ReadWriteOnce') + master({ spec: 'replicas: 0' }) + worker({}), want: [] },
    suspended: { text: claim('ReadWriteOnce') + master({}) + worker({ spec: 'suspend: true' }), want: [] },
    'many nodes may mount it': { text: claim('ReadWriteMany') + master({}) + worker({}), want: [] },
    'many nodes may mount it, too': { text: claim('ReadWriteOnce, ReadWriteMany') + master({}) + worker({}), want: [] },
    'the directory of a node': { text: claim('ReadWriteOnce', 'node') + master({}) + worker({}), want: [] },
    'a file server': { text: claim('ReadWriteOnce', 'files') + master({}) + worker({}), want: [] },
    'a worker beside its master': {
      text: claim('ReadWriteOnce') + master({}) + worker({ pod: beside('kubernetes.io/hostname') }),
      want: [],
    },
    'a worker in the zone of its master': {
      text: claim('ReadWriteOnce') + master({}) + worker({ pod: beside('topology.kubernetes.io/zone') }),
      want: [
        'worker note: claim data can be held by one node at a time, and it is mounted by Deployment/master, Job/worker',
      ],
    },
    'a worker beside its master, one pod at a time': {
      text: claim('ReadWriteOncePod') + master({}) + worker({ pod: beside('kubernetes.io/hostname') }),
      want: [
        'worker warning: claim data can be held by one pod at a time, and it is mounted by Deployment/master, Job/worker',
      ],
    },
    'two workers beside their master': {
      text:
        claim('ReadWriteOnce') +
        master({}) +
        worker({ name: 'a', pod: beside('kubernetes.io/hostname') }) +
        worker({ name: 'b', pod: beside('kubernetes.io/hostname') }),
      want: [],
    },
    'a node by its name': {
      text: claim('ReadWriteOnce') + master({ pod: 'nodeName: one' }) + worker({ pod: 'nodeName: one' }),
      want: [],
    },
    'a node by its label': {
      text:
        claim('ReadWriteOnce') +
        master({ pod: 'nodeSelector: { kubernetes.io/hostname: one }' }) +
        worker({ pod: 'nodeSelector: { kubernetes.io/hostname: one }' }),
      want: [],
    },
    'two namespaces have claims of one name': {
      text:
        claim('ReadWriteOnce') + claim('ReadWriteOnce', 'disk', 'other') + master({}) + worker({ namespace: 'other' }),
      want: [],
    },
    'a claim that the stream does not bring': {
      text: master({ claimName: 'theirs' }) + worker({ claimName: 'theirs' }),
      want: [],
    },
  },
  ({ text, want }) => {
    const found = crossFindings(judged(text, 'baseline', settings), settings).flatMap(
      ({ pod, severity, observation }) =>
        observation.code === 'claim-shared'
          ? [`${pod.object.ref.name} ${severity}: ${sentenceOf(observation).message}`]
          : [],
    )
    assert.equal(found, want)
  },
)
