import { spawnSync } from 'node:child_process'
import { chmodSync, chownSync, mkdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import type { MountVerdict } from '../../src/volumes/model/mount.ts'
import { judgeMounts } from '../../src/volumes/model/verdict.ts'
import type { StorageFacts } from '../../src/workload/settings/settings.ts'
import { situation, skipped, table } from '../table.ts'
import { type FullProcess, inOpenFolder, noKernel, runAs } from './as-identity.ts'
import { readStream, settingsOf } from './planned.ts'

/**
 * Init containers run for real: the model reads a script and says whether it succeeds, what owner and mode the volume
 * has afterwards and whether uid 10000 can write; a shell runs the script as the same identity; then both are compared.
 * `V` stands for the mounted volume.
 */
const scripts: readonly string[] = [
  'chown -R 10000:10000 V',
  'chown 10000 V',
  'chown :2000 V',
  'chgrp 2000 V && chmod g+rwxs V',
  'chgrp 2000 V && chmod 2775 V',
  'chmod 0777 V',
  'chmod 0700 V; chown 10000:10000 V',
  'chown 10000:10000 V; chmod 0700 V',
  'chmod 00700 V',
  'chmod a+w V',
  'chmod o=rwx V',
  'chmod g=u V || true',
  'chmod -w,g+w V',
  'chown -R 10000:10000 V || true',
  'chown 10000 V || echo no',
  'set -e\nchown 10000:2000 V\nchmod 0770 V',
  'mkdir -p V/data && chown -R 10000 V/data',
  // Under -e a list that fails before its last command is overlooked, and what stands behind && did not run.
  'set -e\nmkdir V/data && chown -R 10000:10000 V\necho on',
  'set -e\nchmod 0777 V && chown 2000 V && chown 10000:10000 V\necho on',
  'chown 2000 V && chmod 0777 V; echo on',
  'chown 10000 V || true && chmod 0777 V',
  'mkdir V/data',
  'mkdir -m 0777 V/data; chmod 1777 V',
  'install -d -m 0770 V/data',
  'install -d -o 10000 V/data',
  'cp /etc/passwd V/file',
  'touch V/file && chmod 0770 V',
  'chown --recursive 1000:10000 -- V',
  // A path is looked up through the directories above it, which may be closed.
  'mkdir V/data; chmod 0600 V; chmod 0777 V/data',
  'mkdir -p V/a/b; chmod 0600 V/a; chmod 0777 V/a/b',
  'mkdir -p V/a/b; chmod 0600 V/a && chown 10000 V/a/b && chmod 0755 V/a',
  'mkdir -p V/a/b; chmod 0600 V; mkdir -p V/a/b && chmod 0777 V',
  // What a shell of its own, a trap, a function, a `case` and a `find` come to.
  'set +e\n(set -e; true); false; chmod 0777 V; true',
  'set +e\n(set -e; chmod 0770 V; chmod 0777 V); chmod g+w V; true',
  "trap 'exit 0' EXIT; chown -R 10000:10000 V",
  "trap 'exit 0' EXIT; chmod 0777 V; chown 10000 V",
  'find V ! -user 10000 -exec chown 10000:10000 {} +',
  'find V -type d -exec chmod 0777 {} +',
  'find V -type d -exec chmod 0777 {} \\;',
  'find V -uid 1000 -exec chown 10000 {} \\;',
  'find V -maxdepth 0 -exec chown 10000:10000 {} +',
  'find V ! -group 10000 | xargs -r chgrp 10000',
  'set -- chown 10000:10000 V; exec "$@"; echo no',
  'cd V; chmod 0777 .',
  'f() { chmod "$1" V; }; f 0777',
  'die() { echo no; exit 1; }; chown 10000 V || die',
  'fix() { chown 10000 "$1" || return 0; chmod 0700 "$1"; }; fix V',
  'case x in y|x) chmod 0777 V;; *) chmod 0700 V;; esac',
  'C="chmod 0777 V"; eval $C',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the shell's syntax
  'M=0777; chmod ${M:-0700} V',
  'set +e\n! chmod 0777 V',
  'exec chmod 0777 V; exit 9',
  'for u in 10000 1000; do chown $u V && break; done',
  'cp /nonexistent V/x || chmod 0777 V',
  'while false; do chmod 0700 V; done; chmod g+w V',
]

const roots: readonly (readonly [number, number, number])[] = [
  [0, 0, 0o755],
  [0, 0, 0o777],
  [1000, 1000, 0o755],
  [1000, 1000, 0o700],
  [1000, 2000, 0o2775],
  [10000, 10000, 0o2755],
  [0, 10000, 0o570],
]

const runners: Readonly<Record<string, FullProcess>> = {
  'root as the runtime starts it': process(0, [], ['CHOWN', 'DAC_OVERRIDE', 'FSETID', 'FOWNER', 'SETGID', 'SETUID']),
  'root with CHOWN, DAC_OVERRIDE, FOWNER': process(0, [], ['CHOWN', 'DAC_OVERRIDE', 'FOWNER']),
  'root with CHOWN': process(0, [], ['CHOWN']),
  'root without capabilities': process(0, [], []),
  'the owner, of group 2000': process(1000, [2000], []),
  'the owner': process(1000, [], []),
  'a stranger': process(10000, [], []),
}

function process(uid: number, groups: readonly number[], capabilities: readonly string[]): FullProcess {
  return { uid, gid: uid, groups, groupsComplete: true, capabilities, nonRoot: uid !== 0 }
}

interface Case {
  readonly script: string
  readonly root: readonly [number, number, number]
  readonly folder: string
  readonly runner: FullProcess
}

/** A pod that runs the script on a claim of the row's owner and mode, mounted where the test's folder lies. */
function verdicts({ script, root: [uid, gid, mode], folder, runner }: Case): readonly MountVerdict[] {
  const { capabilities, groups } = runner
  const facts: StorageFacts = { source: 'hostPath', root: { uid, gid, mode: mode.toString(8) } }
  const mount = `volumeMounts: [{ name: data, mountPath: ${folder} }]`
  const text = `apiVersion: apps/v1
kind: StatefulSet
metadata: { name: web }
spec:
  volumeClaimTemplates: [{ metadata: { name: data }, spec: { accessModes: [ReadWriteOnce] } }]
  template:
    spec:
      securityContext: { supplementalGroupsPolicy: Strict, supplementalGroups: [${groups.join(', ')}] }
      initContainers:
        - name: prepare
          image: busybox
          command: [sh, -ec, ${JSON.stringify(script)}]
          securityContext:
            runAsUser: ${runner.uid}
            runAsGroup: ${runner.gid}
            capabilities: { drop: [ALL], add: [${capabilities.join(', ')}] }
          ${mount}
      containers:
        - name: web
          image: busybox
          securityContext: { runAsUser: 10000, runAsGroup: 10000 }
          ${mount}
`
  const { pods, storage } = readStream(text)
  const settings = settingsOf({ storageClasses: new Map([['made', facts]]), defaultStorageClass: 'made' })
  return pods.flatMap(pod => judgeMounts(pod, storage, settings))
}

/** What is so after the scripts, in the words of the model: started, owner and mode, and whether uid 10000 can write. */
function measured(runner: FullProcess, rows: readonly Case[]): readonly string[] {
  const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`
  const started = lines(
    runner,
    rows.map(({ script }) => `sh -ec ${quoted(script)}`),
  )
  const inodes = rows.map(({ folder }) => statSync(folder))
  const written = lines(
    { ...process(10000, runner.groups, []) },
    rows.map(({ folder }) => `mkdir ${folder}/probe`),
  )
  return inodes.map(({ uid, gid, mode }, index) => {
    if (started[index] !== '0') return 'does not start'
    return `${uid}:${gid} ${(mode & 0o7777).toString(8)}, write ${written[index] === '0' ? 'yes' : 'no'}`
  })
}

/** The exit status of every command, run one after the other by one shell. */
function lines(identity: FullProcess, commands: readonly string[]): readonly string[] {
  const script = commands.map(command => `${command} >/dev/null 2>&1; echo $?`).join('\n')
  return runAs(identity, ['sh', '-c', script]).stdout.trim().split('\n')
}

function predicted(row: Case): string {
  const web = verdicts(row).find(({ container }) => container.name === 'web')
  if (web === undefined) return 'no verdict'
  if (web.reason.code === 'init-container' && web.reason.starts === 'no') return 'does not start'
  const { met, write } = web
  return `${met === undefined ? '?' : `${met.uid}:${met.gid} ${met.mode.toString(8)}`}, write ${write}`
}

/** An unknown of the model agrees with everything, and a container that never starts writes nothing. */
function agrees(want: string, got: string): boolean {
  if (got.endsWith('unknown')) return true
  if (want === 'does not start' && got.endsWith('write no')) return true
  const parts = (text: string) => text.split(', write ')
  const [[inode, write], [place, verdict]] = [parts(want), parts(got)]
  return want === got || (write === verdict && place === '?' && inode !== 'does not start')
}

interface Outcome {
  readonly certain: number
  readonly wrong: readonly string[]
}

function compare(folder: string, runner: FullProcess, label: string): Outcome {
  const rows = roots.flatMap((root, at) =>
    scripts.map((written, index): Case => {
      const volume = join(folder, `${label}-${at}-${index}`)
      return { root, runner, folder: volume, script: written.replaceAll('V', volume) }
    }),
  )
  for (const { root, folder: volume } of rows) {
    mkdirSync(volume)
    chownSync(volume, root[0], root[1])
    chmodSync(volume, root[2])
  }
  const kernel = measured(runner, rows)
  const results = rows.map((row, index) => {
    const [uid, gid, mode] = row.root
    const [want = 'nothing', got] = [kernel[index], predicted(row)]
    const title = `${row.script.replaceAll(row.folder, 'V')} on ${uid}:${gid} ${mode.toString(8)}`
    return { certain: got.includes('?') || got.endsWith('unknown') ? 0 : 1, ok: agrees(want, got), title, want, got }
  })
  return {
    certain: results.filter(({ certain }) => certain === 1).length,
    wrong: results.filter(({ ok }) => !ok).map(({ title, want, got }) => `${title}: kernel ${want}; model ${got}`),
  }
}

const reason = noKernel() ?? (spawnSync('sh', ['-c', 'true']).status === 0 ? undefined : 'needs sh')
if (reason !== undefined) skipped('scripts of init containers, run for real', reason)
else {
  inOpenFolder(folder => {
    const found = Object.entries(runners).map(
      ([name, runner], index) => [name, compare(folder, runner, String(index))] as const,
    )
    const outcomes = new Map(found)
    table('the kernel agrees about scripts run by', runners, (_, name) =>
      assert.equal(outcomes.get(name)?.wrong.slice(0, 8), []),
    )
    situation('the model is certain of most of them', () => {
      const certain = found.reduce((sum, [, outcome]) => sum + outcome.certain, 0)
      const all = scripts.length * roots.length * found.length
      assert.ok(certain > all * 0.8, `${certain} of ${all}`)
    })
  })
}
