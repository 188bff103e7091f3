import * as assert from 'uvu/assert'
import { evaluatePod } from '../../src/pss/evaluate.ts'
import { fullSentence } from '../../src/report/words/sentence.ts'
import { checkTexts } from '../../src/run/check.ts'
import { hardenTexts } from '../../src/run/harden/harden-texts.ts'
import { readRun } from '../../src/run/manifest-run.ts'
import { defaultSettings, type Settings, type StorageFacts } from '../../src/workload/settings/settings.ts'
import { onClass, policies, somebodyElse } from '../laws/policies.ts'
import { lawfulStreams } from '../laws/streams.ts'
import { situation, table } from '../table.ts'
import { writerPod } from '../volumes/writer-pod.ts'

function hardened(text: string, settings: Settings): string {
  return hardenTexts([{ file: '-', text }], settings).texts[0]?.text ?? ''
}

const decreed = policies['harden.runAs'] ?? defaultSettings

interface Given {
  readonly kind?: string
  readonly annotations?: string
  readonly more?: string
  readonly image?: string
  readonly volume?: string
}

/** A pod by name. Whatever is not given is as in the other one. */
function pod(
  name: string,
  { kind = 'Pod', annotations = '{}', more = '', image = 'grafana/grafana', volume }: Given,
): string {
  const spec = `{ ${more} containers: [{ name: c, image: "${image}", command: [sh, /s/run.sh], volumeMounts: [{ name: v, mountPath: /s }] }], volumes: [{ name: v, ${volume ?? 'emptyDir: {}'} }] }`
  if (kind === 'Pod')
    return `apiVersion: v1\nkind: Pod\nmetadata:\n  name: ${name}\n  annotations: ${annotations}\nspec: ${spec}\n`
  const apiVersion = kind === 'Service' ? 'serving.knative.dev/v1' : 'apps/v1'
  return `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: ${name}\nspec: { template: { metadata: { annotations: ${annotations} }, spec: ${spec} } }\n`
}

function scripts(name: string, script: string): string {
  return `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${name} }\ndata: { run.sh: "${script}" }\n`
}

function claim(namespace: string, storageClass: string): string {
  return `apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: { name: data, namespace: ${namespace} }\nspec: { accessModes: [ReadWriteOnce], storageClassName: ${storageClass}, resources: { requests: { storage: 1Gi } } }\n`
}

/** A pod that writes the claim `data` of its namespace. */
function claimUser(name: string, namespace: string): string {
  return writerPod(name, 2000, 'persistentVolumeClaim: { claimName: data }').replace(
    'name:',
    `namespace: ${namespace}, name:`,
  )
}

const widgets = { group: 'x.io', kind: 'Widget', path: ['spec', 'template'] }

function widget(name: string): string {
  return `apiVersion: x.io/v1\nkind: Widget\nmetadata: { name: ${name} }\nspec:\n  template:\n    spec:\n      containers:\n        - name: c\n          image: grafana/grafana\n`
}

interface Row {
  readonly one: string
  readonly other: string
  /** What else is in the stream. */
  readonly around?: string
  readonly settings?: Settings
}

/** What a check says of the pods of a name, wherever they stand. */
function checked(text: string, name: string, settings: Settings): string {
  const { findings, objects } = checkTexts([{ file: '-', text }], settings)
  const own = [
    ...findings.filter(({ place }) => place.object?.name === name),
    ...objects
      .filter(({ ref }) => ref.name === name)
      .flatMap(({ mounts }) =>
        mounts.map(({ pod, container, ...verdict }) => ({
          ...verdict,
          pod: pod.object.ref.name,
          name: container.name,
        })),
      ),
  ]
  return JSON.stringify(
    own,
    (key, value: unknown) => (['position', 'index', 'source'].includes(key) ? undefined : value),
    1,
  )
}

/** A pod that the kubelet refuses, so that its command, which lacks a capability, is never tried. */
function neverRuns(name: string): string {
  return pod(name, { more: 'securityContext: { runAsNonRoot: true, runAsUser: 0 },' }).replace(
    'command: [sh, /s/run.sh]',
    'securityContext: { capabilities: { drop: [ALL] } }, command: [chown, "5", /s]',
  )
}

const differing: Readonly<Record<string, Row>> = {
  'in its name': { one: pod('a', {}), other: pod('b', {}) },
  'in an annotation that skips it': {
    one: pod('a', {}),
    other: pod('b', { annotations: '{ seaworthy.dev/skip: "by hand" }' }),
  },
  'in an annotation that exempts a check': {
    one: pod('a', { image: 'grafana/grafana' }),
    other: pod('b', {
      image: 'grafana/grafana',
      annotations: '{ seaworthy.dev/ignore: "capabilities_restricted=needs them" }',
    }),
  },
  'in an image': { one: pod('a', {}), other: pod('b', { image: 'unheard/of:1' }) },
  'in a field of the pod': {
    one: pod('a', {}),
    other: pod('b', { more: 'securityContext: { seccompProfile: { type: Unconfined } },' }),
  },
  'in its kind': { one: pod('a', { kind: 'Deployment' }), other: pod('b', { kind: 'Service' }) },
  'in a number that is too large for one': {
    one: pod('a', { more: 'securityContext: { runAsUser: 1 },' }),
    other: pod('b', { more: 'securityContext: { runAsUser: 123456789012345678901 },' }),
  },
  'in what its scripts do, by the ConfigMap': {
    one: pod('a', { image: 'grafana/grafana', volume: 'configMap: { name: s }' }),
    other: pod('b', { image: 'grafana/grafana', volume: 'configMap: { name: t }' }),
    around: `${scripts('s', 'id')}---\n${scripts('t', 'sudo id')}`,
  },
  'in what its claim is, by the namespace': {
    one: claimUser('a', 'x'),
    other: claimUser('b', 'y'),
    around: `${claim('x', 'standard')}---\n${claim('y', 'writable')}`,
    settings: {
      ...onClass({ profile: 'aws-ebs' }),
      storageClasses: new Map<string, StorageFacts>([
        ['standard', { profile: 'aws-ebs' }],
        ['writable', { ...somebodyElse, root: { uid: 1000, gid: 1000, mode: '0777' } }],
      ]),
    },
  },
  'in a row of the policy that is for its name': {
    one: widget('a'),
    other: widget('b'),
    settings: {
      ...decreed,
      workloads: [
        { ...widgets, name: 'a' },
        { ...widgets, name: 'b', containersOnly: 'it has no such field' },
      ],
    },
  },
  'in an exemption by name': {
    one: pod('a', {}),
    other: pod('b', {}),
    settings: {
      ...decreed,
      exemptions: [{ kind: 'Pod', namespace: '*', name: 'b', container: '*', checks: ['*'], reason: 'by hand' }],
    },
  },
}

table(
  'a pod is hardened as it would be without the one before it, which differs',
  differing,
  ({ one, other, around = scripts('unused', 'id'), settings = decreed }: Row) => {
    const before = `${around}---\n`
    const alone = (text: string) => hardened(before + text, settings).slice(before.length)
    assert.is(hardened(`${before}${one}---\n${other}`, settings), `${before}${alone(one)}---\n${alone(other)}`)
  },
)

table(
  'a pod is checked as it would be without the one before it, which differs',
  {
    ...differing,
    'in a label': {
      one: pod('a', {}),
      other: pod('b', {}).replace('name: b', 'name: b\n  labels: { app: 5 }'),
      settings: { ...decreed, schema: 'off' },
    },
    'in a field that nobody knows': { one: pod('a', {}), other: pod('b', { more: 'hostNetwrok: true,' }) },
    'in a volume that does not exist': {
      one: pod('a', {}),
      other: pod('b', {}).replace('name: v, mount', 'name: w, mount'),
    },
    'in what does not start': {
      one: pod('a', {}),
      other: pod('b', { more: 'securityContext: { runAsNonRoot: true, runAsUser: 0 },' }),
    },
    'in nothing, and fails for one cause only': { one: neverRuns('a'), other: neverRuns('b') },
  },
  ({ one, other, around = scripts('unused', 'id'), settings = decreed }: Row) => {
    const got = checked(`${around}---\n${one}---\n${other}`, 'b', settings)
    assert.is(got, checked(`${around}---\n${other}`, 'b', settings))
  },
)

situation('a stream whose pods come again under other names is checked alike', () => {
  for (const { name, text } of lawfulStreams().filter(
    ({ text }) => !/^kind: (?:PersistentVolumeClaim|StatefulSet)$/m.test(text),
  )) {
    const again = text.replaceAll('rel-', 'other-')
    const sentences = (manifests: string) =>
      checkTexts([{ file: '-', text: manifests }], decreed).findings.map(fullSentence)
    assert.ok(
      sentences(`${text}\n---\n${again}`).join('\n') === [...sentences(text), ...sentences(again)].join('\n'),
      name,
    )
  }
})

situation('a stream whose pods come again under other names is hardened alike', () => {
  for (const { name, text } of lawfulStreams().filter(
    ({ text }) => !/^kind: (?:PersistentVolumeClaim|StatefulSet)$/m.test(text),
  )) {
    const again = text.replaceAll('rel-', 'other-')
    const both = hardened(`${text}\n---\n${again}`, decreed)
    assert.ok(both === `${hardened(text, decreed)}\n---\n${hardened(again, decreed)}`, name)
  }
})

situation('the checks that a pod fails are its own', () => {
  for (const { name, text } of lawfulStreams()) {
    const settings = { ...defaultSettings, level: 'restricted' as const }
    for (const { workload, judgement } of readRun([{ file: '-', text }], settings).judged()) {
      const { pod, demand } = workload
      const { kept, exempted } = judgement.violations
      const failures = evaluatePod(pod, demand).filter(({ id }) => !exempted.some(one => one.id === id))
      assert.equal(kept, failures, name)
    }
  }
})
