import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import * as assert from 'uvu/assert'
import { tool } from '../../scripts/tools.ts'
import { commands } from '../../src/cli/command.ts'
import { installedPackage } from '../support/built.ts'
import { withFolder } from '../support/folder.ts'
import { type Ended, ended } from '../support/process.ts'
import { situation, skipped, table } from '../table.ts'
import { policyText } from './manifests.ts'

const root = resolve(import.meta.dirname, '../..')
const stream = readFileSync(join(root, 'test/fixtures/streams/shop.helm3.yaml'), 'utf8')

/** Loaded before the program and before each process that it starts: who connects is written down, and ends. */
const noNetwork = `
const { appendFileSync } = require('node:fs')
const write = name => appendFileSync(require('node:path').join(__dirname, name), process.pid + '\\n')
const refuse = () => { write('connected'); process.exit(99) }
require('node:net').Socket.prototype.connect = refuse
require('node:dgram').Socket.prototype.send = refuse
for (const dns of [require('node:dns'), require('node:dns').promises])
  for (const name of ['lookup', 'resolve', 'resolve4', 'resolve6']) dns[name] = refuse
globalThis.fetch = refuse
write('loaded')
`

const lock = `# Written by \`seaworthy lock\`. Review it, commit it, do not edit it.
apiVersion: seaworthy.dev/v1alpha1
kind: Lock
images: {}
cluster:
  version: v1.36.3
  namespaces:
    default:
      enforce: baseline
  storageClasses:
    standard:
      provisioner: rancher.io/local-path
      default: true
`

const files = {
  'no-network.cjs': noNetwork,
  'web.yaml': stream,
  'seaworthy.lock.yaml': lock,
  'cases/seaworthy.yaml': policyText('golden: [{ name: web, stream: web.yaml, file: golden.yaml }]'),
  'cases/web.yaml': stream,
  'cases/golden.yaml': stream,
  'fleet.yaml': 'apiVersion: seaworthy.dev/v1alpha1\nkind: Fleet\nreleases: [{ name: web, stream: web.yaml }]\n',
  'chart/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 0.1.0\n',
  'chart/values.yaml': 'podSecurityContext: {}\n',
  'chart/templates/web.yaml': stream,
}

const calls = (lines: readonly object[]) =>
  lines.map((line, id) => `${JSON.stringify({ jsonrpc: '2.0', ...(id !== 1 && { id }), ...line })}\n`).join('')

/** An agent that asks for each tool: what judges runs in a process beside the server. */
const agent = calls([
  {
    method: 'initialize',
    params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'test', version: '1' } },
  },
  { method: 'notifications/initialized' },
  ...['check', 'explain', 'fix'].map(name => ({
    method: 'tools/call',
    params: { name, arguments: { paths: ['web.yaml'] } },
  })),
])

interface Row {
  readonly args: readonly string[]
  readonly input?: string
  /** A process beside the first one does the work. */
  readonly helpers?: true
  /** Needs Helm on the path. */
  readonly chart?: true
}

/** Every command that asks no network, and each of its ways that loads other parts of the program. */
const rows: Readonly<Record<string, Row>> = {
  check: { args: ['check', 'web.yaml'] },
  'check of a chart': { args: ['check', './chart'], chart: true },
  explain: { args: ['explain', '--format', 'html', 'web.yaml'] },
  'explain of an error': {
    args: ['explain', '--error', 'mkdir: cannot create directory: Permission denied', 'web.yaml'],
  },
  fix: { args: ['fix', 'web.yaml'] },
  'post-render': { args: ['post-render'], input: stream },
  verify: { args: ['verify', '--policy', 'cases/seaworthy.yaml'] },
  render: {
    args: [
      'render',
      'agent',
      '--set=name=a',
      '--set=namespace=n',
      '--set=agent.image.repository=r.example/a',
      '--set=agent.image.tag=v1',
    ],
  },
  export: { args: ['export', '--as', 'kustomize', 'web.yaml'] },
  suggest: { args: ['suggest', './chart'], chart: true },
  fleet: { args: ['fleet', '--output-dir', 'out'], helpers: true },
  schema: { args: ['schema', 'lock'] },
  image: { args: ['image', 'redis'] },
  init: { args: ['init', 'chart'], chart: true },
  mcp: { args: ['mcp'], input: agent, helpers: true },
  completion: { args: ['completion', 'bash'] },
}
const networked: readonly string[] = ['lock', 'preflight', 'run']
const helm = await tool('helm3')

interface Offline extends Ended {
  readonly connected: boolean
  /** Processes of Node that the call started. */
  readonly processes: number
}

function offline({ args, input = '' }: Row): Promise<Offline> {
  return withFolder(files, async folder => {
    const program = join(await installedPackage(), 'dist/cli.cjs')
    const env = {
      NODE_OPTIONS: `--require ${join(folder, 'no-network.cjs')}`,
      KUBECONFIG: join(folder, 'kubeconfig'),
      ...(helm !== undefined && { PATH: `${dirname(helm)}:${process.env.PATH}` }),
    }
    const end = await ended({ command: process.execPath, args: [program, ...args], cwd: folder, input, env })
    const loaded = readFileSync(join(folder, 'loaded'), 'utf8')
    return { ...end, connected: existsSync(join(folder, 'connected')), processes: loaded.split('\n').length - 1 }
  })
}

table('without a network', rows, async (row, name) => {
  if (row.chart && helm === undefined) return skipped(`${name}, without a network`, 'no helm3')
  const { status, stdout, stderr, connected, processes } = await offline(row)
  assert.not(connected, stderr)
  assert.ok(status === 0 || status === 1, `${status}: ${stderr}`)
  assert.ok(stdout !== '' || name === 'init', stderr)
  assert.ok(!row.helpers || processes > 1, 'did its work in another process')
})

situation('no command is forgotten', () => {
  const named = new Set([...Object.values(rows).map(({ args: [command] }) => command), ...networked])
  assert.equal(
    Object.keys(commands).filter(command => !named.has(command)),
    [],
  )
})

const traps: Readonly<Record<string, Row>> = { lock: { args: ['lock', 'web.yaml'] } }

table('the trap works', traps, async row => {
  const { status, connected } = await offline(row)
  assert.is(status, 99)
  assert.ok(connected)
})
