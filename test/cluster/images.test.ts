import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import * as assert from 'uvu/assert'
import { isMap, listAt, textAt, type Value, type ValueMap, valueAt } from '../../src/manifest/value.ts'
import type { Level } from '../../src/workload/settings/level.ts'
import { ended } from '../support/process.ts'
import { skipped, table } from '../table.ts'
import type { Api } from './api.ts'
import { apiFor, nodeFor } from './here.ts'
import { builders, buildImages, ran } from './images/build.ts'
import { type Outcome, runPods } from './images/run.ts'
import { type Shape, shapes } from './images/shapes.ts'
import { make, makeNamespace } from './namespaces.ts'
import { proven } from './proven.ts'
import { documentsOf } from './rights.ts'

const test = 'images as they are published, locked, hardened and run'
const levels: readonly Level[] = ['baseline', 'restricted']
const referenceOf = (name: string) => `example.test/shape:${name}`

/** The store is a directory of the node that one user and one group may write, as a claim is that was used before. */
const store = { owner: [10001, 10002], mode: 0o770 } as const
const policy = `apiVersion: seaworthy.dev/v1alpha1
kind: Policy
claims: { store: { source: hostPath, root: { owner: "10001:10002", mode: "0770" } } }
harden: { volumes: report }
`

const pod = (name: string) => `apiVersion: v1
kind: Pod
metadata:
  name: ${name}
spec:
  restartPolicy: Never
  automountServiceAccountToken: false
  containers:
    - name: main
      image: ${referenceOf(name)}
      volumeMounts:
        - { name: data, mountPath: /data }
        - { name: store, mountPath: /store }
  volumes:
    - { name: data, emptyDir: {} }
    - name: store
      persistentVolumeClaim: { claimName: store }
`

/** The program in a folder that has the policy and, once it is written, the lock. */
async function seaworthy(folder: string, args: readonly string[], input = ''): Promise<string> {
  const main = resolve(import.meta.dirname, '../../src/cli/main.ts')
  const command = {
    command: process.execPath,
    args: ['--import', import.meta.resolve('tsx'), main, ...args],
    cwd: folder,
    input,
    seconds: 300,
  }
  const { status, stdout, stderr } = await ended(command)
  if (status !== 0 && status !== 1) throw new Error(`${args.join(' ')}: ${stderr}`)
  return stdout
}

interface Trial {
  readonly original: Outcome
  readonly hardened: ReadonlyMap<Level, Outcome>
  /** What explain says of the pod, with the lock. */
  readonly workload: Value
  /** Violations that are left after hardening. */
  readonly left: ReadonlyMap<Level, number>
}

async function tryAll(api: Api, node: string, folder: string): Promise<ReadonlyMap<string, Trial>> {
  const names = Object.keys(shapes)
  const layout = await buildImages(folder, shapes)
  await load(node, folder, layout)
  const work = join(folder, 'work')
  mkdirSync(work)
  writeFileSync(join(work, 'seaworthy.yaml'), policy)
  const stream = names.map(pod).join('---\n')
  writeFileSync(join(work, 'pods.yaml'), stream)
  const sources = names.map(name => `--from-oci-layout=${referenceOf(name)}=${layout}:${name}`)
  await seaworthy(work, ['lock', ...sources, 'pods.yaml'])
  const explained: Value = JSON.parse(await seaworthy(work, ['explain', '--format', 'json', 'pods.yaml']))
  for (const [namespace, level] of [
    ['images-open', 'privileged'],
    ['images-baseline', 'baseline'],
    ['images-restricted', 'restricted'],
  ] as const)
    await prepare(api, folder, namespace, level)
  const original = await runPods(api, node, 'images-open', podsIn(stream))
  const hardened = new Map<Level, ReadonlyMap<string, Outcome>>()
  const left = new Map<Level, ReadonlyMap<string, number>>()
  for (const level of levels) {
    const text = await seaworthy(work, ['post-render', '--level', level], stream)
    writeFileSync(join(work, `${level}.yaml`), text)
    const report: Value = JSON.parse(
      await seaworthy(work, ['check', '--level', level, '--format', 'json', `${level}.yaml`]),
    )
    left.set(level, violationsOf(report))
    hardened.set(level, await runPods(api, node, `images-${level}`, podsIn(text)))
  }
  const missing: Outcome = { kind: 'failed', why: 'was not run' }
  return new Map(
    names.map((name, index) => [
      name,
      {
        original: original.get(name) ?? missing,
        hardened: new Map(levels.map(level => [level, hardened.get(level)?.get(name) ?? missing])),
        workload: valueAt(explained, ['workloads', index]) ?? null,
        left: new Map(levels.map(level => [level, left.get(level)?.get(name) ?? 0])),
      },
    ]),
  )
}

function podsIn(text: string): ReadonlyMap<string, ValueMap> {
  return new Map(documentsOf(text).map(document => [nameOf(document), document]))
}

function nameOf(document: ValueMap): string {
  return textAt(valueAt(document, ['metadata']), 'name') ?? ''
}

function violationsOf(report: Value): ReadonlyMap<string, number> {
  return new Map(
    listAt(report, 'objects').map(object => [
      textAt(object, 'name') ?? '',
      listAt(valueAt(object, ['podSecurity']), 'violations').length,
    ]),
  )
}

async function load(node: string, folder: string, layout: string): Promise<void> {
  const env = Object.fromEntries(
    readFileSync(join(node, 'env'), 'utf8')
      .split('\n')
      .flatMap(line => [line.split('=')].filter(({ length }) => length === 2)),
  )
  const archive = join(folder, 'images.tar')
  await ran('tar', ['-C', layout, '-cf', archive, '.'])
  const place = ['-a', env.CONTAINERD_ADDRESS ?? '', '-n', env.CONTAINERD_NAMESPACE ?? '']
  await ran('ctr', [...place, 'images', 'import', '--base-name', 'example.test/shape', archive])
}

/** A namespace of the level, with the store as a claim that is bound. */
async function prepare(api: Api, folder: string, namespace: string, level: Level): Promise<void> {
  await makeNamespace(api, namespace, level)
  const path = join(folder, namespace)
  mkdirSync(path)
  chownSync(path, ...store.owner)
  chmodSync(path, store.mode)
  const shared = { accessModes: ['ReadWriteMany'], storageClassName: 'images' }
  await make(api, '/api/v1/persistentvolumes', {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name: namespace },
    spec: { ...shared, capacity: { storage: '1Gi' }, hostPath: { path }, claimRef: { namespace, name: 'store' } },
  })
  await make(api, `/api/v1/namespaces/${namespace}/persistentvolumeclaims`, {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: 'store' },
    spec: { ...shared, volumeName: namespace, resources: { requests: { storage: '1Gi' } } },
  })
}

/** `uid=1 gid=2 groups=2,3`, as explain knows it: of the user that the image's entrypoint becomes, if it does. */
function expectedWho(workload: Value): string | undefined {
  const container = valueAt(workload, ['containers', 0]) ?? null
  const becomes = valueAt(container, ['switchesTo'])
  const [uid, gid] = ['uid', 'gid'].map(id => valueAt(isMap(becomes) ? becomes : container, [id]))
  if (typeof uid !== 'number' || typeof gid !== 'number') return undefined
  const groups = isMap(becomes) ? [] : listAt(container, 'groups').map(Number)
  return `uid=${uid} gid=${gid} groups=${[...new Set([gid, ...groups])].toSorted((a, b) => a - b).join(',')}`
}

/** Everything that is wrong with a trial. */
function faultsOf(shape: Shape, { original, hardened, workload, left }: Trial): readonly string[] {
  const faults: string[] = []
  if ((original.kind === 'ran') === (shape.startsNot === true)) faults.push(`as it is: ${said(original)}`)
  if (original.kind === 'ran') {
    const who = expectedWho(workload)
    if (who !== undefined && shape.becomes === undefined && original.who !== who)
      faults.push(`explain: ${who}, ran as ${original.who}`)
    for (const mount of listAt(workload, 'mounts')) faults.push(...wrongVerdict(mount, original.writes))
  }
  for (const [level, outcome] of hardened) {
    if (original.kind === 'ran' && outcome.kind === 'failed') faults.push(`${level}: ${said(outcome)}`)
    const violations = left.get(level) ?? 0
    if ((outcome.kind === 'refused') !== violations > 0)
      faults.push(`${level}: ${violations} violations, ${said(outcome)}`)
    if (original.kind === 'ran' && outcome.kind === 'ran' && outcome.who !== original.who)
      faults.push(`${level}: runs as ${outcome.who}, ran as ${original.who}`)
  }
  return faults
}

function wrongVerdict(mount: Value, writes: Readonly<Record<string, boolean>>): readonly string[] {
  const [path = '', verdict = ''] = [textAt(mount, 'mountPath'), textAt(mount, 'write')]
  const seen = writes[path]
  if (seen === undefined || verdict === 'unknown' || (verdict === 'yes') === seen) return []
  return [`${path}: explain says ${verdict}, the kernel ${seen ? 'yes' : 'no'}`]
}

function said(outcome: Outcome): string {
  return outcome.kind === 'ran' ? `ran as ${outcome.who}` : `${outcome.kind} ${outcome.why}`
}

function tell(trials: ReadonlyMap<string, Trial>): void {
  const all = [...trials.values()]
  const started = all.filter(({ original }) => original.kind === 'ran')
  proven('images as they are published run', started.length, all.length)
  for (const level of levels) {
    const outcomes = started.map(({ hardened }) => hardened.get(level)?.kind)
    proven(
      `of those, hardened for ${level}, are admitted`,
      outcomes.filter(kind => kind !== 'refused').length,
      started.length,
    )
    proven(
      `of those, hardened for ${level} and admitted, run`,
      outcomes.filter(kind => kind === 'ran').length,
      outcomes.filter(kind => kind !== 'refused').length,
    )
  }
  const known = all.filter(({ workload }) => expectedWho(workload) !== undefined).length
  const mounts = started.flatMap(({ workload }) => listAt(workload, 'mounts').map(mount => textAt(mount, 'write')))
  proven('of the images it is known who runs', known, all.length)
  proven('verdicts about their mounts are decided', mounts.filter(write => write !== 'unknown').length, mounts.length)
}

const api = apiFor(test)
const node = nodeFor(test)
const missing = builders.find(
  name => !['/usr/bin', '/usr/sbin', '/sbin', '/bin'].some(place => existsSync(join(place, name))),
)
if (api !== undefined && node !== undefined) {
  if (missing !== undefined) skipped(test, `no ${missing}`)
  else {
    const folder = mkdtempSync(join(tmpdir(), 'seaworthy-images-'))
    chmodSync(folder, 0o755)
    const trials = await tryAll(api, node, folder)
    tell(trials)
    table(test, shapes, (shape, name) => {
      const trial = trials.get(name)
      assert.equal(trial === undefined ? ['was not tried'] : faultsOf(shape, trial), [])
    })
    table('nothing of the images is left', { end: api }, one => {
      one.close()
      if (process.env.SEAWORTHY_KEEP === undefined) rmSync(folder, { recursive: true })
      assert.is(existsSync(folder), false)
    })
  }
}
