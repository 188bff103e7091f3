import { join, resolve } from 'node:path'
import * as assert from 'uvu/assert'
import { installedPackage } from '../support/built.ts'
import { withFolder } from '../support/folder.ts'
import { ended } from '../support/process.ts'
import { toolFor } from '../support/tools.ts'
import { table } from '../table.ts'
import { call } from './call.ts'
import { podText, policyText } from './manifests.ts'

const missing = podText()
const hardened = (await call('post-render', { stdin: missing })).stdout
const root = resolve(import.meta.dirname, '../..')

const files = {
  'web.yaml': missing,
  'golden/web.yaml': hardened,
  'seaworthy.yaml': policyText('golden:', '  - { name: web, stream: web.yaml, file: golden/web.yaml }'),
}

interface Row {
  readonly args: readonly string[]
  /** A pod where it is not said. */
  readonly input?: string
  readonly status: number
  readonly stdout: RegExp
}

/** One call of every command: each loads other chunks of the program as it is built. */
const rows: Readonly<Record<string, Row>> = {
  version: { args: ['--version'], input: '', status: 0, stdout: /^\d+\.\d+\.\d+\n$/ },
  'post-render': { args: [], status: 0, stdout: /runAsNonRoot: true/ },
  check: { args: ['check', 'web.yaml'], status: 1, stdout: /^web\.yaml:\d+:\d+: Pod\/web: / },
  'check, as SARIF': { args: ['check', '--format', 'sarif', 'web.yaml'], status: 1, stdout: /"2\.1\.0"/ },
  explain: { args: ['explain', 'web.yaml'], status: 0, stdout: /web/ },
  fix: { args: ['fix', 'web.yaml'], status: 1, stdout: /^--- web\.yaml\n/ },
  render: {
    args: ['render', 'agent', '-f', join(root, 'presets/obol/master.yaml')],
    status: 0,
    stdout: /kind: Deployment/,
  },
  verify: { args: ['verify'], status: 0, stdout: /1 golden case/ },
  schema: { args: ['schema', 'policy'], status: 0, stdout: /"\$schema"/ },
}

for (const version of ['node20', 'node22', 'node24'] as const) {
  const node = await toolFor(`the program on ${version}`, version)
  if (node === undefined) continue
  table(`the program on ${version}:`, rows, ({ args, input = missing, status, stdout }) =>
    withFolder(files, async cwd => {
      const program = join(await installedPackage(), 'dist/cli.cjs')
      const got = await ended({ command: node, args: [program, ...args], cwd, input })
      assert.is(got.status, status, got.stderr)
      assert.match(got.stdout, stdout)
      assert.not.match(got.stderr, /Warning|internal error/)
    }),
  )
}

/** A Node of the past: the program as it is built, with another version told to it. It must not get beyond its first lines. */
const pretend = (version: string) =>
  `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } })`

table(
  'a Node that is too old, told of',
  {
    'its last patch': { version: '20.11.1', args: [], status: 2, stdout: '' },
    'an older major': { version: '18.20.8', args: ['check'], status: 2, stdout: '' },
    'Helm 4, which shows no other words': { version: '18.20.8', args: ['--helm-plugin'], status: 0, stdout: '|2-\n  ' },
  },
  ({ version, args, status, stdout }) =>
    withFolder({ 'old.cjs': pretend(version) }, async cwd => {
      const program = join(await installedPackage(), 'dist/cli.cjs')
      const got = await ended({ command: process.execPath, args: ['-r', './old.cjs', program, ...args], cwd })
      const sentence = `seaworthy: needs Node 20.12 or later, and this is Node ${version}\n`
      assert.is(got.status, status)
      assert.is(got.stdout + got.stderr, `${stdout}${sentence}`)
    }),
)
