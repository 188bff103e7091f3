import * as assert from 'uvu/assert'
import { explainHtml } from '../../src/report/explain/html.ts'
import { explainJson } from '../../src/report/explain/json.ts'
import { explainMarkdown } from '../../src/report/explain/markdown.ts'
import { explainText } from '../../src/report/explain/text.ts'
import { checkTexts } from '../../src/run/check.ts'
import { explainTexts } from '../../src/run/explain/explain.ts'
import { hardenTexts } from '../../src/run/harden/harden-texts.ts'
import { defaultSettings, type Settings } from '../../src/workload/settings/settings.ts'
import { table } from '../table.ts'

const settings: Settings = {
  ...defaultSettings,
  // The objects here lack what does not matter to a volume.
  schema: 'off',
  level: 'privileged',
  storageClasses: new Map([['disk', { profile: 'aws-ebs' }]]),
}

interface Row {
  /** From line 4 on: fields of the pod, and further documents. */
  readonly pod: string
  readonly objects?: string
  /** `line:column code`, of what is about volumes or types. */
  readonly want: readonly string[]
}

const web = (mounts = '{ name: data, mountPath: /data }', context = 'runAsUser: 10000, runAsGroup: 10000') =>
  `  containers: [{ name: web, image: x, securityContext: { ${context} }, volumeMounts: [${mounts}] }]`

const claimed = `${web()}
  volumes: [{ name: data, persistentVolumeClaim: { claimName: data } }]`

const claim = (name: string, spec: string) => `---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: ${name} }
spec: { accessModes: [ReadWriteOnce], ${spec} }
`
const volume = (name: string, spec: string) => `---
apiVersion: v1
kind: PersistentVolume
metadata: { name: ${name} }
spec: { ${spec} }
`

// Every line of "Bad input" that a chart can bring along, through each command that reads manifests.
table<Row>(
  'bad input about volumes: findings with positions, and no crash',
  {
    'a mount without a volume': { pod: web(), want: ['5:114 bad-volume'] },
    'a volume without a source': {
      pod: `${web()}\n  volumes: [{ name: data }]`,
      want: ['6:13 bad-volume'],
    },
    'emptyDir that is null, which is an emptyDir': {
      pod: `${web()}\n  volumes: [{ name: data, emptyDir: }]`,
      want: [],
    },
    'another source that is null, which is one too': {
      pod: `${web()}\n  volumes: [{ name: data, hostPath: }]`,
      want: ['6:13 bad-volume'],
    },
    'several sources that are null': { pod: `${web()}\n  volumes: [{ name: data, emptyDir: , hostPath: }]`, want: [] },
    'null beside a source': { pod: `${web()}\n  volumes: [{ name: data, hostPath: , emptyDir: {} }]`, want: [] },
    'a plugin that is gone and null': {
      pod: `${web()}\n  volumes: [{ name: data, cephfs: }]`,
      want: ['6:13 bad-volume'],
    },
    'a source that nobody knows, null or not': {
      pod: `${web()}\n  volumes: [{ name: data, futureDisk: }]`,
      want: ['6:13 bad-volume'],
    },
    'a volume without a name': {
      pod: `${web()}\n  volumes: [{ name: data, emptyDir: {} }, { name: , emptyDir: {} }]`,
      want: ['6:43 bad-volume'],
    },
    'fields that are null': {
      pod: `${web('{ name: data, mountPath: /data, subPath: , subPathExpr: , readOnly: }', 'runAsUser: , capabilities: ')}
  initContainers:
  ephemeralContainers:
  securityContext:
  volumes: [{ name: data, emptyDir: { medium: , sizeLimit: } }]`,
      want: [],
    },
    'lists that are null': {
      pod: `  containers: [{ name: web, image: x, command: , args: , env: , ports: , volumeMounts: }]
  volumes:`,
      want: [],
    },
    'items that are null, which lack what is required': {
      pod: '  containers: [null]\n  volumes: [null]\n  initContainers: [{ name: a, env: [null], volumeMounts: [null] }]',
      want: ['5:16 bad-type', '6:13 bad-type', '7:37 bad-type', '7:59 bad-type'],
    },
    'sources of a projected volume that are null': {
      pod: `${web('{ name: data, mountPath: /data, readOnly: true }')}
  volumes: [{ name: data, projected: { sources: [null, { secret: }, {}] } }]`,
      want: [],
    },
    'two volumes of one name': {
      pod: `${web()}\n  volumes: [{ name: data, emptyDir: {} }, { name: data, emptyDir: {} }]`,
      want: ['6:45 bad-volume'],
    },
    'two mounts of one path': {
      pod: `${web('{ name: data, mountPath: /a }, { name: data, mountPath: /a }')}\n  volumes: [{ name: data, emptyDir: {} }]`,
      want: ['5:157 bad-volume'],
    },
    'fsGroup that is no number': {
      pod: `${claimed}\n  securityContext: { fsGroup: abc }`,
      want: ['5:112 volume-unknown', '7:22 bad-type'],
    },
    'fsGroup below and above all groups': {
      pod: `${claimed}\n  securityContext: { fsGroup: -1, supplementalGroups: [4294967296] }`,
      want: ['5:112 volume-unknown', '7:22 bad-type', '7:56 bad-type'],
    },
    'users that no kernel has, of a container too': {
      pod: `${web(undefined, 'runAsUser: -5, runAsGroup: 2147483648')}\n  volumes: [{ name: data, emptyDir: {} }]`,
      want: ['5:58 bad-type', '5:73 bad-type'],
    },
    'an id that does not decode': {
      pod: `${web(undefined, 'runAsUser: 9223372036854775808')}\n  volumes: [{ name: data, emptyDir: {} }]`,
      want: ['5:58 bad-type'],
    },
    'modes beyond 0777': {
      pod: `${web()}\n  volumes: [{ name: data, secret: { secretName: s, defaultMode: 01777, items: [{ key: a, path: a, mode: 512 }] } }]`,
      want: ['5:112 volume-unknown', '6:52 bad-volume', '6:99 decimal-mode'],
    },
    'a claim that is not there': { pod: claimed, want: ['5:112 volume-unknown'] },
    'a claim without a name': {
      pod: `${web()}\n  volumes: [{ name: data, persistentVolumeClaim: {} }]`,
      want: ['5:112 volume-unknown'],
    },
    'claims that are made from each other': {
      pod: claimed,
      objects:
        claim('data', 'storageClassName: disk, dataSource: { kind: PersistentVolumeClaim, name: other }') +
        claim('other', 'storageClassName: disk, dataSource: { kind: PersistentVolumeClaim, name: data }'),
      want: ['5:112 volume-unknown'],
    },
    'a claim and a volume that each name another one': {
      pod: claimed,
      objects:
        claim('data', 'volumeName: one') +
        volume('one', 'claimRef: { name: other }, hostPath: { path: /srv }') +
        claim('other', 'volumeName: two') +
        volume('two', 'claimRef: { name: data }, hostPath: { path: /srv }'),
      want: ['5:112 volume-unknown'],
    },
    'a volume behind a claim that is a claim': {
      pod: claimed,
      objects: claim('data', 'volumeName: one') + volume('one', 'persistentVolumeClaim: { claimName: data }'),
      want: ['5:112 volume-unknown'],
    },
    'a sub-path that leaves the volume': {
      pod: `${web('{ name: data, mountPath: /data, subPath: ../etc }')}\n  volumes: [{ name: data, emptyDir: {} }]`,
      want: ['5:144 bad-volume'],
    },
    'lists and maps that are something else': {
      pod: '  containers: [{ name: web, image: x, volumeMounts: { name: data } }, 5]\n  volumes: 7\n  securityContext: []',
      want: ['5:39 bad-type', '5:71 bad-type', '6:3 bad-type', '7:3 bad-type'],
    },
  },
  ({ pod, objects = '', want }) => {
    const text = `apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n${pod}\n${objects}`
    const { findings } = checkTexts([{ file: 'web.yaml', text }], settings)
    const got = findings.map(({ code, place: { position } }) => `${position.line}:${position.column} ${code}`)
    assert.equal(got, want)
    hardenTexts([{ file: 'web.yaml', text }], settings)
    const explanation = explainTexts([{ file: 'web.yaml', text }], settings, {
      error: 'open /data/x: permission denied',
    })
    for (const format of [explainText, explainMarkdown, explainJson, explainHtml])
      for (const view of ['workloads', 'matrix'] as const)
        assert.ok(format(explanation, { view, style: 'plain', quiet: false, width: 80 }) !== '')
  },
)
