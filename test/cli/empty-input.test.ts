import * as assert from 'uvu/assert'
import { callIn } from '../support/real-io.ts'
import { situation, table } from '../table.ts'
import { call } from './call.ts'
import { podText, policyText } from './manifests.ts'

const nothing = { empty: '', 'white space': ' \n\t\r\n', 'a byte order mark': '\uFEFF' }
const commands = [
  'check',
  'check -',
  'check --strict',
  'check web.yaml -',
  'explain',
  'explain -',
  'fix',
  'fix --diff -',
]

/** What a pipe brings whose first command failed, to each command that reads it. */
const rows = Object.entries(nothing).flatMap(([name, stdin]) =>
  commands.map(command => [`${name}, to ${command}`, { command, stdin }] as const),
)

table('nothing', Object.fromEntries(rows), async ({ command, stdin }) => {
  const { code, stdout, stderr } = await call(command, { stdin, files: { 'web.yaml': podText() } })
  assert.equal({ code, stdout }, { code: 2, stdout: '' })
  const advice = command.endsWith(' -') ? '' : ' Without a pipe, name a file or folder'
  assert.is(stderr, `seaworthy: standard input: nothing arrived; is the command before the pipe failing?${advice}\n`)
})

situation('nothing, to a golden case whose stream is the standard input', async () => {
  const policy = policyText('golden:', '  - { name: pod, stream: "-", file: golden/pod.yaml }')
  const { code, stderr } = await call('verify --update', { stdin: '', files: { 'seaworthy.yaml': policy } })
  assert.is(code, 2)
  assert.match(stderr, 'golden case pod: standard input: nothing arrived; is the command before the pipe failing?\n')
})

/** A shell gives `<(helm template web)` the name of a pipe. */
table(
  'nothing, from a pipe or a device that is named, to',
  { check: 'check', explain: 'explain', fix: 'fix' },
  async command => {
    const { code, stderr } = await callIn('/', [command, '/dev/null'])
    assert.equal(
      { code, stderr },
      { code: 2, stderr: 'seaworthy: /dev/null: nothing arrived; is the command before the pipe failing?\n' },
    )
  },
)

table('nothing is refused as', { 'a log that explain is to read': 'explain web.yaml --error -' }, async command => {
  const { code, stderr } = await call(command, { stdin: '', files: { 'web.yaml': podText() } })
  assert.is(code, 2)
  assert.match(stderr, /^seaworthy: standard input: nothing arrived; /)
})

situation('nothing is refused as a log that explain is to read from a file', async () => {
  const files = { 'web.yaml': podText(), log: '\n' }
  const { code, stdout, stderr } = await call('explain web.yaml --error @log', { files })
  assert.equal({ code, stdout }, { code: 2, stdout: '' })
  assert.is(stderr, 'seaworthy: --error @log: the file is empty, expected error messages or a log\n')
})

table(
  'nothing is a chart without objects to',
  {
    'post-render': { command: 'post-render', stdin: '', code: 0 },
    'post-render, of white space': { command: 'post-render', stdin: '\n', code: 0 },
    'post-render --strict': { command: 'post-render --strict', stdin: '', code: 2 },
  },
  async ({ command, stdin, code }) => {
    const got = await call(command, { stdin })
    assert.equal([got.code, got.stdout], [code, code === 0 ? stdin : ''])
    assert.match(
      got.stderr,
      code === 0 ? /^seaworthy: standard input: nothing arrived, / : /^seaworthy: no manifest on /,
    )
  },
)

table('nothing is passed on without a word by', { 'post-render --quiet': 'post-render --quiet' }, async command => {
  const { code, stdout, stderr } = await call(command, { stdin: '' })
  assert.equal({ code, stdout, stderr }, { code: 0, stdout: '', stderr: '' })
})

table('under Helm 4 nothing is a chart without objects', { 'to the plugin': '--helm-plugin' }, async command => {
  const { code, stdout } = await call(command, { stdin: '' })
  assert.equal({ code, stdout }, { code: 0, stdout: '---\n' })
})

table(
  'something arrived:',
  {
    'a comment': '# nothing here\n',
    'a separator, which Helm prints for an empty chart': '---\n',
    'a document': 'apiVersion: v1\nkind: Secret\nmetadata: { name: a }\n',
  },
  async stdin => assert.is((await call('check', { stdin })).code, 0),
)

table('an empty file that is named is no failure of', { check: 'check e.yaml', fix: 'fix e.yaml' }, async command =>
  assert.is((await call(command, { files: { 'e.yaml': '' } })).code, 0),
)
