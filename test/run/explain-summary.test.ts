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
    const last = workload?.summary.fixes.at(-1)
    assert.is(last?.kind === 'missing' ? summaryFixText(last) : undefined, `the API server refuses it: ${want}`)
  },
)
