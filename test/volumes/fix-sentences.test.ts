import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { isMap, listAt, mapAt, textAt, type Value, type ValueMap } from '../../src/manifest/value.ts'
import { accessWords } from '../../src/report/words/access-words.ts'
import { summaryWords } from '../../src/report/words/fix-summary-words.ts'
import type { FixPlan } from '../../src/volumes/fixes/plan.ts'
import type { Fix, MountVerdict } from '../../src/volumes/model/mount.ts'
import type { FixId } from '../../src/workload/finding/fix-id.ts'
import type { PodView } from '../../src/workload/pod/pod.ts'
import { changesOf, podAfter } from '../../src/workload/pod/pod-after.ts'
import type { Level } from '../../src/workload/settings/level.ts'
import { table } from '../table.ts'
import { planned, readStream, settingsOf } from './planned.ts'

const owner = (uid: number, mode: string) => ({ uid, gid: uid, mode })
const settings = settingsOf({
  namespace: 'one',
  storageClasses: new Map([
    ['user', { source: 'hostPath' as const, fsGroup: 'never' as const, chownable: true, root: owner(1000, '0755') }],
    ['group', { source: 'hostPath' as const, fsGroup: 'never' as const, chownable: false, root: owner(3000, '0775') }],
    ['root', { source: 'hostPath' as const, fsGroup: 'never' as const, chownable: true, root: owner(0, '0755') }],
    ['disk', { profile: 'aws-ebs' as const }],
  ]),
})
const classes = ['user', 'group', 'root', 'disk'] as const

interface Container {
  readonly image: string
  readonly context: string
  readonly drop?: string
  readonly mounts: readonly string[]
}

function pod(context: string, containers: readonly Container[]): string {
  const claim = (name: string) =>
    `    - { metadata: { name: ${name} }, spec: { storageClassName: ${name}, accessModes: [ReadWriteOnce] } }`
  const text = ({ image, context: own, drop = '', mounts }: Container, index: number) => `        - name: c${index}
          image: ${image}
          securityContext: { ${[own, drop].filter(text => text !== '').join(', ')} }
          volumeMounts: [${mounts.map(name => `{ name: ${name}, mountPath: /data/${name} }`).join(', ')}]`
  return `apiVersion: apps/v1
kind: StatefulSet
metadata: { name: web }
spec:
  volumeClaimTemplates:
${classes.map(claim).join('\n')}
  template:
    spec:
      securityContext: { ${context} }
      containers:
${containers.map(text).join('\n')}
`
}

const ids = [0, 999, 1000, 2000, 10000] as const
const field = (name: string, values: readonly (number | undefined)[]) =>
  fc.constantFrom(...values).map(value => (value === undefined ? [] : [`${name}: ${value}`]))
const fields = (...parts: readonly fc.Arbitrary<readonly string[]>[]) =>
  fc.tuple(...parts).map(all => all.flat().join(', '))

/** Under Merge nobody knows which groups an image adds. */
const strict = fc.constantFrom<readonly string[]>([], ['supplementalGroupsPolicy: Strict'])

const anyPod = fc
  .tuple(
    fields(field('runAsGroup', [undefined, 2000]), field('fsGroup', [undefined, undefined, undefined, 4000]), strict),
    fc.array(
      fc.record({
        image: fc.constantFrom('registry.example.com/app', 'redis:7', 'grafana/grafana:12'),
        drop: fc.constantFrom('', 'capabilities: { drop: [ALL] }'),
        context: fields(field('runAsUser', [undefined, ...ids]), field('runAsGroup', [undefined, ...ids])),
        mounts: fc.subarray([...classes], { minLength: 1 }),
      }),
      { minLength: 1, maxLength: 3 },
    ),
  )
  .map(([context, containers]) => pod(context, containers))

/** The numbers of a fix's sentence that are ids of users and groups. */
function chosenSummary(verdict: MountVerdict | undefined): string {
  const fix = verdict?.fixes.find(({ chosen }) => chosen)
  return fix === undefined ? '' : summaryWords(fix.does)
}

const idsIn = ({ does }: Fix): readonly number[] =>
  [...summaryWords(does).matchAll(/(?:fsGroup|group|uid) (\d+)|\b(\d+):(\d+)\b/g)].flatMap(([, ...found]) =>
    found.flatMap(text => (text === undefined ? [] : [Number(text)])),
  )

/** What the changed pod has to hold for the sentence of a fix to be true. */
const holds: Partial<Record<FixId, (ids: readonly number[], pod: PodView, container: ValueMap) => boolean>> = {
  'fs-group': ([group], { spec }) => mapAt(spec, 'securityContext')?.fsGroup === group,
  'supplemental-group': ([group], { spec }) => groupsOf(spec).includes(group),
  'chown-init': ([uid, gid], { spec }) => scripts(spec).some(script => script.includes(`chown -R ${uid}:${gid} `)),
  'owner-aligned-init': ([group, uid], { spec }) =>
    groupsOf(spec).includes(group) &&
    listAt(spec, 'initContainers').some(
      init => mapAt(init, 'securityContext')?.runAsUser === uid && scriptOf(init).includes(`chgrp ${group} `),
    ),
  'final-user': ([uid, gid], { spec }, container) => {
    const own = mapAt(container, 'securityContext')
    const group = own?.runAsGroup ?? mapAt(spec, 'securityContext')?.runAsGroup
    return own?.runAsUser === uid && group === gid
  },
}

function groupsOf(spec: ValueMap): readonly unknown[] {
  const context = mapAt(spec, 'securityContext')
  return [context?.fsGroup, ...listAt(context, 'supplementalGroups')]
}

function scripts(spec: ValueMap): readonly string[] {
  return listAt(spec, 'initContainers').map(scriptOf)
}

function scriptOf(init: Value): string {
  return isMap(init) ? String(listAt(init, 'command').at(-1) ?? '') : ''
}

function falseSentences(text: string, plan: FixPlan): readonly string[] {
  const [written] = readStream(text).pods
  if (written === undefined) throw new Error('the stream has no pod')
  const after = podAfter(written, changesOf(plan.hardenings))
  return plan.verdicts.flatMap(({ container, fixes }) => {
    const now = listAt(after.spec, 'containers').find(other => textAt(other, 'name') === container.name)
    return fixes
      .filter(({ chosen }) => chosen)
      .filter(fix => !holds[fix.id]?.(idsIn(fix), after, isMap(now) ? now : {}))
      .map(({ does }) => `${container.name}: ${summaryWords(does)}\n${JSON.stringify(after.spec)}`)
  })
}

table<{ readonly level: Level; readonly fixes: readonly FixId[] }>(
  'every id that a chosen fix names is one that the changes use, over generated pods',
  {
    'at baseline': { level: 'baseline', fixes: ['fs-group', 'supplemental-group', 'chown-init', 'final-user'] },
    'at restricted': {
      level: 'restricted',
      fixes: ['fs-group', 'supplemental-group', 'owner-aligned-init', 'final-user'],
    },
  },
  ({ level, fixes }) => {
    const seen = new Set<FixId>()
    fc.assert(
      fc.property(anyPod, text => {
        const plan = planned(text, level, settings)
        for (const fix of plan.verdicts.flatMap(verdict => verdict.fixes)) if (fix.chosen) seen.add(fix.id)
        assert.equal(falseSentences(text, plan), [])
      }),
      { numRuns: 300, seed: 4 },
    )
    for (const id of fixes) assert.ok(seen.has(id), `no generated pod was fixed by ${id}`)
  },
)

const two = pod('', [
  { image: 'registry.example.com/app', context: 'runAsUser: 10000, runAsGroup: 10000', mounts: ['user'] },
  { image: 'registry.example.com/app', context: 'runAsUser: 65532, runAsGroup: 65532', mounts: ['user', 'disk'] },
])

table(
  'containers of different groups that share a volume',
  {
    'are told of the one group that they share it through': {
      text: two,
      want: ['c0 with group 10000', 'c1 with group 10000', 'c1 fsGroup 10000'],
    },
  },
  ({ text, want }) => {
    const { verdicts } = planned(text, 'restricted', settings)
    const chosen = verdicts.flatMap(({ container, fixes }) =>
      fixes.flatMap(fix =>
        fix.chosen ? [`${container.name} ${/(?:with group|fsGroup) \d+/.exec(summaryWords(fix.does))?.[0]}`] : [],
      ),
    )
    assert.equal(chosen, want)
  },
)

const sentences: Readonly<Record<string, { readonly image: string; readonly level: Level; readonly want: string }>> = {
  'of an unknown image, which must have a shell': {
    image: 'registry.example.com/app',
    level: 'restricted',
    want: "uid 1000, using the workload's image, which must contain `sh` (if it does not, set `shell: false` for the image in the policy, and harden.chownImage is used instead)",
  },
  'of an image that has no shell, so that the one of the policy takes its place': {
    image: 'gcr.io/distroless/static:nonroot',
    level: 'baseline',
    want: "in a root init container, using the image docker.io/library/busybox:1.37 because the workload's image has no shell",
  },
  'of an image that has a shell, which needs no words': {
    image: 'grafana/grafana:12',
    level: 'restricted',
    want: 'in an init container that runs as its owner, uid 1000',
  },
}

table('the image of an init container that is added', sentences, ({ image, level, want }) => {
  const text = pod('', [{ image, context: 'runAsUser: 10000, runAsGroup: 10000', mounts: ['user'] }])
  const [verdict] = planned(text, level, settings).verdicts
  const summary = chosenSummary(verdict)
  assert.ok(summary.endsWith(want), summary)
})

table(
  'a sub-path that an owner-aligned init container shares',
  {
    'is assumed to be missing, for the kubelet makes it as root': {
      mount: 'subPath: sessions',
      want: /, if the kubelet has not made the sub-path sessions before \(it would belong to root, and chgrp would fail\)/,
    },
    'is none, and nothing is assumed': { mount: 'readOnly: false', want: /uid 1000, using the workload's image/ },
  },
  ({ mount, want }) => {
    const image = 'registry.example.com/app'
    const text = pod('', [{ image, context: 'runAsUser: 10000, runAsGroup: 10000', mounts: ['user'] }])
    const [verdict] = planned(text.replace('/data/user }', `/data/user, ${mount} }`), 'restricted', settings).verdicts
    assert.match(chosenSummary(verdict), want)
  },
)

const sidecar = `      initContainers:
        - name: own
          image: busybox:1.37
          restartPolicy: Always
          command: [sh, -c, chown -R 10000 /data; sleep infinity]
          securityContext: { runAsUser: 0 }
          volumeMounts: [{ name: disk, mountPath: /data }]
      containers:`

table(
  'why a mount is as it is',
  {
    'a sidecar that re-owns it while the others start': {
      from: 'containers:',
      to: sidecar.trimStart(),
      want: /^it depends on what own has done by then: .* is owned by 0:0 with mode 0755, .*; or uid 10000 owns .* \(mode 0755\)$/,
    },
    'a claim that is a device, by its name': {
      from: 'accessModes: [ReadWriteOnce]',
      to: 'accessModes: [ReadWriteOnce], volumeMode: Block',
      want: /^claim disk is a block device/,
    },
  },
  ({ from, to, want }) => {
    const image = 'registry.example.com/app'
    const text = pod('', [{ image, context: 'runAsUser: 10000, runAsGroup: 10000', mounts: ['disk'] }])
    const { verdicts } = planned(text.replaceAll(from, to), 'baseline', settings)
    assert.match(verdicts.map(({ reason }) => accessWords(reason)).at(-1) ?? '', want)
  },
)
