import * as assert from 'uvu/assert'
import { explainHtml } from '../../src/report/explain/html.ts'
import { explainJson } from '../../src/report/explain/json.ts'
import { explainMarkdown } from '../../src/report/explain/markdown.ts'
import { explainText } from '../../src/report/explain/text.ts'
import { summaryWords } from '../../src/report/words/fix-summary-words.ts'
import { summaryFixText } from '../../src/report/words/summary-words.ts'
import { riskWords } from '../../src/report/words/verdict-words.ts'
import { explainTexts } from '../../src/run/explain/explain.ts'
import type { Level } from '../../src/workload/settings/level.ts'
import { defaultSettings, type Settings } from '../../src/workload/settings/settings.ts'
import { table } from '../table.ts'

const database = (
  container: string,
  options: { readonly annotations?: string; readonly storageClass?: string } = {},
) => `
apiVersion: apps/v1
kind: StatefulSet
metadata: { name: db, annotations: { ${options.annotations ?? ''} } }
spec:
  template:
    spec:
      containers:
        - name: postgres
          image: postgres:17
          ${container}
          volumeMounts: [{ name: data, mountPath: /var/lib/postgresql/data }]
  volumeClaimTemplates:
    - { metadata: { name: data }, spec: { accessModes: [ReadWriteOnce], storageClassName: ${options.storageClass ?? 'disk'} } }
`

const settings: Settings = {
  ...defaultSettings,
  storageClasses: new Map([
    ['disk', { profile: 'aws-ebs' }],
    ['root', { source: 'hostPath', fsGroup: 'never', chownable: true, root: { uid: 0, gid: 0, mode: '0755' } }],
  ]),
}
const pgdata = 'env: [{ name: PGDATA, value: /var/lib/postgresql/data/pgdata }]'
const refused = 'admission refuses it: unrestricted capabilities, runAsNonRoot != true'
const sharing = 'put its data in a sub-directory that it creates itself (postgres: PGDATA)'

const everything = { kind: '*', namespace: '', name: '*', container: '*' }

interface Row {
  readonly text: string
  readonly level: Level
  readonly settings?: Partial<Settings>
  readonly risk: 'ok' | 'hardened' | 'fails' | 'refused' | 'unknown'
  /** How the last fix of the summary starts and ends. */
  readonly fix?: readonly [string, string]
}

table<Row>(
  'explain of a workload that its namespace may refuse',
  {
    'a database that starts as root and cannot do otherwise': {
      text: database('stdin: false'),
      level: 'restricted',
      risk: 'refused',
      fix: [refused, sharing],
    },
    'the same, where hardening runs it as its final user': {
      text: database(pgdata),
      level: 'restricted',
      risk: 'hardened',
      fix: ['run as 999:999 from the start', 'anyway'],
    },
    'the same, where root is admitted': { text: database('stdin: false'), level: 'baseline', risk: 'ok' },
    'what the author wrote and hardening keeps': {
      text: database('securityContext: { privileged: true }'),
      level: 'baseline',
      risk: 'refused',
      fix: ['admission refuses it: privileged', ''],
    },
    'a volume that fails, too, which is told first': {
      text: database('securityContext: { runAsUser: 999, runAsGroup: 999, privileged: true }', {
        storageClass: 'root',
      }),
      level: 'restricted',
      risk: 'fails',
      fix: ['admission refuses it: privileged', ''],
    },
    'a check that the policy exempts': {
      text: database('securityContext: { privileged: true }'),
      level: 'baseline',
      settings: {
        exemptions: [{ ...everything, checks: ['privileged'], reason: 'reads the disks itself' }],
      },
      risk: 'ok',
    },
    'one that is to be left alone': {
      text: database('stdin: false', { annotations: 'seaworthy.dev/skip: by hand' }),
      level: 'restricted',
      risk: 'ok',
    },
    'a field of a wrong type, with which nothing is hardened': {
      text: database('securityContext: { runAsUser: postgres }'),
      level: 'restricted',
      risk: 'refused',
      fix: ['admission refuses it: allowPrivilegeEscalation != false', ''],
    },
  },
  row => {
    const [workload] = explainTexts([{ file: 'db.yaml', text: row.text }], {
      ...settings,
      ...row.settings,
      level: row.level,
    }).workloads
    assert.is(workload?.summary.risk, row.risk)
    const notes = workload?.notes.filter(note => note.code === 'refused') ?? []
    assert.is(notes.length, row.fix?.[0].startsWith('admission') === true ? 1 : 0)
    const isSure = workload?.summary.risk === 'fails'
    const told = workload?.summary.fixes.at(isSure ? -1 : 0)
    const text = told === undefined ? '' : told.kind === 'missing' ? summaryFixText(told) : summaryWords(told.fix.does)
    const [start, end] = row.fix ?? ['', '']
    assert.ok(text.startsWith(start) && text.endsWith(end), text)
    if (row.fix === undefined) assert.is(text, '')
  },
)

const web = (container: string, pod = '') => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  template:
    spec:
      ${pod}
      containers:
        - { name: web, image: registry.example.com/web:1, ${container} }
`
const hardened =
  'securityContext: { runAsUser: 1000, runAsNonRoot: true, allowPrivilegeEscalation: false, capabilities: { drop: [ALL] }, seccompProfile: { type: RuntimeDefault } }'

table<{ readonly text: string; readonly level: Level; readonly want: string }>(
  'the matrix tells apart',
  {
    'what works as it stands': { text: web(hardened), level: 'restricted', want: 'ok' },
    'what works once it is hardened': {
      text: web('securityContext: { runAsUser: 1000 }'),
      level: 'restricted',
      want: 'ok once hardened',
    },
    'the same, where nothing has to be hardened': {
      text: web('securityContext: { runAsUser: 1000 }'),
      level: 'baseline',
      want: 'ok',
    },
    'what is refused however it is hardened': {
      text: web('securityContext: { runAsUser: 1000 }', 'hostNetwork: true'),
      level: 'restricted',
      want: 'not admitted',
    },
    'what hardening does not dare to touch': { text: web('stdin: false'), level: 'restricted', want: 'not admitted' },
    'what the API server refuses at every level': {
      text: web('volumeMounts: [{ name: data, mountPath: /data }]'),
      level: 'privileged',
      want: 'will fail',
    },
    'a path twice, which the API server refuses, too': {
      text: web(
        'volumeMounts: [{ name: a, mountPath: /a }, { name: a, mountPath: /a }]',
        'volumes: [{ name: a, emptyDir: {} }]',
      ),
      level: 'privileged',
      want: 'not admitted',
    },
    'a field of a wrong type, which it does not even read': {
      text: web('tty: true, volumeMounts: 5'),
      level: 'privileged',
      want: 'not admitted',
    },
    'a container without mounts that the kubelet refuses': {
      text: web('securityContext: { runAsNonRoot: true, runAsUser: 0 }'),
      level: 'baseline',
      want: 'will fail',
    },
    'a path that the node may lack': {
      text: web(
        `securityContext: { runAsUser: 0 }, volumeMounts: [{ name: a, mountPath: /a }]`,
        'volumes: [{ name: a, hostPath: { path: /opt/a, type: Directory } }]',
      ),
      level: 'privileged',
      want: 'unknown',
    },
  },
  ({ text, level, want }) => {
    const explanation = explainTexts([{ file: 'web.yaml', text }], { ...settings, level })
    const options = { view: 'matrix', style: 'plain', quiet: false, width: 200 } as const
    assert.match(explainText(explanation, options), new RegExp(` ${want}\\n`))
    assert.match(explainMarkdown(explanation, options), new RegExp(`\\| ${want} \\|`))
    assert.match(explainHtml(explanation, options), new RegExp(`</span>${want}</span>`))
    const [workload] = explanation.workloads
    assert.match(explainText(explanation, options), new RegExp(`1 workload: 1 ${want}`))
    assert.is(riskWords[workload?.summary.risk ?? 'ok'], want)
    assert.ok(explainJson(explanation, options).includes(`"risk": "${workload?.summary.risk}"`))
  },
)
