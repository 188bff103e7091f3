import * as assert from 'uvu/assert'
import { commands } from '../../src/cli/command.ts'
import type { World } from '../support/io.ts'
import { situation, table } from '../table.ts'
import { call, callWith } from './call.ts'
import { podText, policyText, restrictedContext } from './manifests.ts'

const sound = podText({ context: restrictedContext })
/** The pod says root and its container another user, so that it starts, and runAsUser is broken all the same. */
const asRoot = podText({ spec: ['securityContext: { runAsUser: 0 }'], context: restrictedContext })
const missing = podText()
const inAgents = podText({ metadata: ['namespace: agents'] })
const agents = ['namespaces:', '  - { match: agents, level: privileged }', '  - { match: "", level: baseline }']

interface Row {
  readonly command: string
  readonly pod: string
  readonly files?: World['files']
  readonly world?: World
  readonly code: 0 | 1
}

/** What decides whether a pod is admitted. `check` says it with its exit status. */
const rows: Readonly<Record<string, Row>> = {
  'restricted is what counts where nobody says anything': { command: 'check -', pod: missing, code: 1 },
  'a restricted pod': { command: 'check -', pod: sound, code: 0 },
  'an option': { command: 'check - --level baseline', pod: missing, code: 0 },
  'a policy beside the caller': {
    command: 'check -',
    pod: missing,
    files: { 'seaworthy.yaml': policyText('level: baseline') },
    code: 0,
  },
  'the option beats the policy': {
    command: 'check - --level restricted',
    pod: missing,
    files: { 'seaworthy.yaml': policyText('level: baseline') },
    code: 1,
  },
  'another policy': {
    command: 'check - --policy elsewhere/p.yaml',
    pod: missing,
    files: { 'seaworthy.yaml': policyText('level: restricted'), 'elsewhere/p.yaml': policyText('level: baseline') },
    code: 0,
  },
  'a namespace of the policy': {
    command: 'check -',
    pod: inAgents,
    files: { 'seaworthy.yaml': policyText(...agents) },
    code: 0,
  },
  'a namespace that an option gives': {
    command: 'check - -n agents --level-version v1.36',
    pod: missing,
    files: { 'seaworthy.yaml': policyText(...agents.slice(0, 2)) },
    code: 0,
  },
  'a namespace that Helm gives': {
    command: 'check -',
    pod: missing,
    files: { 'seaworthy.yaml': policyText(...agents.slice(0, 2)) },
    world: { env: { HELM_NAMESPACE: 'agents' } },
    code: 0,
  },
  // An empty name would place objects in a namespace that is none; the policy's row for those without one counts.
  'an empty namespace of Helm, which gives none': {
    command: 'check -',
    pod: missing,
    files: { 'seaworthy.yaml': policyText(...agents) },
    world: { env: { HELM_NAMESPACE: '' } },
    code: 0,
  },
  'the option beats what Helm gives': {
    command: 'check - --namespace web',
    pod: missing,
    files: { 'seaworthy.yaml': policyText(...agents.slice(0, 2)) },
    world: { env: { HELM_NAMESPACE: 'agents' } },
    code: 1,
  },
  'no namespace, where a policy names those without': {
    command: 'check -',
    pod: missing,
    files: { 'seaworthy.yaml': policyText(...agents) },
    code: 0,
  },
  'a star, which does not match the missing namespace': {
    command: 'check -',
    pod: missing,
    files: { 'seaworthy.yaml': policyText('namespaces:', '  - { match: "*", level: privileged }') },
    code: 1,
  },
  'a label of the namespace in the stream beats the policy': {
    command: 'check -',
    pod: `${inAgents}---\napiVersion: v1\nkind: Namespace\nmetadata:\n  name: agents\n  labels: { pod-security.kubernetes.io/enforce: restricted }\n`,
    files: { 'seaworthy.yaml': policyText(...agents) },
    code: 1,
  },
  'a version before the check came': {
    // seccompProfile and capabilities are asked for since v1.19 and v1.22; runAsUser since v1.23.
    command: 'check - --level-version v1.22',
    pod: asRoot,
    code: 0,
  },
  'the version since which the check is there': { command: 'check - --level-version v1.23', pod: asRoot, code: 1 },
  'an API server of a version': { command: 'check - --no-schema --kube-version v1.22.17', pod: asRoot, code: 0 },
  'an API server as kubectl prints it': { command: 'check - --kube-version 1.35.2+k3s1', pod: asRoot, code: 1 },
  'enforce does not change what check says': { command: 'check - --enforce', pod: asRoot, code: 1 },
}

table('check', rows, async ({ command, pod, files, world, code }) => {
  const got = await call(command, { ...world, stdin: pod, files })
  assert.is(got.code, code, got.stdout + got.stderr)
  assert.is(got.stderr, '')
})

const wrong: Readonly<
  Record<string, { readonly command: string; readonly files?: World['files']; readonly says: string }>
> = {
  'a level': {
    command: 'check - --level strict',
    says: '--level: found "strict", expected one of privileged, baseline, restricted',
  },
  'an empty level': {
    command: 'check - --level=',
    says: '--level: found an empty value, expected one; is a shell variable unset?',
  },
  'a version of the standard': {
    command: 'check - --level-version 36',
    says: '--level-version: found "36", expected "latest" or "v1.x" up to v1.37, as in v1.36',
  },
  'a version of the standard that is to come': {
    command: 'check - --level-version v1.38',
    says: '--level-version: found "v1.38", expected "latest" or "v1.x" up to v1.37, as in v1.36',
  },
  'a version of Kubernetes': {
    command: 'check - --kube-version latest',
    says: '--kube-version: found "latest", expected a version of Kubernetes up to v1.37, as in v1.36',
  },
  'a version of Kubernetes that is to come': {
    command: 'check - --kube-version v1.38.0',
    says: '--kube-version: found "v1.38.0", expected a version of Kubernetes up to v1.37, as in v1.36',
  },
  'a lock, and none': {
    command: 'check - --lock l.yaml --no-lock',
    says: '--lock and --no-lock: expected one of them',
  },
  'brackets in a glob': {
    command: 'check docs --exclude [',
    files: { 'docs/a.yaml': sound },
    says: '--exclude: found "[", expected a glob of *, ** and ?; give one glob for each alternative, and write ? for a bracket in a name',
  },
  'braces in a glob': {
    command: 'check docs --exclude {a,b}.yaml',
    files: { 'docs/a.yaml': sound },
    says: '--exclude: found "{a,b}.yaml", expected a glob of *, ** and ?; give one glob for each alternative',
  },
  'a glob that takes back': {
    command: 'check docs --exclude !a.yaml',
    files: { 'docs/a.yaml': sound },
    says: '--exclude: found "!a.yaml", expected a glob of *, ** and ?; nothing takes back what another glob matches',
  },
  'a glob with an escape': {
    command: 'check docs --exclude docs\\a.yaml',
    files: { 'docs/a.yaml': sound },
    says: '--exclude: found "docs\\a.yaml", expected a glob of *, ** and ?; write / between folders',
  },
  'a namespace': {
    command: 'check - -n Web_1',
    says: '--namespace: found "Web_1", expected the name of a namespace: a-z, 0-9 and dashes',
  },
  'an empty namespace': {
    command: 'check - --namespace=',
    says: '--namespace: found an empty value, expected one; is a shell variable unset?',
  },
  'a policy that is not there': {
    command: 'check - --policy nope.yaml',
    says: 'nope.yaml: cannot be read (no such file or folder)',
  },
  'a file that is not there': {
    command: 'check nope.yaml',
    says: 'nope.yaml: cannot be read (no such file or folder)',
  },
  'a folder without manifests': {
    command: 'check docs',
    files: { 'docs/README.md': '#' },
    says: 'docs: the folder holds no .yaml, .yml or .json file',
  },
  'a baseline that is no JSON': {
    command: 'check - --baseline b.json',
    files: { 'b.json': '{\n  "kind": "Report",\n}' },
    says: 'b.json:3:1: found "}", expected a key in double quotes; a report is made with --format json',
  },
  'a baseline that is no report': {
    command: 'check - --baseline b.json',
    files: { 'b.json': '{"kind":"List"}' },
    says: 'b.json: not a report; make one with --format json',
  },
  'an output before its format': {
    command: 'check - --output o.json',
    says: '--output o.json: expected a --format before it, as in --format json --output o.json',
  },
  'an output too many': {
    command: 'check - --format json --output a --output b',
    says: '--output b: expected a --format before it, as in --format json --output b',
  },
  'a level that the format does not print': {
    command: 'check - --lowest --format sarif',
    says: '--lowest: expected --format text or json, which print it',
  },
  'the standard input, for manifests and for a policy': {
    command: 'check - --policy p.yaml --baseline -',
    files: { 'p.yaml': policyText() },
    says: 'the standard input can be read once, and two arguments of this call name it (-)',
  },
  'a format': {
    command: 'check - --format yaml',
    says: '--format: found "yaml", expected one of text, json, sarif, junit, github, gitlab',
  },
  'two formats for one standard output': {
    command: 'check - --format json --format text',
    says: '--format text: only one format can go to the standard output; follow the others by --output FILE',
  },
}

table('what is wrong is named, with what was expected', wrong, async ({ command, files, says }) => {
  const { code, stdout, stderr } = await call(command, { stdin: sound, files })
  assert.equal({ code, stdout }, { code: 2, stdout: '' })
  assert.ok(stderr.startsWith(`seaworthy: ${says}`), stderr)
  assert.is(stderr.trimEnd().split('\n').length, 1)
})

situation('fields are held against the oldest version that is known, and that is said', async () => {
  const said = async (options: string) => (await call(`check - ${options}`, { stdin: sound })).stderr
  assert.is(
    await said('--kube-version 1.29'),
    'seaworthy: --kube-version v1.29: fields are validated as of v1.30, the oldest version known here\n',
  )
  assert.is(await said('--kube-version 1.29 --quiet'), '')
  assert.is(await said('--kube-version 1.30'), '')
})

/** Every command with every option that takes a value, without the commands that would start to work without one. */
const valued = await Promise.all(
  Object.entries(commands).flatMap(async ([name, load]) =>
    Object.entries((await load()).options).flatMap(([option, { type, multiple = false }]) =>
      type === 'string' ? [{ name, option, multiple }] : [],
    ),
  ),
)

interface Valued {
  readonly name: string
  readonly option: string
  readonly multiple: boolean
}

const byName = (rows: readonly Valued[]) => Object.fromEntries(rows.map(row => [`${row.name} --${row.option}`, row]))
const takesValue = byName(valued.flat())

table('an empty value is refused:', takesValue, async ({ name, option }) => {
  for (const empty of ['', ' ']) {
    const { code, stdout, stderr } = await callWith([name, `--${option}=${empty}`], { stdin: sound })
    const says = `seaworthy: --${option}: found an empty value, expected one; is a shell variable unset?\n`
    assert.equal({ code, stdout, stderr }, { code: 2, stdout: '', stderr: says })
  }
})

const single = byName(valued.flat().filter(({ multiple }) => !multiple))

table('of two values none is dropped:', single, async ({ name, option }) => {
  const { code, stdout, stderr } = await callWith([name, `--${option}`, 'a', `--${option}=b`], { stdin: sound })
  const says = `seaworthy: --${option}: given twice ("a", "b"), expected once; leave one out\n`
  assert.equal({ code, stdout, stderr }, { code: 2, stdout: '', stderr: says })
})

table(
  'an option of kubectl or Helm is unknown, with the way to say it here',
  {
    'a file': { command: 'fix -f web.yaml', want: 'unknown option -f; files are named without an option' },
    'a file, in long': {
      command: 'check --filename web.yaml',
      want: 'unknown option --filename; files are named without an option',
    },
    'a format': {
      command: 'check -o json web.yaml',
      want: 'unknown option -o; --format says how the answer is written, --output FILE where',
    },
    'a kubeconfig': {
      command: 'preflight --kubeconfig k web.yaml',
      want: 'unknown option --kubeconfig; the variable KUBECONFIG names the file, --context a context of it',
    },
    'a kubeconfig, where no cluster is asked': {
      command: 'check --kubeconfig k web.yaml',
      want: 'unknown option --kubeconfig; `seaworthy check --help` lists the options',
    },
  },
  async ({ command, want }) => {
    const { code, stdout, stderr } = await call(command, { files: { 'web.yaml': sound } })
    assert.equal({ code, stdout, stderr }, { code: 2, stdout: '', stderr: `seaworthy: ${want}\n` })
  },
)
