/**
 * Whole processes, side by side in one run: ours, and the nearest equal work of a tool that a user would pick instead.
 * Times are of this machine and this minute; only the ratio of two rows that ran in turn says anything. A full run ends
 * with exit 1 where a row takes more than it may.
 *
 *     npm run build && npx tsx bench/run.ts [--smoke]
 */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { readCompact } from '../scripts/compact-schema.ts'
import { writeKubeconformSchemas } from '../scripts/schema-kubeconform.ts'
import { tool } from '../scripts/tools.ts'
import { knownMinors } from '../src/workload/settings/known-minors.ts'
import { corpus } from '../test/support/shared.ts'
import { claimants, claimClasses, deployments, lockOf, pods, taggedDeployments } from './generate.ts'

interface Scenario {
  readonly name: string
  readonly ours: readonly string[]
  readonly stdin: string
  readonly theirs: readonly string[]
  readonly theirsName: string
  /** The most that ours may take, as a part of theirs. */
  readonly most: number
  readonly cwd?: string
}

const folder = resolve(import.meta.dirname, '../.cache/bench')
const cli = resolve(import.meta.dirname, '../dist/cli.cjs')
/** The cache of somebody who uses the program, and nobody's settings. */
const environment = { ...process.env, XDG_CACHE_HOME: join(folder, 'caches'), CI: '', NODE_DISABLE_COMPILE_CACHE: '' }
const smoke = process.argv.includes('--smoke')
const rounds = smoke ? 1 : 7

const scenarios = [
  ...startUp(),
  ...againstKustomize(await tool('kubectl')),
  ...againstParse(),
  ...againstKubeScore(await tool('kube-score')),
  ...againstKubeconform(await tool('kubeconform')),
  ...againstNoVolumes(),
]
for (const scenario of scenarios) report(scenario)
memoryAndGrowth()
memoryOfPods()
costOfLock()
await costOfImages()

/** A real chart of 20 KB, and 20 KB in which every document is a workload, which is the most work that size can be. */
function startUp(): Scenario[] {
  const real = corpus().find(({ name }) => name === 'helm3/bitnami--moodle')
  return [
    ...(real === undefined
      ? skip('the stream of moodle', 'no shared data')
      : startUpWith('a 20 KB chart (moodle)', file('moodle.yaml', real.text))),
    ...startUpWith('20 KB of nothing but Deployments', file('small.yaml', deployments(22))),
  ]
}

function startUpWith(name: string, stdin: string): Scenario[] {
  const plain = {
    ours: [process.execPath, cli, 'post-render'],
    stdin,
    theirs: [process.execPath, '-e', '0'],
    theirsName: 'node -e 0',
  }
  const policy = file(
    'policy.yaml',
    'apiVersion: seaworthy.dev/v1alpha1\nkind: Policy\nlevel: restricted\nharden: { runAs: { user: 65532, group: 65532 } }\n',
  )
  return [
    { ...plain, name: `${name}, no policy file`, most: 1.8 },
    { ...plain, name: `${name}, a policy file`, ours: [...plain.ours, '--policy', policy], most: 2.5 },
  ]
}

function againstKustomize(kubectl: string | undefined): Scenario[] {
  if (kubectl === undefined) return skip('kustomize', 'no kubectl binary')
  const crds = corpus().find(({ name }) => name === 'helm3/prometheus-community--kube-prometheus-stack')
  return [
    ...(crds === undefined
      ? skip('the stream of kube-prometheus-stack', 'no shared data')
      : [
          kustomize(kubectl, {
            name: 'kube-prometheus-stack, 5.2 MB, mostly CRDs',
            key: 'crds',
            text: crds.text,
            most: 1 / 5,
          }),
        ]),
    kustomize(kubectl, {
      name: '1,000 Deployments, every one hardened',
      key: 'thousand',
      text: deployments(1000),
      most: 1 / 8,
    }),
  ]
}

/** What `kubectl kustomize` needs to add one field to every workload. */
function kustomize(
  kubectl: string,
  input: { readonly name: string; readonly key: string; readonly text: string; readonly most: number },
): Scenario {
  const dir = join(folder, input.key)
  mkdirSync(dir, { recursive: true })
  const patch = [{ op: 'add', path: '/spec/template/spec/securityContext', value: { runAsNonRoot: true } }]
  const kustomization = {
    resources: ['in.yaml'],
    patches: [{ target: { kind: 'Deployment' }, patch: JSON.stringify(patch) }],
  }
  writeFileSync(join(dir, 'kustomization.yaml'), JSON.stringify(kustomization))
  writeFileSync(join(dir, 'in.yaml'), input.text)
  return {
    name: input.name,
    ours: [process.execPath, cli, 'post-render'],
    stdin: join(dir, 'in.yaml'),
    theirs: [kubectl, 'kustomize', dir],
    theirsName: 'kubectl kustomize',
    most: input.most,
  }
}

/** `check` held against reading the same file with the YAML library and nothing else. */
function againstParse(): Scenario[] {
  const script = file(
    'parse.mjs',
    "import { readFileSync } from 'node:fs'\nimport { parseAllDocuments } from 'yaml'\nfor (const document of parseAllDocuments(readFileSync(0, 'utf8'))) document.toJS()\n",
  )
  const big = join(folder, 'crds', 'in.yaml')
  const parse = {
    theirs: [process.execPath, script],
    theirsName: 'yaml parse',
    cwd: resolve(import.meta.dirname, '..'),
  }
  return [
    {
      ...parse,
      ...checkOfThousand(),
      most: 2,
    },
    ...(existsSync(big)
      ? [{ ...parse, name: 'check on 5.2 MB', ours: [process.execPath, cli, 'check', '-'], stdin: big, most: 1 / 3 }]
      : []),
  ]
}

function checkOfThousand() {
  const stdin = file('thousand.yaml', deployments(1000))
  return { name: 'check on 1,000 Deployments', ours: [process.execPath, cli, 'check', '-'], stdin }
}

/** A program in Go that looks at the fields of workloads, and at fewer of them. */
function againstKubeScore(program: string | undefined): Scenario[] {
  if (program === undefined) return skip('kube-score', 'it cannot be built here')
  return [{ ...checkOfThousand(), theirs: [program, 'score', '-'], theirsName: 'kube-score', most: 1 }]
}

/** A program in Go that validates against schemas and does nothing else; ours are those of the same version. */
function againstKubeconform(program: string | undefined): Scenario[] {
  if (program === undefined) return skip('kubeconform', 'it cannot be built here')
  if (readCompact() === undefined) return skip('kubeconform', 'no shared data')
  const schemas = join(folder, 'schemas')
  writeKubeconformSchemas(schemas, knownMinors.last)
  const location = join(schemas, '{{ .ResourceKind }}{{ .KindSuffix }}.json')
  const theirs = [program, '-strict', '-schema-location', location, '-']
  return [{ ...checkOfThousand(), theirs, theirsName: 'kubeconform', most: 2 }]
}

function skip(name: string, why: string): Scenario[] {
  process.stdout.write(`skipped: ${name}: ${why}\n`)
  return []
}

/** `check` and `explain` with volumes held against `check` without: they read the same pods, and think of more. */
function againstNoVolumes(): Scenario[] {
  const policy = (name: string, rest: string) =>
    file(`${name}.yaml`, `apiVersion: seaworthy.dev/v1alpha1\nkind: Policy\nlevel: baseline\n${claimClasses}${rest}`)
  const [on, off] = [policy('volumes', ''), policy('no-volumes', 'harden: { volumes: off }\n')]
  const count = smoke ? 100 : 1000
  const classes = ['writable', 'foreign'] as const
  const generated = classes.map(storageClass => ({
    name: `${count} claims of a ${storageClass} class`,
    stdin: file(`claims-${storageClass}-${count}.yaml`, claimants(count, storageClass)),
  }))
  const recorded = corpus().filter(({ text }) => /^kind: (PersistentVolumeClaim|StatefulSet)$/m.test(text))
  if (recorded.length === 0) skip('recorded streams with claims', 'no shared data')
  const real = recorded.map(({ text }) => text).join('\n---\n')
  const streams = [
    ...generated,
    ...(real === ''
      ? []
      : [{ name: `${recorded.length} recorded streams with claims`, stdin: file('claims.yaml', real) }]),
  ]
  const ours = (command: string, policyFile: string) => [process.execPath, cli, command, '-', '--policy', policyFile]
  return streams.flatMap(({ name, stdin }) =>
    ['check', 'explain'].map(command => ({
      name: `${command} on ${name}`,
      ours: ours(command, on),
      stdin,
      theirs: ours('check', off),
      theirsName: 'check without volumes',
      most: 1.5,
    })),
  )
}

function report(scenario: Scenario): void {
  // What V8 compiled is kept by the first runs, so that those who come back find it: `src/cli/compiled/`.
  for (let run = 0; run < (smoke ? 0 : 4); run += 1) milliseconds(scenario.ours, scenario)
  const pairs = Array.from(
    { length: rounds },
    () => [milliseconds(scenario.ours, scenario), milliseconds(scenario.theirs, scenario)] as const,
  )
  const ratio = median(pairs.map(([ours, theirs]) => ours / theirs))
  const [ours, theirs] = [0, 1].map(side => median(pairs.map(pair => pair[side] ?? 0)).toFixed(0))
  const verdict = verdictOf(ratio <= scenario.most, 'SLOWER THAN WANTED')
  process.stdout.write(
    `${scenario.name}: ${ours} ms, ${scenario.theirsName} ${theirs} ms, ratio ${ratio.toFixed(3)} (at most ${scenario.most.toFixed(3)}) ${verdict}\n`,
  )
}

/** One that fails ends a full run with exit 1; a smoke run is too short to say anything of time. */
function verdictOf(holds: boolean, complaint: string): string {
  if (!holds && !smoke) process.exitCode = 1
  return holds ? 'ok' : complaint
}

/** Ten times the input should cost about ten times the time, and stay within 400 MB. */
function memoryAndGrowth(): void {
  const sizes = smoke ? [100, 1000] : [1000, 10_000]
  const [small, large] = sizes.map(size => {
    const stdin = file(`deployments-${size}.yaml`, deployments(size))
    const runs = Array.from({ length: smoke ? 1 : 3 }, () => measured(stdin, ['post-render']))
    return { time: median(runs.map(run => run.time)), memory: Math.max(...runs.map(run => run.memory)) }
  })
  if (small === undefined || large === undefined) return
  const floor = median(
    Array.from({ length: rounds }, () => milliseconds([process.execPath, '-e', '0'], { stdin: '/dev/null' })),
  )
  const growth = (large.time - floor) / (small.time - floor)
  const megabytes = large.memory / 1024
  const verdict = verdictOf(growth <= 13 && megabytes <= 400, 'MORE THAN WANTED')
  process.stdout.write(
    `${sizes[1]} Deployments take ${growth.toFixed(1)} times as long as ${sizes[0]} (at most 13), in ${megabytes.toFixed(0)} MB at most (of 400) ${verdict}\n`,
  )
}

/** `check` keeps no document that nobody asks for again, and no more of its text than there is. */
function memoryOfPods(): void {
  const count = smoke ? 1000 : 100_000
  const { time, memory } = measured(file('pods.yaml', pods(count)), ['check', '-'])
  const megabytes = memory / 1024
  const verdict = verdictOf(megabytes <= 500, 'MORE THAN WANTED')
  process.stdout.write(
    `check on ${count} pods takes ${(time / 1000).toFixed(1)} s and ${megabytes.toFixed(0)} MB (of 500) ${verdict}\n`,
  )
}

/**
 * What a lock of 500 images adds to post-render, in time of the processor: the machine has other work, which would
 * otherwise be counted.
 */
function costOfLock(): void {
  const most = 8
  const stdin = file('tagged.yaml', taggedDeployments(22))
  const lock = file('lock.yaml', lockOf(500))
  const costs = Array.from({ length: smoke ? 1 : 31 }, () => {
    const [without, withLock] = [
      measured(stdin, ['post-render', '--no-lock']),
      measured(stdin, ['post-render', '--lock', lock]),
    ]
    return withLock.processor - without.processor
  })
  const cost = median(costs)
  const verdict = verdictOf(cost <= most, 'SLOWER THAN WANTED')
  process.stdout.write(`a lock of 500 images adds ${cost.toFixed(1)} ms to post-render (at most ${most}) ${verdict}\n`)
}

/** What it takes to look up 100 images at a registry of this machine, each with a layer of 5 MB. */
async function costOfImages(): Promise<void> {
  const count = smoke ? 10 : 100
  const most = { seconds: 5, megabytes: 150 }
  const registry = spawn(process.execPath, ['--import', 'tsx', join(import.meta.dirname, 'registry.ts')])
  try {
    const port = String(await once(registry.stdout, 'data')).trim()
    const stdin = file('images.yaml', podOf(count, `127.0.0.1:${port}`))
    const lock = join(folder, 'images.lock.yaml')
    const runs = Array.from({ length: smoke ? 1 : 3 }, () => {
      rmSync(lock, { force: true })
      return measured(stdin, ['lock', '--lock', lock])
    })
    // The fastest: of all that the machine does besides, nothing makes it faster.
    const seconds = Math.min(...runs.map(({ time }) => time)) / 1000
    const megabytes = Math.max(...runs.map(({ memory }) => memory)) / 1024
    const verdict = verdictOf(seconds <= most.seconds && megabytes <= most.megabytes, 'MORE THAN WANTED')
    process.stdout.write(
      `locking ${count} images takes ${seconds.toFixed(1)} s (at most ${most.seconds}) and ${megabytes.toFixed(0)} MB (of ${most.megabytes}) ${verdict}\n`,
    )
  } finally {
    registry.kill()
  }
}

function podOf(count: number, registry: string): string {
  const containers = Array.from({ length: count }, (_, index) => ({
    name: `c${index}`,
    image: `${registry}/a${index}:v1`,
  }))
  return JSON.stringify({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'all' }, spec: { containers } })
}

interface Measured {
  /** Milliseconds on the clock, and those of the processor. */
  readonly time: number
  readonly processor: number
  readonly memory: number
}

function measured(stdin: string, args: readonly string[]): Measured {
  const input = openSync(stdin, 'r')
  const started = performance.now()
  const { status, stderr } = spawnSync(process.execPath, ['--import', usageHook(), cli, ...args], {
    stdio: [input, 'ignore', 'pipe'],
    cwd: tmpdir(),
    env: environment,
    encoding: 'utf8',
  })
  closeSync(input)
  const time = performance.now() - started
  const [, memory, processor] = /peak (\d+), (\d+)/.exec(stderr) ?? []
  if ((status !== 0 && status !== 1) || memory === undefined)
    throw new Error(`${args.join(' ')} ended with ${status}: ${stderr}`)
  return { time, memory: Number(memory), processor: Number(processor) / 1000 }
}

/** Printed by the process itself when it ends: the peak of its resident memory in KB, and microseconds of the processor. */
function usageHook(): string {
  const usage = 'const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage()'
  const told = "process.stderr.write('peak ' + maxRSS + ', ' + (userCPUTime + systemCPUTime) + '\\n')"
  return file('usage.mjs', `process.on('exit', () => { ${usage}; ${told} })\n`)
}

function milliseconds(
  [command = '', ...args]: readonly string[],
  { stdin, cwd }: Pick<Scenario, 'stdin' | 'cwd'>,
): number {
  const input = openSync(stdin, 'r')
  const started = performance.now()
  const { status, stderr } = spawnSync(command, args, {
    // A pipe, as under Helm; and a folder outside of the repository, whose own policy would be found otherwise.
    stdio: [input, 'pipe', 'pipe'],
    maxBuffer: 1 << 28,
    cwd: cwd ?? tmpdir(),
    env: environment,
    encoding: 'utf8',
  })
  closeSync(input)
  if (status !== 0 && status !== 1) throw new Error(`${command} ${args.join(' ')} ended with ${status}: ${stderr}`)
  return performance.now() - started
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}

function file(name: string, text: string): string {
  mkdirSync(folder, { recursive: true })
  const path = join(folder, name)
  if (!existsSync(path) || readFileSync(path, 'utf8') !== text) writeFileSync(path, text)
  return path
}
