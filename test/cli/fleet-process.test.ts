import { spawn } from 'node:child_process'
import { chmodSync, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { progressText } from '../../src/cli/fleet/progress.ts'
import { installedPackage } from '../support/built.ts'
import { withFolder } from '../support/folder.ts'
import { type Ended, ended } from '../support/process.ts'
import { situation, table } from '../table.ts'
import { podText } from './manifests.ts'

const program = join(await installedPackage(), 'dist/cli.cjs')

/** A Helm that takes its time, ends who called it for a release of that name, and counts its calls. */
const helm = `#!/bin/sh
[ "$1" = version ] && { echo v3.17.2+g; exit; }
echo "$*" >>calls
case "$*" in *"-- killer "*) kill -9 $PPID;; esac
sleep 0.2
cat pod.yaml
`

const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']

/** Use a folder with a fleet of those names. */
function withFleet(releases: readonly string[], use: (folder: string) => Promise<void>): Promise<void> {
  const list = releases.map(name => `  - { name: ${name}, chart: web }\n`).join('')
  const files = {
    helm,
    'pod.yaml': podText(),
    'web/Chart.yaml': 'name: web\nversion: 0.1.0\n',
    'fleet.yaml': `apiVersion: seaworthy.dev/v1alpha1\nkind: Fleet\nreleases:\n${list}`,
  }
  return withFolder(files, async folder => {
    chmodSync(join(folder, 'helm'), 0o755)
    await use(folder)
  })
}

function fleetIn(cwd: string, ...args: readonly string[]): Promise<Ended> {
  const env = { HELM_BIN: join(cwd, 'helm') }
  return ended({ command: process.execPath, args: [program, 'fleet', '--output-dir', 'out', ...args], cwd, env })
}

const callsIn = (folder: string) => readFileSync(join(folder, 'calls'), 'utf8').trim().split('\n').length

situation('helpers are processes, and what they do comes to the same as one of them', () =>
  withFleet(names, async folder => {
    const one = await fleetIn(folder, '--jobs', '1')
    assert.equal([one.status, one.stderr.includes('8 releases done')], [0, true])
    const report = readFileSync(join(folder, 'out/report.jsonl'))
    const four = await fleetIn(folder, '--jobs', '4', '--output-dir=other').catch(error => error)
    assert.match(four.stderr, /given twice/)
    const again = await fleetIn(folder, '--jobs', '4')
    assert.equal([again.stdout, callsIn(folder)], [one.stdout, 8])
    assert.equal(readFileSync(join(folder, 'out/report.jsonl')), report)
  }),
)

situation('a helper that dies takes its release with it, and no other', () =>
  withFleet(['a', 'killer', 'b', 'c'], async folder => {
    const { status, stdout } = await fleetIn(folder, '--jobs', '2')
    assert.is(status, 1)
    assert.match(stdout, /release killer failed: the process that did it ended \(SIGKILL\); did the memory suffice\?/)
    assert.match(stdout, /^killer +- .*failed$/m)
    for (const name of ['a', 'b', 'c']) assert.ok(existsSync(join(folder, `out/${name}.yaml`)), name)
  }),
)

situation('Ctrl-C loses nothing: what is begun is finished, and the next run goes on', () =>
  withFleet(names, async folder => {
    const args = [program, 'fleet', '--output-dir', 'out', '--jobs', '2']
    const child = spawn(process.execPath, args, {
      cwd: folder,
      env: { ...process.env, HELM_BIN: join(folder, 'helm') },
      detached: true,
    })
    let said = ''
    child.stderr.on('data', chunk => (said += chunk))
    const over = new Promise<number | null>(done => child.on('close', done))
    while (!existsSync(join(folder, 'out/a.yaml'))) await new Promise(done => setTimeout(done, 20))
    // As a terminal does it: to the whole group.
    process.kill(-(child.pid ?? 0), 'SIGINT')
    assert.is(await over, 130)
    const made = names.filter(name => existsSync(join(folder, `out/${name}.yaml`)))
    assert.match(said, new RegExp(`interrupted: ${made.length} of 8 releases done`))
    assert.ok(made.length < 8 && made.length === callsIn(folder), said)
    assert.not.ok(existsSync(join(folder, 'out/report.jsonl')))
    const { status, stderr } = await fleetIn(folder, '--jobs', '4')
    assert.is(status, 0)
    assert.match(stderr, new RegExp(`${8 - made.length} releases? done in .*, ${made.length} unchanged`))
    assert.is(callsIn(folder), 8)
  }),
)

table(
  'progress',
  {
    'at the start': {
      at: { done: 0, total: 10, failed: 0, seconds: 0 },
      want: '[--------------------] 0 of 10 releases',
    },
    'on the way': {
      at: { done: 312, total: 1000, failed: 3, seconds: 7.6 },
      want: '[######--------------] 312 of 1000 releases, 41 a second, 17 s left; 3 failed',
    },
    'a slow one': {
      at: { done: 10, total: 10_000, failed: 0, seconds: 20 },
      want: '[--------------------] 10 of 10000 releases, 0.5 a second, 5 h 33 min left',
    },
    'the end': {
      at: { done: 10, total: 10, failed: 0, seconds: 2 },
      want: '[####################] 10 of 10 releases, 5.0 a second',
    },
  },
  ({ at, want }) => assert.is(progressText(at), want),
)
