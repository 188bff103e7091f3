import * as assert from 'uvu/assert'
import { formatPath } from '../../src/manifest/path.ts'
import type { Risk } from '../../src/report/explain/explanation.ts'
import { explainTexts } from '../../src/run/explain/explain.ts'
import { hardenTexts } from '../../src/run/harden/harden-texts.ts'
import { defaultSettings, type Settings } from '../../src/workload/settings/settings.ts'
import { table } from '../table.ts'

const settings: Settings = { ...defaultSettings, storageClasses: new Map([['ebs', { profile: 'aws-ebs' }]]) }

interface Row {
  readonly text: string
  readonly risk: Risk
  /** Fields that explain says the fix sets. */
  readonly promised: readonly string[]
  /** Fields that it names as not made. */
  readonly dropped: readonly string[]
}

/** Two containers with one security context, as `first` and `second` write it; `above` stands in the pod. */
function pod({ above = '', first = '', second = '', mount = '' }): string {
  return `apiVersion: apps/v1
kind: StatefulSet
metadata: { name: a, namespace: d }
spec:
  template:
    spec:${above}
      containers:
        - name: a
          image: ghcr.io/example/a:1
          securityContext: ${first}${mount}
        - name: b
          image: ghcr.io/example/b:1
          securityContext: ${second}
  volumeClaimTemplates:
    - metadata: { name: data }
      spec: { accessModes: [ReadWriteOnce], storageClassName: ebs }
`
}

const shared = { first: '&sc\n            runAsUser: 101\n            runAsGroup: 101', second: '*sc' }
const elsewhere = { above: '\n      affinity: &sc { runAsUser: 101, runAsGroup: 101 }', first: '*sc', second: '*sc' }
const mount = '\n          volumeMounts: [{ name: data, mountPath: /data }]'
const group = ['securityContext.fsGroup', 'securityContext.fsGroupChangePolicy']
const own = [0, 1].flatMap(at => [
  `containers[${at}].securityContext.allowPrivilegeEscalation`,
  `containers[${at}].securityContext.capabilities.drop`,
])

table<Row>(
  'explain promises nothing that fix does not write, and names what it does not',
  {
    'every user of the anchor wants the same': { text: pod(shared), risk: 'hardened', promised: [], dropped: [] },
    'the same with a volume': { text: pod({ ...shared, mount }), risk: 'fails', promised: group, dropped: [] },
    'the anchor is used for something else': {
      text: pod(elsewhere),
      risk: 'refused',
      promised: [],
      dropped: own,
    },
    'the same with a volume, whose fix is written all the same': {
      text: pod({ ...elsewhere, mount }),
      risk: 'fails',
      promised: group,
      dropped: own,
    },
    "the pod's own fields cannot be written": {
      text: pod({ ...shared, mount, above: '\n      securityContext: &pod { sysctls: [] }\n      affinity: *pod' }),
      risk: 'fails',
      promised: [],
      dropped: [...group, 'securityContext.runAsNonRoot', 'securityContext.seccompProfile'],
    },
    'one container merges the context of the other': {
      text: pod({ first: shared.first, second: '\n            <<: *sc\n            readOnlyRootFilesystem: true' }),
      risk: 'hardened',
      promised: [],
      dropped: [],
    },
    'a key of the context stands twice': {
      text: pod({
        first: '{ runAsUser: 1 }\n          securityContext: { runAsUser: 101 }',
        second: '{ runAsUser: 101 }',
      }),
      risk: 'refused',
      promised: [],
      dropped: own.slice(0, 2),
    },
  },
  ({ text, risk, promised, dropped }) => {
    const texts = [{ file: '-', text }]
    const [workload] = explainTexts(texts, settings).workloads
    if (workload === undefined) throw new Error('the workload went missing')
    const withinPod = (path: readonly (string | number)[]) => formatPath(path.slice(3))
    const refused = workload.findings.filter(({ code }) => code === 'edit-refused')
    assert.equal([workload.summary.risk, workload.changes.map(({ path }) => withinPod(path))], [risk, promised])
    assert.equal(
      refused.map(({ place }) => withinPod(place.path ?? [])).toSorted(),
      dropped.toSorted(),
      'what explain names',
    )
    const result = hardenTexts(texts, settings)
    const written = new Set(result.report().edits.map(({ path }) => withinPod(path)))
    assert.equal(
      promised.filter(field => !written.has(field)),
      [],
      'fix writes what explain promises',
    )
    const named = result.remaining().filter(({ code }) => code === 'edit-refused')
    assert.equal(named.map(({ place }) => withinPod(place.path ?? [])).toSorted(), dropped.toSorted(), 'what fix names')
  },
)
