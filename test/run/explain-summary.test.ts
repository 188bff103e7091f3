import * as assert from 'uvu/assert'
import { explainHtml } from '../../src/report/explain/html.ts'
import { explainMarkdown } from '../../src/report/explain/markdown.ts'
import { summaryFixText } from '../../src/report/words/summary-words.ts'
import { explainTexts } from '../../src/run/explain/explain.ts'
import { defaultSettings, type Settings, type StorageFacts } from '../../src/workload/settings/settings.ts'
import { table } from '../table.ts'

/** A pod with one claim of a class that belongs to 1000:1000; the rows say what is different. */
const pod = (changes: {
  readonly context?: string
  readonly pod?: string
  readonly container?: string
  readonly volume?: string
  readonly mount?: string
}) => `
apiVersion: v1
kind: Pod
metadata: { name: web }
spec:
  securityContext: { supplementalGroupsPolicy: Strict${changes.context ?? ''} }
  ${changes.pod ?? ''}
  containers:
    - name: web
      image: registry.example.com/web:1
      ${changes.container ?? 'securityContext: { runAsUser: 10000, runAsGroup: 10000 }'}
      volumeMounts: [{ name: data, mountPath: /data${changes.mount ?? ''} }]
  volumes:
    - name: data
      ${changes.volume ?? 'ephemeral: { volumeClaimTemplate: { spec: { storageClassName: disk, accessModes: [ReadWriteOnce] } } }'}
`

/** At `privileged`, where admission refuses nothing. */
const settings: Settings = {
  ...defaultSettings,
  level: 'privileged',
  storageClasses: new Map([['disk', { source: 'hostPath', root: { uid: 1000, gid: 1000, mode: '0775' } }]]),
}
const as = (uid: number, gid: number) => `securityContext: { runAsUser: ${uid}, runAsGroup: ${gid} }`
const init = `initContainers: [{ name: own, image: busybox, command: [chown, -R, '10000:10000', /data],
    securityContext: { runAsUser: 0 }, volumeMounts: [{ name: data, mountPath: /data }] }]`

table(
  'summariseMounts',
  {
    'nobody lets it in': { text: pod({}), mechanisms: ['none'], risk: 'fails', writes: ['data'] },
    'the owner': { text: pod({ container: as(1000, 5) }), mechanisms: ['owner'], risk: 'ok', writes: ['data'] },
    'a member of the group': {
      text: pod({ container: as(5, 1000) }),
      mechanisms: ['group'],
      risk: 'ok',
      writes: ['data'],
    },
    root: { text: pod({ container: as(0, 0) }), mechanisms: ['runs as root'], risk: 'ok', writes: ['data'] },
    'fsGroup that the volume ignores': {
      text: pod({ context: ', fsGroup: 10000' }),
      mechanisms: ['fsGroup without effect'],
      risk: 'fails',
      writes: ['data'],
    },
    'fsGroup that a disk honours': {
      text: pod({ context: ', fsGroup: 10000', volume: 'emptyDir: {}' }),
      mechanisms: [],
      risk: 'ok',
      writes: [],
    },
    'an init container that re-owns it': {
      text: pod({ pod: init }),
      mechanisms: ['init chown'],
      risk: 'ok',
      writes: ['data'],
    },
    'a path of the node that nobody knows': {
      text: pod({ volume: 'hostPath: { path: /srv }' }),
      mechanisms: ['none'],
      risk: 'unknown',
      writes: ['data'],
    },
    'a mount that is only read': {
      text: pod({ volume: 'configMap: { name: web }' }),
      mechanisms: [],
      risk: 'ok',
      writes: [],
    },
    'Windows nodes that only a selector names': {
      text: pod({ pod: 'nodeSelector: { kubernetes.io/os: windows }' }),
      mechanisms: [],
      risk: 'unknown',
      writes: [],
    },
    'Windows has no UNIX modes': {
      text: pod({ pod: 'os: { name: windows }' }),
      mechanisms: [],
      risk: 'unknown',
      writes: [],
    },
  },
  ({ text, mechanisms, risk, writes }) => {
    const [workload] = explainTexts([{ file: 'web.yaml', text }], settings).workloads
    assert.ok(workload)
    const { summary } = workload
    const got = {
      mechanisms: summary.mechanisms,
      risk: summary.risk,
      writes: summary.writes.map(({ volume }) => volume),
    }
    assert.equal(got, { mechanisms, risk, writes })
  },
)

table(
  'explainTexts: fixes of the summary',
  {
    'the chosen one': { text: pod({}), level: 'baseline', want: ['chosen supplemental-group'] },
    'one that another level admits': {
      text: pod({ volume: 'ephemeral: { volumeClaimTemplate: { spec: { storageClassName: root } } }' }),
      level: 'restricted',
      want: ['not-admitted chown-init'],
    },
    'none for a mount without a volume': {
      text: pod({ volume: '' }).replace('name: data\n', 'name: other\n'),
      level: 'restricted',
      want: ['missing'],
    },
    'nothing where the workload is to be left alone': {
      text: pod({}).replace('name: web }', 'name: web, annotations: { seaworthy.dev/skip: by hand } }'),
      level: 'baseline',
      want: ['missing'],
    },
  } as const,
  ({ text, level, want }) => {
    const root: StorageFacts = { source: 'hostPath', root: { uid: 0, gid: 0, mode: '0755' } }
    const classes = new Map([...settings.storageClasses, ['root', root]])
    const [workload] = explainTexts([{ file: 'web.yaml', text }], {
      ...settings,
      level,
      storageClasses: classes,
    }).workloads
    const got = workload?.summary.fixes.map(fix => (fix.kind === 'missing' ? fix.kind : `${fix.kind} ${fix.fix.id}`))
    assert.equal(got, want)
  },
)

const served = pod({
  volume: 'persistentVolumeClaim: { claimName: data }',
  pod: `initContainers: [{ name: open, image: busybox, command: [sh, -c, 'chmod -R 700 /data || true'],
    securityContext: { runAsUser: 10000, runAsGroup: 10000 }, volumeMounts: [{ name: data, mountPath: /data }] }]`,
})

table(
  'explainTexts: each unknown mount ends with the row that answers it, and the summary tells it once',
  {
    'where an init container puts up with failing': { text: served, of: {} },
    'where volumes are not reported': {
      text: served,
      of: { harden: { ...defaultSettings.harden, volumes: 'off' } },
    },
  } as const,
  ({ text, of }) => {
    const [workload] = explainTexts([{ file: 'web.yaml', text }], { ...defaultSettings, ...of }).workloads
    assert.ok(workload)
    const mounts = workload.containers.flatMap(({ mounts }) => mounts)
    assert.equal(
      mounts.map(({ row }) => (typeof row === 'object' ? row.about : row)),
      ['claim', 'claim'],
    )
    assert.is(workload.summary.fixes.length, 1)
  },
)

table(
  'explainTexts: a matrix names what a class was taken for',
  {
    'by its name': { of: {}, want: 'claim data (gp3, assumed to be aws-ebs)' },
    'but not what a policy says of it': {
      of: { storageClasses: new Map<string, StorageFacts>([['gp3', { source: 'csi' }]]) },
      want: 'claim data (gp3)',
    },
  },
  ({ of, want }) => {
    const text = pod({
      volume: 'ephemeral: { volumeClaimTemplate: { spec: { storageClassName: gp3, accessModes: [ReadWriteOnce] } } }',
    })
    const explanation = explainTexts([{ file: 'web.yaml', text }], { ...defaultSettings, ...of })
    const options = { view: 'matrix', style: 'plain', quiet: false, width: 160 } as const
    assert.match(explainHtml(explanation, options), `>${want}<`)
    assert.match(explainMarkdown(explanation, options), `| ${want} |`)
  },
)

table(
  'explainTexts: what the API server refuses is in the summary',
  {
    'a mode of no file': { mode: '1023', want: '1023 is not a mode between 0 and 0777 (511)' },
    'a mode meant in octal': {
      mode: '644',
      want: '644 is not a mode between 0 and 0777 (511); 0644 was probably meant',
    },
  },
  ({ mode, want }) => {
    const text = pod({ volume: `configMap: { name: web, defaultMode: ${mode} }` })
    const [workload] = explainTexts([{ file: 'web.yaml', text }], settings).workloads
    const [first] = workload?.summary.fixes ?? []
    assert.is(first?.kind === 'missing' ? summaryFixText(first) : undefined, `the API server refuses it: ${want}`)
  },
)

const exporter = `
apiVersion: v1
kind: Pod
metadata: { name: web }
spec:
  hostPID: true
  containers:
    - name: web
      image: registry.example.com/web:1
      ${as(65534, 65534)}
      volumeMounts:
        - { name: proc, mountPath: /host/proc, readOnly: true }
        - { name: sys, mountPath: /host/sys, readOnly: true }
        - { name: log, mountPath: /log, readOnly: true }
        - { name: root, mountPath: /host/root, readOnly: true }
  volumes:
    - { name: proc, hostPath: { path: /proc } }
    - { name: sys, hostPath: { path: /sys } }
    - { name: log, hostPath: { path: /log, type: Directory } }
    - { name: root, hostPath: { path: / } }
`
const unknown = (path: string, why: string) => `the owner and mode of ${path} are unknown: ${why}; `
const made = 'the path is made 0:0 0755 by the container runtime unless it exists'
const noRow = 'no row of the policy can tell: it depends on the node, the server or the pod'

table(
  'explainTexts: what is alike is told once with its paths, and what admission says before it',
  {
    'at restricted': { level: 'restricted', first: ['admission refuses it: host namespaces, restricted volume types'] },
    'at privileged': { level: 'privileged', first: [] },
  } as const,
  ({ level, first }) => {
    const [workload] = explainTexts([{ file: 'web.yaml', text: exporter }], { ...settings, level }).workloads
    assert.equal(
      workload?.summary.fixes.map(summaryFixText).map(text => text.replace(/; web: .*/, '')),
      [
        ...first,
        `${unknown('/host/proc', made)}the same holds for /host/sys, /host/root; ${noRow}`,
        `${unknown('/log', 'the path is expected to exist on the node')}${noRow}`,
        'hostPath /log must exist on the node as a directory (type Directory)',
      ],
    )
  },
)

table(
  'explainHtml: a column that says nothing is left out of the overview,',
  {
    'where all is well': {
      text: pod({ volume: 'emptyDir: {}' }),
      heads: ['workload', 'risk', 'level'],
    },
    'but not where one row has a fix': {
      text: [pod({ volume: 'emptyDir: {}' }), pod({})].join('---'),
      heads: ['workload', 'risk', 'level', 'writes', 'mechanism', 'fix'],
    },
    'and is there for a namespace': {
      text: pod({ volume: 'emptyDir: {}' }).replace('name: web', 'name: web, namespace: a'),
      heads: ['workload', 'risk', 'namespace', 'level'],
    },
  } as const,
  ({ text, heads }) => {
    const explanation = explainTexts([{ file: 'web.yaml', text }], settings)
    const page = explainHtml(explanation, { view: 'matrix', style: 'plain', quiet: false, width: 160 })
    const found = [...page.matchAll(/<th scope="col"[^>]*>([^<]*)</g)].map(([, head]) => head)
    assert.equal(found, heads)
    // As many cells in each row as there are heads.
    assert.is(page.match(/<td/g)?.length, (heads.length - 1) * (page.match(/<th scope="row"/g)?.length ?? 0))
  },
)
