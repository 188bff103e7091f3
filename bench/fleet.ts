/**
 * `seaworthy fleet` as whole processes: how time and memory grow with the number of releases, and the shell loop that people
 * write instead. Exit 1 where it takes more than it may.
 *
 *     npm run build && npx tsx bench/fleet.ts [releases ...]     # 100 1000 where none are given; 10000 takes minutes
 */
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { tool } from '../scripts/tools.ts'
import { corpus } from '../test/support/shared.ts'
import { deployments } from './generate.ts'

const cli = resolve(import.meta.dirname, '../dist/cli.cjs')
const work = mkdtempSync(join(tmpdir(), 'seaworthy-bench-'))
process.once('exit', () => rmSync(work, { recursive: true, force: true }))

/** What a run may take: all processes together in megabytes, and of the time of the shell loop. */
const most = { megabytes: 300, ofLoop: 0.5 }

interface Measured {
  readonly seconds: number
  readonly megabytes: number
}

const asked = process.argv.slice(2).map(Number)
growth(await sizes(asked.length === 0 ? [100, 1000] : asked))
await againstLoop()

/** Recorded streams of public charts by turns, each with names of its own. */
async function sizes(counts: readonly number[]): Promise<ReadonlyMap<number, Measured>> {
  const streams = corpus()
  const measured = new Map<number, Measured>()
  if (streams.length === 0) process.stdout.write('skipped: growth: no shared data\n')
  for (const count of streams.length === 0 ? [] : counts) {
    const folder = join(work, String(count))
    mkdirSync(folder)
    const names = Array.from({ length: count }, (_, index) => {
      const { text = '' } = streams[index % streams.length] ?? {}
      writeFileSync(join(folder, `r${index}.yaml`), text.replaceAll('rel-', `r${index}-`))
      return `  - { name: r${index}, stream: r${index}.yaml }\n`
    })
    writeFleet(folder, names)
    const args = ['fleet', '--output-dir', 'out', '--exit-zero', '--format', 'sarif', '--output', 'all.sarif']
    const got = await measure([process.execPath, cli, ...args], folder)
    const { seconds, megabytes } = got
    const each = ((seconds * 1000) / count).toFixed(1)
    process.stdout.write(
      `${count} releases: ${seconds.toFixed(1)} s, ${each} ms each, ${megabytes} MB in all processes\n`,
    )
    measured.set(count, got)
    rmSync(folder, { recursive: true })
  }
  return measured
}

function growth(measured: ReadonlyMap<number, Measured>): void {
  for (const [count, { megabytes }] of measured)
    if (megabytes > most.megabytes) fail(`${count} releases take ${megabytes} MB, more than ${most.megabytes}`)
}

/** `helm template NAME chart | seaworthy post-render`, sixty times. */
async function againstLoop(): Promise<void> {
  const helm = await tool('helm3')
  if (helm === undefined) return void process.stdout.write('skipped: the shell loop: no helm3\n')
  const folder = join(work, 'loop')
  mkdirSync(join(folder, 'web/templates'), { recursive: true })
  writeFileSync(join(folder, 'web/Chart.yaml'), 'apiVersion: v2\nname: web\nversion: 0.1.0\n')
  writeFileSync(join(folder, 'web/templates/all.yaml'), deployments(8))
  const names = Array.from({ length: 60 }, (_, index) => `r${index}`)
  writeFleet(
    folder,
    names.map(name => `  - { name: ${name}, chart: web }\n`),
  )
  const ratios: number[] = []
  for (let round = 0; round < 3; round += 1) {
    rmSync(join(folder, 'out'), { recursive: true, force: true })
    const script = `mkdir -p loop; for r in ${names.join(' ')}; do "$HELM_BIN" template $r web | "$NODE" "$CLI" post-render >loop/$r.yaml; done`
    const env = { HELM_BIN: helm, NODE: process.execPath, CLI: cli }
    const loop = await measure(['bash', '-c', script], folder, env)
    const args = ['fleet', '--output-dir', 'out', '--exit-zero']
    const fleet = await measure([process.execPath, cli, ...args], folder, env)
    ratios.push(fleet.seconds / loop.seconds)
  }
  const same = names.every(name => read(folder, `loop/${name}.yaml`) === read(folder, `out/${name}.yaml`))
  if (!same) fail('the fleet comes to other manifests than the loop')
  const [, median = Infinity] = ratios.toSorted((a, b) => a - b)
  process.stdout.write(`60 charts: ${median.toFixed(2)} of the time of the shell loop (median of 3 pairs)\n`)
  if (median > most.ofLoop) fail(`more than ${most.ofLoop} of the time of the shell loop`)
}

function read(folder: string, file: string): string {
  return readFileSync(join(folder, file), 'utf8')
}

function writeFleet(folder: string, releases: readonly string[]): void {
  const head = 'apiVersion: seaworthy.dev/v1alpha1\nkind: Fleet\nreleases:\n'
  writeFileSync(join(folder, 'fleet.yaml'), `${head}${releases.join('')}`)
}

/** How long a command takes, and the most memory that it and all that it starts held at once. */
async function measure(
  [command = '', ...args]: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Measured> {
  const start = performance.now()
  const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: 'ignore' })
  let kilobytes = 0
  const looking = setInterval(() => {
    kilobytes = Math.max(kilobytes, heldBy(child.pid ?? 0))
  }, 100)
  const status = await new Promise(done => child.on('close', done))
  clearInterval(looking)
  if (status !== 0) fail(`${command} ${args.join(' ')} ended with ${status}`)
  return { seconds: (performance.now() - start) / 1000, megabytes: Math.round(kilobytes / 1024) }
}

/**
 * Kilobytes that a process and all below it hold. Pages of files are those of Node's own program, which all of them share:
 * they count once (`man proc_pid_status`).
 */
function heldBy(pid: number): number {
  const statuses = familyOf(pid).map(statusOf)
  const own = statuses.map(status => kilobytesOf(status, 'RssAnon'))
  return own.reduce((sum, one) => sum + one, 0) + Math.max(0, ...statuses.map(status => kilobytesOf(status, 'RssFile')))
}

function familyOf(pid: number): readonly number[] {
  return [pid, ...childrenOf(pid).flatMap(familyOf)]
}

function childrenOf(pid: number): readonly number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap(task =>
      readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
    )
  } catch {
    return [] // it ended meanwhile
  }
}

function statusOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8')
  } catch {
    return ''
  }
}

function kilobytesOf(status: string, field: 'RssAnon' | 'RssFile'): number {
  return Number(new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1] ?? 0)
}

function fail(why: string): void {
  process.stdout.write(`FAILED: ${why}\n`)
  process.exitCode = 1
}
