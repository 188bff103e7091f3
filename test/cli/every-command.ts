import { join, resolve } from 'node:path'
import { call } from './call.ts'
import { podText, policyText } from './manifests.ts'

/** The input of a row that says none. */
export const missing = podText()
const hardened = (await call('post-render', { stdin: missing })).stdout
const root = resolve(import.meta.dirname, '../..')

/** What a row finds in its folder. */
export const files = {
  'web.yaml': missing,
  'golden/web.yaml': hardened,
  'fleet.yaml': 'apiVersion: seaworthy.dev/v1alpha1\nkind: Fleet\nreleases: [{ name: web, stream: web.yaml }]\n',
  'seaworthy.yaml': policyText('golden:', '  - { name: web, stream: web.yaml, file: golden/web.yaml }'),
}

/** A call of the program, and how it ends. */
export interface CommandRow {
  readonly args: readonly string[]
  /** A pod where it is not said. */
  readonly input?: string
  readonly status: number
  readonly stdout: RegExp
}

/** One call of every command: each loads other chunks of the program as it is built. */
export const everyCommand: Readonly<Record<string, CommandRow>> = {
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
  fleet: { args: ['fleet', '--output-dir', 'out'], status: 0, stdout: /^web +1 +0 +0 +4 +ok$/m },
  schema: { args: ['schema', 'policy'], status: 0, stdout: /"\$schema"/ },
}
