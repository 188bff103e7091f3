import * as assert from 'uvu/assert'
import { type FieldPath, formatPath } from '../../src/manifest/path.ts'
import { hardenTexts } from '../../src/run/harden/harden-texts.ts'
import type { DropReason } from '../../src/workload/finding/finding.ts'
import { defaultSettings, type Settings } from '../../src/workload/settings/settings.ts'
import { table } from '../table.ts'

const settings: Settings = {
  ...defaultSettings,
  // Merge keys and aliases stand where they are read, whether a field belongs there or not.
  schema: 'off',
  storageClasses: new Map([['disk', { profile: 'aws-ebs' }]]),
  defaultStorageClass: 'disk',
}

interface Row {
  /** The pod's security context, and what an alias elsewhere in the document repeats of it. */
  readonly context?: string
  readonly containers?: string
  readonly extra?: string
  readonly want: {
    readonly written: readonly FieldPath[]
    /** Why each other field of the pod that was planned is not. */
    readonly dropped: Readonly<Record<string, DropReason>>
  }
}

const database = `
        - name: postgres
          image: postgres:17.2
          env: [{ name: PGDATA, value: /var/lib/postgresql/data/pgdata }]
          volumeMounts: [{ name: data, mountPath: /var/lib/postgresql/data }]`
const named = `
        - { name: prometheus, image: 'prom/prometheus:v3.5.0', securityContext: *own }`

function streamOf({ context = '{}', containers = database, extra = '' }: Row): string {
  return `apiVersion: apps/v1
kind: StatefulSet
metadata: { name: db, annotations: { owner: platform${extra} } }
spec:
  template:
    spec:
      securityContext: ${context}
      containers:${containers}
  volumeClaimTemplates: [{ metadata: { name: data }, spec: { accessModes: [ReadWriteOnce] } }]
`
}

const pod = ['spec', 'template', 'spec']
const first = [...pod, 'containers', 0, 'securityContext']

table<Row>(
  'what the text refuses is left out, with what needs it, and the rest is written',
  {
    'nothing stands in the way': {
      want: {
        written: [
          [...first, 'runAsUser'],
          [...first, 'runAsGroup'],
          [...pod, 'securityContext', 'fsGroup'],
          [...pod, 'securityContext', 'fsGroupChangePolicy'],
          [...pod, 'securityContext', 'runAsNonRoot'],
          [...pod, 'securityContext', 'seccompProfile'],
          [...first, 'allowPrivilegeEscalation'],
          [...first, 'capabilities', 'drop'],
        ],
        dropped: {},
      },
    },
    'the group that opens the volume cannot be set: the user who needs it is not, either': {
      context: '&shared { sysctls: [] }\n      affinity: *shared',
      want: {
        written: [[...first, 'allowPrivilegeEscalation']],
        dropped: {
          'securityContext.fsGroup': 'alias',
          'securityContext.fsGroupChangePolicy': 'alias',
          'securityContext.runAsNonRoot': 'alias',
          'securityContext.seccompProfile': 'alias',
          'containers[0].securityContext.runAsUser': 'dependent',
          'containers[0].securityContext.runAsGroup': 'dependent',
          'containers[0].securityContext.capabilities.drop': 'dependent',
        },
      },
    },
    'the user cannot be set: the pod does not demand one that the kubelet cannot verify': {
      containers: named,
      extra: '}, labels: &own { x: y',
      want: {
        written: [[...pod, 'securityContext', 'seccompProfile']],
        dropped: {
          'securityContext.runAsNonRoot': 'dependent',
          'containers[0].securityContext.runAsUser': 'alias',
          'containers[0].securityContext.allowPrivilegeEscalation': 'alias',
          'containers[0].securityContext.capabilities.drop': 'alias',
        },
      },
    },
  },
  row => {
    const hardened = hardenTexts([{ file: '-', text: streamOf(row) }], settings)
    const written = hardened.report().edits.map(({ path }) => path)
    const dropped = hardened
      .remaining()
      .flatMap(finding => (finding.code === 'edit-refused' ? [[within(finding.place.path), finding.reason]] : []))
    assert.equal({ written, dropped: Object.fromEntries(dropped) }, row.want)
  },
)

/** A field's name within the pod. */
function within(path: FieldPath = []): string {
  return formatPath(path.slice(pod.length))
}
