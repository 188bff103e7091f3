import { chmodSync, chownSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { isMap, listAt, mapAt } from '../../src/manifest/value.ts'
import { planFixes } from '../../src/volumes/fixes/plan.ts'
import { judgeMounts, startProblems } from '../../src/volumes/model/verdict.ts'
import type { PodView } from '../../src/workload/pod/pod.ts'
import { changesOf, podAfter } from '../../src/workload/pod/pod-after.ts'
import type { StorageFacts } from '../../src/workload/settings/settings.ts'
import { situation, skipped, table } from '../table.ts'
import { type FullProcess, inOpenFolder, noKernel, runAs } from './as-identity.ts'
import { readStream, type Stream, settingsOf } from './planned.ts'

/**
 * Init containers of charts, run by a shell as root with the capabilities of their security context: at the first start,
 * and once more on what the first start and a program of uid 10000 left. `V` stands for what is mounted.
 */
const scripts: readonly string[] = [
  'mkdir -p V/pgdata && chown -R 10000:10000 V && chmod 700 V/pgdata',
  'mkdir -p V && chmod 700 V && chown -R 10000:10000 V',
  'chown -R 10000:10000 V',
  'chown 10000:10000 V && chmod 2775 V',
  'chmod -R 0770 V',
  'chgrp 2000 V && chmod g+rwxs V',
  'mkdir V/data || true; chown -R 10000:10000 V/data',
  'mkdir -p V/a/b && chmod 0500 V/a && chown -R 10000:10000 V/a',
  'install -d -m 0700 V/d; chown -R 10000:10000 V',
  'chown -R 10000:10000 V || exit 1; echo done',
  'chown 10000:10000 V || { echo failed; exit 1; }',
  'set -e; for d in a b; do mkdir -p V/$d; chown 10000:10000 V/$d; done',
  'if [ "$(id -u)" = 0 ]; then chown -R 10000:10000 V || exit 1; fi; echo done',
  'D=V; cd $D && chown -R 10000:10000 .',
  'sh -c "chown 10000:10000 V" && (chmod 700 V)',
]

/** Nothing that is added lets these succeed. */
const hopeless: readonly string[] = [
  'mkdir V/once',
  'chown 10000:10000 V; exit 1',
  'chown 10000:10000 V; false',
  'find V -mindepth 1 -maxdepth 1 | xargs chown -R 10000:10000',
]

interface Volume {
  readonly owner: readonly [uid: number, gid: number]
  readonly mode: number
  /** A directory that the kubelet makes below the root, and that is mounted. */
  readonly subPath?: string
  /** A new one at every start. */
  readonly emptyDir?: true
}

const volumes: Readonly<Record<string, Volume>> = {
  'a hostPath of 1000:1000 0755': { owner: [1000, 1000], mode: 0o755 },
  'a hostPath of 1000:2000 2775': { owner: [1000, 2000], mode: 0o2775 },
  'a new file system': { owner: [0, 0], mode: 0o755 },
  'a subPath of a hostPath': { owner: [1000, 1000], mode: 0o755, subPath: 'sub' },
  'an emptyDir': { owner: [0, 0], mode: 0o777, emptyDir: true },
}

const capabilitySets: readonly (readonly string[])[] = [
  [],
  ['CHOWN'],
  ['FOWNER'],
  ['CHOWN', 'FOWNER'],
  ['CHOWN', 'DAC_OVERRIDE'],
  ['CHOWN', 'FOWNER', 'DAC_OVERRIDE'],
]

interface Case {
  readonly script: string
  readonly volume: Volume
  readonly capabilities: readonly string[]
  /** Where the volume's root lies, and what is mounted of it. */
  readonly root: string
  readonly mounted: string
}

function streamOf({ script, volume, capabilities, mounted }: Case): Stream {
  const { subPath, emptyDir } = volume
  const mount = `volumeMounts: [{ name: data, mountPath: ${mounted}${subPath ? `, subPath: ${subPath}` : ''} }]`
  const claims = '  volumeClaimTemplates: [{ metadata: { name: data }, spec: { accessModes: [ReadWriteOnce] } }]'
  return readStream(`apiVersion: apps/v1
kind: StatefulSet
metadata: { name: web }
spec:
${emptyDir ? '' : claims}
  template:
    spec:
      ${emptyDir ? 'volumes: [{ name: data, emptyDir: {} }]' : ''}
      securityContext: { supplementalGroupsPolicy: Strict }
      initContainers:
        - name: perms
          image: busybox
          command: [sh, -c, ${JSON.stringify(script)}]
          securityContext: { runAsUser: 0, runAsGroup: 0, capabilities: { drop: [ALL], add: [${capabilities.join(', ')}] } }
          ${mount}
      containers:
        - name: web
          image: registry.example.com/web
          securityContext: { runAsUser: 10000, runAsGroup: 10000 }
          ${mount}
`)
}

function settingsFor({ owner: [uid, gid], mode }: Volume) {
  const facts: StorageFacts = { source: 'hostPath', root: { uid, gid, mode: mode.toString(8) } }
  return settingsOf({ storageClasses: new Map([['made', facts]]), defaultStorageClass: 'made' })
}

type Starts = 'well' | 'never' | 'once' | 'once, or more often'

/** What the model says of the script, and the capabilities that it has after the plan for baseline. */
function predicted(row: Case): {
  readonly starts: Starts
  readonly after: Starts
  readonly completed: readonly string[]
  readonly groups: readonly number[]
} {
  const { pods, storage } = streamOf(row)
  const [pod] = pods
  if (pod === undefined) throw new Error('the stream has no pod')
  const settings = settingsFor(row.volume)
  const starts = (judged: PodView): Starts => {
    judgeMounts(judged, storage, settings)
    const own = startProblems(judged, storage, settings).filter(({ container }) => container?.name === 'perms')
    if (own.some(({ starts: answer, onlyLater }) => answer === 'no' && !onlyLater)) return 'never'
    return own.some(({ starts: answer }) => answer === 'no') ? 'once' : 'well'
  }
  const plan = planFixes({ pod, verdicts: judgeMounts(pod, storage, settings), level: 'baseline', settings, storage })
  const changed = podAfter(pod, changesOf(plan.hardenings))
  const perms = judgeMounts(changed, storage, settings).find(({ container }) => container.name === 'perms')
  return {
    starts: starts(pod),
    after: starts(changed),
    completed: addedTo(changed),
    groups: perms?.process.groups ?? [],
  }
}

function addedTo(pod: PodView): readonly string[] {
  const perms = listAt(pod.spec, 'initContainers').find(one => isMap(one) && one.name === 'perms')
  const capabilities = mapAt(mapAt(perms, 'securityContext'), 'capabilities')
  return listAt(capabilities, 'add').filter(name => typeof name === 'string')
}

function process(uid: number, capabilities: readonly string[], groups: readonly number[] = []): FullProcess {
  return { uid, gid: uid, groups, groupsComplete: true, capabilities, nonRoot: uid !== 0 }
}

function plant({ volume, root, mounted }: Case): void {
  rmSync(root, { recursive: true, force: true })
  mkdirSync(root)
  chownSync(root, ...volume.owner)
  chmodSync(root, volume.mode)
  if (volume.subPath === undefined) return
  mkdirSync(mounted)
  chownSync(mounted, 0, 0)
  chmodSync(mounted, volume.mode)
}

interface Run {
  readonly capabilities: readonly string[]
  readonly groups?: readonly number[]
  readonly program?: 'makes nothing' | 'makes directories'
}

/** Two starts. Between them a program makes a directory of its own, which is private. */
function measured(row: Case, { capabilities, groups = [], program = 'makes nothing' }: Run): Starts {
  plant(row)
  const start = () =>
    runAs(process(0, capabilities, groups), ['sh', '-c', `exec 2>/dev/null; ${row.script}`]).status === 0
  if (!start()) return 'never'
  if (row.volume.emptyDir) plant(row)
  else if (program === 'makes directories')
    runAs(process(10000, []), ['sh', '-c', `exec 2>/dev/null; mkdir -m 0700 ${row.mounted}/private`])
  return start() ? 'well' : 'once'
}

function casesIn(folder: string): readonly (readonly [name: string, row: Case])[] {
  return Object.entries(volumes).flatMap(([name, volume], at) =>
    [...scripts, ...hopeless].map((written, index) => {
      const root = join(folder, `${at}-${index}`)
      const mounted = volume.subPath === undefined ? root : join(root, volume.subPath)
      const script = written.replaceAll('V', mounted)
      return [name, { script, volume, capabilities: [], root, mounted }] as const
    }),
  )
}

const reason = noKernel()
if (reason !== undefined) skipped('init containers of charts, run twice', reason)
else {
  const rows = Object.fromEntries(
    capabilitySets.map(capabilities => [`with ${capabilities.join(', ') || 'none'}`, { capabilities }]),
  )
  table('the kernel agrees about two starts', rows, ({ capabilities }) =>
    inOpenFolder(folder => {
      const wrong = casesIn(folder).flatMap(([name, one]) => {
        const row = { ...one, capabilities }
        const [want, got] = [measured(row, { capabilities }), predicted(row).starts]
        return want === got ? [] : [`${row.script} on ${name}: the kernel says ${want}, the model ${got}`]
      })
      assert.equal(wrong, [])
    }),
  )
  table('what is added lets the script succeed twice, and nothing of it can be spared', rows, ({ capabilities }) =>
    inOpenFolder(folder => {
      const wrong = casesIn(folder).flatMap(([name, one]) => {
        const row = { ...one, capabilities }
        const { starts, after, completed, groups } = predicted(row)
        const run = { groups, program: 'makes directories' } as const
        if (starts === 'well' || after !== 'well') return []
        // Where another fix was chosen as well, such as a group, it may do part of the work.
        const added = groups.length > 0 ? [] : completed.filter(capability => !capabilities.includes(capability))
        const whole = measured(row, { ...run, capabilities: completed })
        const spared = added.filter(
          one => measured(row, { ...run, capabilities: completed.filter(other => other !== one) }) === 'well',
        )
        return whole === 'well' && spared.length === 0
          ? []
          : [
              `${row.script} on ${name}: ${whole} with ${completed}, and ${spared.join(', ') || 'nothing'} could be spared`,
            ]
      })
      assert.equal(wrong, [])
    }),
  )
  situation('every script that fails for want of a capability is completed', () =>
    inOpenFolder(folder => {
      const left = casesIn(folder).flatMap(([name, row]) => {
        const { starts, after } = predicted(row)
        return starts !== 'well' && after !== 'well' ? [`${row.script.replaceAll(row.mounted, 'V')} on ${name}`] : []
      })
      // Nothing makes a directory twice, unless the volume is a new one.
      const want = Object.entries(volumes).flatMap(([name, { emptyDir }]) =>
        hopeless.filter(script => !emptyDir || !script.startsWith('mkdir')).map(script => `${script} on ${name}`),
      )
      assert.equal(left, want)
    }),
  )
}
