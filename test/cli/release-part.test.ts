import { readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { withFolder } from '../support/folder.ts'
import { callIn } from '../support/real-io.ts'
import { situation, table } from '../table.ts'
import { call } from './call.ts'
import { podText, policyText } from './manifests.ts'

const manifest = podText()
const hook = podText({ metadata: ['annotations: { helm.sh/hook: pre-install }'] })
const both = `${hook}---\n${manifest}`

/** What a stream is called, by what it holds. */
const streams: Readonly<Record<string, readonly [stdin: string, part: string]>> = {
  'hooks alone': [hook, 'hooks'],
  'several hooks, with empty documents': [`---\n# a\n---\n${hook}---\n${hook}---\n`, 'hooks'],
  'hooks as JSON': ['{"kind": "A", "metadata": {"annotations": {"helm.sh/hook": "test"}}}', 'hooks'],
  'a hook of no kind that Helm knows': [hook.replace('pre-install', '""'), 'hooks'],
  'manifests alone': [manifest, 'manifests'],
  'a weight, which makes no hook': [hook.replace('helm.sh/hook', 'helm.sh/hook-weight'), 'manifests'],
  'the word in a text': [`${manifest}# helm.sh/hook: test\n`, 'manifests'],
  'a list with a hook in it, into which Helm does not look': [
    'kind: List\nitems: [{ kind: A, metadata: { annotations: { helm.sh/hook: test } } }]\n',
    'manifests',
  ],
  'hooks and manifests': [both, 'all'],
  'a broken document beside a hook': [`a: [1\n---\n${hook}`, 'hooks'],
  nothing: ['', 'manifests'],
}

table('a report is named by the part of the release that came in', streams, async ([stdin, part]) => {
  const { code, stderr, files } = await call('--quiet --format json --output out/{part}/{part}.json', { stdin })
  assert.equal(
    { code, stderr, files: Object.keys(files) },
    { code: 0, stderr: '', files: [`out/${part}/${part}.json`] },
  )
})

situation('several reports and that of the policy have such names', async () => {
  const options = '--format json --output {part}.json --format text --output web.txt'
  const asked = await call(options, { stdin: hook })
  assert.equal(Object.keys(asked.files).toSorted(), ['hooks.json', 'web.txt'])
  const policy = { 'seaworthy.yaml': policyText('report: out/{part}.json') }
  const decreed = await call('post-render', { stdin: both, files: policy })
  assert.ok(decreed.files['out/all.json'], decreed.stderr)
})

situation('two names that become one file are refused', async () => {
  const options = '--format json --output {part}.txt --format text --output hooks.txt'
  const { code, stdout, stderr, files } = await call(options, { stdin: hook })
  assert.equal({ code, stdout, files }, { code: 2, stdout: '', files: {} })
  assert.is(stderr, 'seaworthy: --output hooks.txt: expected another file than that of the report before it\n')
})

const unknown = 'expected no placeholder but {part}\n'

table(
  'a placeholder that is none is refused, and nothing is written:',
  {
    'a report': {
      command: '--format json --output a.json --format text --output {name}.txt',
      says: `seaworthy: --output {name}.txt: found {name}, ${unknown}`,
    },
    'another spelling': {
      command: '--format json --output {part}-{PART}.json',
      says: `seaworthy: --output {part}-{PART}.json: found {PART}, ${unknown}`,
    },
    'a variable that no shell saw': {
      command: `--golden \${NAME}.yaml --update`,
      says: `seaworthy: --golden \${NAME}.yaml: found {NAME}, ${unknown}`,
    },
    'a report of the policy': {
      command: 'post-render',
      policy: policyText('report: out/{release}.json'),
      says: `seaworthy: seaworthy.yaml:3:1: report: found string "out/{release}.json", ${unknown}`,
    },
  } as Readonly<Record<string, { readonly command: string; readonly policy?: string; readonly says: string }>>,
  async ({ command, policy, says }) => {
    const given: Readonly<Record<string, string>> = policy === undefined ? {} : { 'seaworthy.yaml': policy }
    const { code, stdout, stderr, files } = await call(command, { stdin: manifest, files: given })
    assert.equal({ code, stdout, stderr, files }, { code: 2, stdout: '', stderr: says, files: given })
  },
)

situation('braces around anything but a word are part of the name', async () => {
  const { files } = await call('--format json --output {0-1}/{}.json', { stdin: manifest })
  assert.equal(Object.keys(files), ['{0-1}/{}.json'])
})

situation('a part of the report of a policy that was found may be no link that leads out', () =>
  withFolder({ 'mine/seaworthy.yaml': policyText('report: "{part}.json"'), 'kept.json': 'kept\n' }, async folder => {
    symlinkSync('../kept.json', join(folder, 'mine/hooks.json'))
    const { code, stdout, stderr } = await callIn(join(folder, 'mine'), ['post-render'], hook)
    assert.equal({ code, stdout }, { code: 2, stdout: '' })
    assert.match(stderr, /^seaworthy: seaworthy\.yaml:3:1: report: found "\{part\}\.json", expected a path inside/)
    assert.is(readFileSync(join(folder, 'kept.json'), 'utf8'), 'kept\n')
  }),
)

const hardened = {
  hooks: (await call('post-render', { stdin: hook })).stdout,
  manifests: (await call('post-render', { stdin: manifest })).stdout,
  all: (await call('post-render', { stdin: both })).stdout,
}

table(
  'each part has a golden file of its own:',
  { hooks: hook, manifests: manifest, all: both },
  async (stdin, part) => {
    const files = { 'hooks.yaml': hardened.hooks, 'manifests.yaml': hardened.manifests, 'all.yaml': hardened.all }
    const { code, stdout, stderr } = await call('--golden {part}.yaml', { stdin, files })
    assert.equal({ code, stdout, stderr }, { code: 0, stdout: hardened[part as keyof typeof hardened], stderr: '' })
    const written = await call('--golden {part}.yaml --update', { stdin })
    assert.equal(written.files, { [`${part}.yaml`]: stdout })
  },
)

/** What is said where a golden file was made from another part, by what the file holds and what came in. */
const others: Readonly<Record<string, readonly [golden: string, stdin: string, says: string]>> = {
  'of all, and hooks': [hardened.all, hook, 'holds hooks and manifests, and this run was given hooks alone'],
  'of all, and manifests': [hardened.all, manifest, 'holds hooks and manifests, and this run was given no hook'],
  'of hooks, and manifests': [hardened.hooks, manifest, 'holds hooks alone, and this run was given no hook'],
  'of manifests, and all': [hardened.manifests, both, 'holds no hook, and this run was given hooks and manifests'],
}

table('a golden file of another part says so', others, async ([golden, stdin, says]) => {
  const { code, stdout, stderr } = await call('--golden g.yaml', { stdin, files: { 'g.yaml': golden } })
  assert.equal({ code, stdout }, { code: 1, stdout: '' })
  const advice = 'with {part} in the name, each part of a release has a golden file of its own'
  assert.is(stderr.split('\n').at(-2), `seaworthy: g.yaml ${says}; ${advice}`)
})

situation('a golden file of the same part that differs says nothing of parts', async () => {
  const files = { 'g.yaml': hardened.hooks.replace('web:1.0', 'web:0.9') }
  const { code, stderr } = await call('--golden g.yaml', { stdin: hook, files })
  assert.is(code, 1)
  assert.not.match(stderr, '{part}')
})

situation('an update of what holds writes nothing and is green, so that the next part comes to its turn', async () => {
  const files = { 'g.yaml': hardened.hooks }
  const same = await call('--golden g.yaml --update', { stdin: hook, files })
  assert.equal({ ...same, progress: '' }, { code: 0, stdout: hardened.hooks, stderr: '', progress: '', files })
  const other = await call('--golden g.yaml --update', { stdin: manifest, files })
  assert.equal({ code: other.code, files: other.files }, { code: 1, files: { 'g.yaml': hardened.manifests } })
})
