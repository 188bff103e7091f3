import * as assert from 'uvu/assert'
import { sentenceOf } from '../../src/report/words/sentence.ts'
import { checkTexts } from '../../src/run/check.ts'
import { hardenTexts } from '../../src/run/harden/harden-texts.ts'
import { mountKey } from '../../src/volumes/fixes/simulate.ts'
import type { Finding } from '../../src/workload/finding/finding.ts'
import type { Level } from '../../src/workload/settings/level.ts'
import { defaultSettings, type Settings } from '../../src/workload/settings/settings.ts'
import { situation } from '../table.ts'

/** One choice of each, by turns, makes a pod; the lists have lengths without a common divisor. */
const choices = {
  pod: ['', 'runAsNonRoot: true', 'runAsUser: 0', 'runAsUser: 1000, runAsGroup: 1000', 'runAsGroup: 5', 'fsGroup: 7'],
  own: [
    '',
    'runAsUser: 0',
    'runAsUser: 568',
    'runAsNonRoot: true',
    'capabilities: { drop: [ALL] }',
    'runAsNonRoot: false',
    'runAsUser: 999',
  ],
  image: ['registry.example.com/app', 'busybox', 'nginx:1.27', 'postgres:17', 'prom/statsd-exporter:v1'],
  init: [
    '',
    `{ name: i, image: busybox, command: [chown, -R, '568:568', /a] }`,
    `{ name: i, image: busybox, command: [sh, -ec, 'mkdir -p /a/x; chmod 0700 /a'], securityContext: { runAsUser: 568 } }`,
    '{ name: i, image: busybox, restartPolicy: Always }',
    `{ name: i, image: 'prom/statsd-exporter:v1', command: ['true'] }`,
    `{ name: i, image: busybox, command: [chown, '5:5', /a], securityContext: { runAsUser: 0, capabilities: { drop: [ALL] } } }`,
    `{ name: i, image: app, command: [mkdir, /b/x], securityContext: { runAsUser: 5 } }`,
    '{ name: i, image: app }, { name: j, image: busybox, securityContext: { runAsNonRoot: true } }',
    `{ name: i, image: 'prom/statsd-exporter:v1', command: [chown, '5:5', /a] }`,
    '',
    '',
  ],
  a: [
    'emptyDir: {}',
    'hostPath: { path: /srv, type: Directory }',
    'ephemeral: { volumeClaimTemplate: { spec: { storageClassName: disk, accessModes: [ReadWriteOnce] } } }',
    'ephemeral: { volumeClaimTemplate: { spec: { storageClassName: foreign, accessModes: [ReadWriteOnce] } } }',
    'ephemeral: { volumeClaimTemplate: { spec: { storageClassName: disk, volumeMode: Block } } }',
    'emptyDir: { medium: HugePages }',
    'hostPath: { path: /srv }',
    'nfs: { server: s, path: / }',
    'secret: { secretName: s, defaultMode: 0400 }',
    'persistentVolumeClaim: { claimName: kept }',
    'configMap: { name: c }',
    'image: { reference: r }',
    'emptyDir: { medium: Memory }',
  ],
  mount: ['/b', '/a/x', '/a/x/y'],
  way: ['', ', readOnly: true'],
} as const

function podAt(index: number): string {
  const pick = (field: keyof typeof choices) => choices[field][index % choices[field].length] ?? ''
  const mounts = (way: string) =>
    `volumeMounts: [{ name: a, mountPath: /a${way} }, { name: b, mountPath: ${pick('mount')} }]`
  const init = pick('init').replaceAll(/ }(?=$|, { name)/g, `, ${mounts('')} }`)
  return `apiVersion: v1
kind: Pod
metadata: { name: web-${index}, namespace: one }
spec:
  securityContext: { ${pick('pod')} }
  volumes: [{ name: a, ${pick('a')} }, { name: b, emptyDir: {} }]
  initContainers: [${init}]
  containers:
    - { name: web, image: '${pick('image')}', securityContext: { ${pick('own')} }, ${mounts(pick('way'))} }
    - { name: two, image: '${pick('image')}', ${mounts('')} }
`
}

const pods = Array.from({ length: 150 }, (_, step) => podAt(step * 7919))

function settingsAt(level: Level): Settings {
  return {
    ...defaultSettings,
    level,
    storageClasses: new Map([
      ['disk', { profile: 'aws-ebs' }],
      ['foreign', { source: 'hostPath', root: { uid: 1000, gid: 1000, mode: '0755' } }],
    ]),
  }
}

const aboutMounts: ReadonlySet<Finding['code']> = new Set([
  'volume-not-writable',
  'volume-not-readable',
  'volume-unknown',
  'capability-mismatch',
])

/** What contradicts something else that is said of the pod, or says it twice. */
function faultsOf(text: string, settings: Settings): readonly string[] {
  const { findings, objects } = checkTexts([{ file: 'pod.yaml', text }], settings)
  const stuck = findings.filter(({ code }) => code === 'will-not-start')
  const verdicts = objects.flatMap(({ mounts }) => mounts)
  const byStart = verdicts.filter(({ fromStart }) => fromStart === true)
  const at = (finding: Finding) => finding.place.container ?? ''
  const told = (mountPath: string, container: string) =>
    findings.some(
      finding =>
        aboutMounts.has(finding.code) &&
        'mountPath' in finding &&
        finding.mountPath === mountPath &&
        at(finding) === container,
    )
  return [
    ...(new Set(stuck.map(at)).size === stuck.length ? [] : ['two errors of one container']),
    ...stuck
      .filter(one => findings.some(other => aboutMounts.has(other.code) && at(other) === at(one)))
      .map(() => 'an error that follows from another'),
    ...byStart
      .filter(({ mountPath, container }) => told(mountPath, container.name))
      .map(() => 'a mount of a container that does not start'),
    ...(byStart.some(({ wants, ...verdict }) => verdict[wants] === 'no') && stuck.length === 0
      ? ['no cause is told']
      : []),
    ...verdicts
      .filter(
        ({ wants, fixes: _, ...verdict }) =>
          // The command of one that is bound to fail runs, and may write all it wants before.
          verdict[wants] === 'yes' &&
          stuck.some(one => at(one) === verdict.container.name && /^will not/.test(sentenceOf(one).message)),
      )
      .map(() => 'yes and no'),
    ...(verdicts.some(({ wants, ...verdict }) => verdict[wants] === 'yes') && stuck.some(one => at(one) === '')
      ? ['yes in a pod that never starts']
      : []),
  ]
}

for (const level of ['baseline', 'restricted'] as const)
  situation(`of 150 pods none is told of one cause twice, or of what contradicts it, at ${level}`, () => {
    const faults = pods.flatMap(text => faultsOf(text, settingsAt(level)).map(fault => `${fault}:\n${text}`))
    assert.is(faults.slice(0, 2).join('\n'), '')
  })

function codesOf(text: string, settings: Settings): string {
  return checkTexts([{ file: 'pod.yaml', text }], settings)
    .findings.map(({ code, place }) => `${code} ${place.container ?? ''}`)
    .join('\n')
}

for (const level of ['baseline', 'restricted'] as const)
  situation(`hardening keeps no container of 150 pods from starting that starts without it, at ${level}`, () => {
    const settings = settingsAt(level)
    const stuckIn = (text: string) =>
      codesOf(text, settings)
        .split('\n')
        .filter(line => line.startsWith('will-not-start'))
    const broken = pods.flatMap(text => {
      const [output = text] = hardenTexts([{ file: 'pod.yaml', text }], settings).texts.map(one => one.text)
      const before = new Set(stuckIn(text))
      const added = stuckIn(output).filter(line => !before.has(line))
      return added.length === 0 ? [] : [`${added.join(', ')}:\n${text}${output}`]
    })
    assert.is(broken.slice(0, 1).join('\n'), '')
    // The law is about something.
    assert.ok(pods.filter(text => stuckIn(text).length > 0).length > 40)
  })

function mountsOf(text: string, settings: Settings) {
  return checkTexts([{ file: 'pod.yaml', text }], settings).objects.flatMap(({ mounts }) => mounts)
}

for (const level of ['baseline', 'restricted'] as const)
  situation(`the fix that check names for a mount of 150 pods is what hardening does, at ${level}`, () => {
    const settings = settingsAt(level)
    let named = 0
    const broken = pods.flatMap(text => {
      const wanted = mountsOf(text, settings).filter(({ fixes }) => fixes.some(fix => fix.chosen))
      const [output = text] = hardenTexts([{ file: 'pod.yaml', text }], settings).texts.map(one => one.text)
      const now = new Map(mountsOf(output, settings).map(mount => [mountKey(mount), mount]))
      named += wanted.length
      return wanted
        .filter(mount => {
          const after = now.get(mountKey(mount))
          // What the node may lack is unknown before and after.
          return after === undefined || after[after.wants] === 'no'
        })
        .map(({ container, mountPath }) => `${container.name} ${mountPath}:\n${text}${output}`)
    })
    assert.is(broken.slice(0, 1).join('\n'), '')
    assert.ok(named > 10, String(named))
  })
