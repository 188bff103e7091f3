import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { listAt, type ValueMap } from '../../src/manifest/value.ts'
import type { Identity, MountVerdict } from '../../src/volumes/model/mount.ts'
import type { Level } from '../../src/workload/settings/level.ts'
import type { Settings } from '../../src/workload/settings/settings.ts'
import { skipped, table } from '../table.ts'
import { planAgain, planned, settingsOf } from './planned.ts'

/**
 * The planned init containers, run for real: every tree gets the owner and mode that the plan was made for, each
 * container runs as the identity and with the capabilities that its fields give it, twice, and then the kernel says
 * whether the workload can write.
 */
interface Tree {
  readonly owner: readonly [number, number]
  readonly mode: number
  /** Something of an earlier owner is inside: a 0700 directory, a setuid file, a link out of the volume. */
  readonly used: boolean
  readonly process: readonly [number, number]
}

const owners = [
  [0, 0],
  [1000, 1000],
  [1000, 2000],
  [65532, 0],
] as const
const modes = [0o755, 0o775, 0o700, 0o2775] as const
const users = [
  [10000, 10000],
  [65532, 2000],
] as const

const trees: readonly Tree[] = owners
  .flatMap(owner => modes.flatMap(mode => users.map(process => ({ owner, mode, process }))))
  .map((tree, index) => ({ ...tree, used: index % 2 === 0 }))

interface Layout {
  readonly level: Level
  readonly subPath?: string
  readonly sidecar?: boolean
  readonly policy?: 'Always' | 'OnRootMismatch'
  /** How many of the 32 trees the plan must change, so that a planner that does nothing fails here. */
  readonly atLeast: number
}

const layouts: Readonly<Record<string, Layout>> = {
  baseline: { level: 'baseline', atLeast: 26 },
  'baseline, skipping what matches': { level: 'baseline', policy: 'OnRootMismatch', atLeast: 26 },
  'baseline with a sub-path': { level: 'baseline', subPath: 'deep/er', atLeast: 31 },
  'baseline with a sidecar of another user': { level: 'baseline', sidecar: true, atLeast: 32 },
  restricted: { level: 'restricted', atLeast: 22 },
  'restricted with a sub-path': { level: 'restricted', subPath: 'deep/er', atLeast: 27 },
  'restricted with a sidecar of another user': { level: 'restricted', sidecar: true, atLeast: 28 },
}

const reason = kernelObstacle()
if (reason !== undefined) skipped('planned init containers under the kernel', reason)
else
  table('the kernel agrees with the plan', layouts, layout => {
    const folder = mkdtempSync(join(tmpdir(), 'seaworthy-plan-'))
    chmodSync(folder, 0o755)
    try {
      const changed = trees.flatMap((tree, index) => prepare(join(folder, `${index}`), tree, layout))
      assert.ok(changed.length >= layout.atLeast, `only ${changed.length} trees were changed`)
      assert.equal(
        observe(changed),
        changed.flatMap(({ want }) => want),
      )
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })

interface Trial {
  /** Shell commands that play the kubelet and the containers, and print one line for each mount. */
  readonly script: string
  readonly want: readonly string[]
}

/** Plan for one tree; nothing where the plan leaves it alone. */
function prepare(folder: string, tree: Tree, layout: Layout): readonly Trial[] {
  const mountPath = join(folder, 'mnt')
  const text = podOf(tree, layout, mountPath)
  const settings = settingsFor(tree, layout)
  const plan = planned(text, layout.level, settings)
  if (plan.hardenings.length === 0) return []
  for (const name of ['before', 'after']) makeVolume(join(folder, name), tree)
  mkdirSync(mountPath, { recursive: true })
  const after = planAgain(text, plan, layout.level, settings).verdicts
  const failing = plan.verdicts.filter(({ write }) => write === 'no')
  const starts = ['first', 'second'].map(start => play(join(folder, 'after'), after, `${folder} ${start}`))
  const before = failing.map(verdict => play(join(folder, 'before'), [verdict], `${folder} before`))
  const mains = after.filter(({ container }) => container.role !== 'init')
  const wanted = (label: string) => mains.map(({ container, write }) => `${folder} ${label} ${container.name} ${write}`)
  return [
    {
      script: [...before, ...starts].join('\n'),
      want: [
        ...failing.map(({ container }) => `${folder} before ${container.name} no`),
        ...wanted('first'),
        ...wanted('second'),
      ],
    },
  ]
}

function podOf({ process: [uid, gid] }: Tree, { subPath, sidecar }: Layout, mountPath: string): string {
  const mount = `{ name: data, mountPath: ${mountPath}${subPath === undefined ? '' : `, subPath: ${subPath}`} }`
  const second = `\n    - { name: buyer, image: agent, securityContext: { runAsUser: 4321, runAsGroup: 4321 }, volumeMounts: [${mount}] }`
  return `apiVersion: v1
kind: Pod
metadata: { name: agent }
spec:
  securityContext: { runAsUser: ${uid}, runAsGroup: ${gid}, supplementalGroupsPolicy: Strict }
  containers:
    - { name: main, image: agent, volumeMounts: [${mount}] }${sidecar === true ? second : ''}
  volumes: [{ name: data, persistentVolumeClaim: { claimName: data } }]
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: data }
spec: { accessModes: [ReadWriteOnce], storageClassName: tree }
`
}

function settingsFor({ owner: [uid, gid], mode }: Tree, { policy = 'Always' }: Layout): Settings {
  const root = { uid, gid, mode: mode.toString(8).padStart(4, '0') }
  const base = settingsOf({
    storageClasses: new Map([['tree', { source: 'hostPath', fsGroup: 'never', chownable: true, root }]]),
  })
  return { ...base, harden: { ...base.harden, ownershipPolicy: policy } }
}

function makeVolume(path: string, { owner: [uid, gid], mode, used }: Tree): void {
  mkdirSync(path, { recursive: true })
  if (used) {
    mkdirSync(join(path, 'private'))
    writeFileSync(join(path, 'private', 'file'), '')
    writeFileSync(join(path, 'setuid'), '')
    execFileSync('ln', ['-s', '/etc/hostname', join(path, 'link')])
    for (const name of ['private/file', 'private', 'setuid']) chownSync(join(path, name), 4242, 4242)
    chmodSync(join(path, 'private'), 0o700)
    chmodSync(join(path, 'setuid'), 0o4755)
  }
  chownSync(path, uid, gid)
  chmodSync(path, mode)
}

/** One start of the pod: each container after the other, with its mounts made as the kubelet makes them. */
function play(volume: string, verdicts: readonly MountVerdict[], label: string): string {
  return verdicts
    .flatMap(({ container, mountPath, subPath, process }) => [
      ...(subPath === undefined ? [] : makeSubPath(volume, subPath)),
      `mount --bind ${subPath === undefined ? volume : join(volume, subPath)} ${mountPath}`,
      container.role === 'init'
        ? `${as(process)} ${commandOf(container.spec)} || echo "${label} ${container.name} failed"`
        : `${as(process)} sh -c 'umask 077; mkdir "${mountPath}"/made-$$ && touch "${mountPath}"/made-$$/x' && echo "${label} ${container.name} yes" || echo "${label} ${container.name} no"`,
      `umount ${mountPath}`,
    ])
    .join('\n')
}

/** The kubelet makes each missing directory as root, with the mode of the volume's root (subpath_linux.go). */
function makeSubPath(volume: string, subPath: string): readonly string[] {
  const steps = subPath.split('/').map((_, index, all) => join(volume, ...all.slice(0, index + 1)))
  return steps.map(path => `[ -d ${path} ] || { mkdir ${path} && chmod --reference=${volume} ${path}; }`)
}

/** Become what the runtime makes of the container's fields: no inheritable capabilities, hence none for a non-root user. */
function as({ uid, gid, groups, capabilities }: Identity): string {
  const supplemental = groups.length === 0 ? '--clear-groups' : `--groups ${groups.join(',')}`
  const bounding = ['-all', ...capabilities.map(name => `+${name.toLowerCase()}`)].join(',')
  return `setpriv --reuid ${uid} --regid ${gid} ${supplemental} --inh-caps=-all --bounding-set=${bounding}`
}

function commandOf(spec: ValueMap): string {
  const words = listAt(spec, 'command').map(String)
  return words.map(word => `'${word.replaceAll("'", "'\\''")}'`).join(' ')
}

/** The lines that all trials print, from one process: a mount namespace of its own keeps the mounts from the machine. */
function observe(trials: readonly Trial[]): readonly string[] {
  const script = trials.map(trial => trial.script).join('\n')
  const { stdout, error } = spawnSync('unshare', ['-m', 'sh'], { input: script, encoding: 'utf8', maxBuffer: 1e8 })
  if (error !== undefined) throw error
  return stdout.split('\n').filter(line => line !== '')
}

function kernelObstacle(): string | undefined {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'needs root on Linux'
  const tried = spawnSync('unshare', ['-m', 'setpriv', '--bounding-set=-all', 'true'])
  return tried.status === 0 ? undefined : 'needs unshare and setpriv, and the right to mount'
}
