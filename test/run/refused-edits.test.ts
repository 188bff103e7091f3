import * as assert from 'uvu/assert'
import { hardenTexts } from '../../src/run/post-render.ts'
import { defaultSettings, type Settings } from '../../src/workload/settings.ts'
import { table } from '../table.ts'

const settings: Settings = {
  ...defaultSettings,
  storageClasses: new Map([['disk', { profile: 'aws-ebs' }]]),
  defaultStorageClass: 'disk',
}

interface Row {
  /** The pod's security context, and what an alias elsewhere in the document repeats of it. */
  readonly context?: string
  readonly containers?: string
  readonly extra?: string
  /** Codes of the findings that are left, without notes. */
  readonly want: readonly string[]
  readonly changed: boolean
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

table<Row>(
  'a pod is hardened as planned or not at all',
  {
    'nothing stands in the way': { want: [], changed: true },
    'the group that opens the volume cannot be set: the user who needs it is not, either': {
      context: '&shared { sysctls: [] }\n      affinity: *shared',
      want: ['edit-refused', 'pod-security'],
      changed: false,
    },
    'the user cannot be set: the pod does not demand one that the kubelet cannot verify': {
      containers: named,
      extra: '}, labels: &own { x: y',
      want: ['edit-refused', 'pod-security'],
      changed: false,
    },
  },
  row => {
    const text = streamOf(row)
    const hardened = hardenTexts([{ file: '-', text }], settings)
    const left = hardened.remaining().filter(({ severity }) => severity !== 'note')
    assert.equal(
      { codes: [...new Set(left.map(({ code }) => code))].toSorted(), changed: hardened.texts[0]?.text !== text },
      { codes: row.want, changed: row.changed },
    )
    assert.is(
      hardened.report().edits.length > 0,
      row.changed,
      'the report tells of edits that were made, and of no other',
    )
  },
)
