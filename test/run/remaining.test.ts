import * as assert from 'uvu/assert'
import { formatPath } from '../../src/manifest/path.ts'
import { hardenTexts } from '../../src/run/harden/harden-texts.ts'
import type { Finding } from '../../src/workload/finding/finding.ts'
import { defaultSettings, type Settings } from '../../src/workload/settings/settings.ts'
import { situation, table } from '../table.ts'

const settings: Settings = {
  ...defaultSettings,
  level: 'baseline',
  storageClasses: new Map([
    ['disk', { source: 'hostPath', root: { uid: 1000, gid: 1000, mode: '0755' } }],
    ['roots', { source: 'hostPath', root: { uid: 0, gid: 0, mode: '0755' } }],
  ]),
  defaultStorageClass: 'disk',
}

const data = '{ name: data, persistentVolumeClaim: { claimName: data } }'
const share = '{ name: share, nfs: { server: nas, path: /share } }'

/** Hardening puts `chown-volumes` before the init container that is there. */
function deployment(init: string): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  template:
    spec:
      securityContext: { runAsUser: 1500, runAsGroup: 1500 }
      initContainers:
        - ${init}
      containers:
        - { name: main, image: example.com/web:1, volumeMounts: [{ name: data, mountPath: /data }] }
      volumes: [${data}, ${share}]
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: data }
`
}

interface Row {
  readonly text: string
  readonly level?: Settings['level']
  readonly want: readonly string[]
}

table<Row>(
  'what hardening leaves is said of the output, at the fields of the input',
  {
    'an unknown mount of an init container that moved': {
      text: deployment('{ name: setup, image: example.com/web:1, volumeMounts: [{ name: share, mountPath: /share }] }'),
      want: ['9 volume-unknown setup spec.template.spec.initContainers[0].volumeMounts[0]'],
    },
    'a violation of an init container that moved': {
      text: deployment('{ name: setup, image: example.com/web:1, securityContext: { privileged: true } }'),
      want: [
        '9 pod-security setup spec.template.spec.initContainers[0].securityContext.privileged container "setup" must not set securityContext.privileged=true',
      ],
    },
    'a mount that fails once its container starts': {
      level: 'restricted',
      text: `apiVersion: v1
kind: Pod
metadata: { name: web }
spec:
  securityContext: { runAsNonRoot: true, seccompProfile: { type: RuntimeDefault } }
  volumes: [{ name: data, ephemeral: { volumeClaimTemplate: { spec: { storageClassName: roots, accessModes: [ReadWriteOnce] } } } }]
  containers:
    - name: web
      image: prom/statsd-exporter:v1
      securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: [ALL] } }
      volumeMounts: [{ name: data, mountPath: /data }]
`,
      want: ['11 volume-not-writable web spec.containers[0].volumeMounts[0]'],
    },
    'a check that still fails for the second of two containers': {
      level: 'restricted',
      text: `apiVersion: v1
kind: Pod
metadata: { name: web }
spec:
  securityContext: { runAsNonRoot: true, runAsUser: 1500, seccompProfile: { type: RuntimeDefault } }
  containers:
    - { name: first, image: example.com/web:1 }
    - { name: second, image: example.com/web:1, securityContext: { allowPrivilegeEscalation: true } }
`,
      want: [
        '8 pod-security second spec.containers[1].securityContext.allowPrivilegeEscalation container "second" must set securityContext.allowPrivilegeEscalation=false',
      ],
    },
  },
  ({ text, level, want }) => {
    const result = hardenTexts([{ file: '-', text }], { ...settings, ...(level !== undefined && { level }) })
    assert.not.equal(result.texts[0]?.text, text)
    const got = result.remaining().flatMap(finding => {
      if (!['pod-security', 'volume-unknown', 'volume-not-writable'].includes(finding.code)) return []
      const { position, container, path } = finding.place
      const detail = finding.code === 'pod-security' ? [finding.detail] : []
      return [[position.line, finding.code, container, formatPath(path ?? []), ...detail].join(' ')]
    })
    assert.equal(got, want)
  },
)

situation('what is left stands in the order of the lines, though a check moved to a later container', () => {
  const text = `apiVersion: v1
kind: Pod
metadata: { name: web }
spec:
  securityContext: { runAsNonRoot: true, runAsUser: 1500, seccompProfile: { type: RuntimeDefault } }
  containers:
    - { name: first, image: example.com/web:1 }
    - { name: second, image: example.com/web:1, securityContext: { capabilities: { drop: [NET_RAW] } } }
    - { name: third, image: example.com/web:1, securityContext: { allowPrivilegeEscalation: true } }
`
  const left = hardenTexts([{ file: '-', text }], { ...settings, level: 'restricted' }).remaining()
  const lines = left.flatMap(({ code, place }) => (code === 'pod-security' ? [place.position.line] : []))
  assert.equal(lines, [8, 9])
})

const ofClaim = 'persistentVolumeClaim: { claimName: data }'

/** A pod that mounts a claim of `storageClass` at /data, and an init container that does. */
function claiming({ storageClass = 'disk', context = '', volume = ofClaim, init = '' }: Claiming): string {
  const volumeMounts = 'volumeMounts: [{ name: data, mountPath: /data }]'
  const initContainers = init === '' ? '' : `initContainers: [{ name: own, ${init}, ${volumeMounts} }]`
  return `apiVersion: v1
kind: Pod
metadata: { name: web }
spec:
  securityContext: { ${context} }
  ${initContainers}
  containers: [{ name: main, image: example.com/web:1, ${volumeMounts} }]
  volumes: [{ name: data, ${volume} }]
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: data }
spec: { storageClassName: ${storageClass} }
`
}

interface Claiming {
  readonly storageClass?: string
  readonly context?: string
  readonly volume?: string
  readonly level?: Settings['level']
  readonly init?: string
}

const self = 'runAsUser: 1500, runAsGroup: 1500'

table<Claiming>(
  'hardening takes away the finding',
  {
    'pod-security': { level: 'restricted', context: self },
    'volume-not-writable': { context: self },
    'volume-not-readable': { context: self, volume: 'secret: { secretName: key, defaultMode: 0400 }' },
    'volume-unknown': {},
    'will-not-start': {
      context: self,
      init: 'image: busybox:1, command: [chown, -R, "1500:1500", /data], securityContext: { runAsUser: 0, capabilities: { drop: [ALL] } }',
    },
    'may-not-start': { init: 'image: example.com/setup:1, command: [mkdir, -p, /data/a]' },
    'needless-init': {
      storageClass: 'own',
      context: self,
      init: 'image: busybox:1, command: [chown, -R, "1500:1500", /data], securityContext: { runAsUser: 0 }',
    },
    'fsgroup-noop': { context: `${self}, fsGroup: 2500` },
  },
  (row, code) => {
    const facts = { source: 'hostPath', chownable: true } as const
    const storageClasses = new Map([
      ['disk', { ...facts, root: { uid: 1000, gid: 1000, mode: '0755' } }],
      ['own', { ...facts, root: { uid: 1500, gid: 1500, mode: '0755' } }],
    ])
    const harden = { ...settings.harden, runAs: { user: 65532, group: 65532 }, chartInits: 'replace' as const }
    const level = row.level ?? 'baseline'
    const result = hardenTexts([{ file: '-', text: claiming(row) }], { ...settings, level, storageClasses, harden })
    const codes = (findings: readonly Finding[]) => findings.map(finding => finding.code)
    assert.ok(codes(result.report().findings).includes(code as Finding['code']))
    assert.not.ok(codes(result.remaining()).includes(code as Finding['code']))
  },
)
