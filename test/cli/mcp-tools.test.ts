import * as assert from 'uvu/assert'
import { callTool, type ToolAnswer } from '../../src/cli/mcp/call-tool.ts'
import { fakeIo, type World } from '../support/io.ts'
import { table } from '../table.ts'
import { podText, policyText, restrictedContext } from './manifests.ts'

const sound = podText({ context: restrictedContext })
const files = { 'web.yaml': podText(), 'sound.yaml': sound }
const agent = {
  name: 'a',
  namespace: 'n',
  agent: { image: { repository: 'r.example/a', tag: 'v1' } },
}

interface Row {
  readonly tool: string
  readonly given: Readonly<Record<string, unknown>>
  readonly options?: Readonly<Record<string, string>>
  readonly files?: World['files']
}

async function answerOf({ tool, given, options = {}, files: own = files }: Row): Promise<ToolAnswer> {
  const { io, recorded } = fakeIo({ files: own })
  const answer = await callTool(tool, given, { io, options, named: [], seconds: 60 }, new AbortController().signal)
  const { stdout, stderr, files: after } = recorded()
  assert.equal({ stdout, stderr, after }, { stdout: '', stderr: '', after: own })
  return answer
}

const answers: Readonly<Record<string, Row & { readonly want: RegExp }>> = {
  'check of a file': {
    tool: 'check',
    given: { files: ['web.yaml'] },
    want: /^web\.yaml:\d+:\d+: Pod\/web: allowPrivilegeEscalation != false/,
  },
  'check of a text': { tool: 'check', given: { manifests: sound }, want: /^no findings in 1 pod of 1 object/ },
  'check of a text that breaks its level, which is named as the argument is': {
    tool: 'check',
    given: { manifests: podText() },
    want: /^<manifests>:\d+:\d+: Pod\/web: .*\n4 of 4 can be fixed: the tool fix\n$/s,
  },
  'check of a rendered chart as a text, which names the template': {
    tool: 'check',
    given: { manifests: `# Source: web/templates/web.yaml\n${podText()}` },
    want: /^web\/templates\/web\.yaml \(line \d+ of the stream\): Pod\/web: /,
  },
  'check as JSON': { tool: 'check', given: { files: ['web.yaml'], format: 'json' }, want: /^\{\n {2}"apiVersion"/ },
  'check at a level': {
    tool: 'check',
    given: { files: ['web.yaml'], level: 'privileged' },
    want: /^no findings in 1 pod/,
  },
  'check at the level of who started the server': {
    tool: 'check',
    given: { files: ['web.yaml'] },
    options: { level: 'privileged' },
    want: /^no findings in 1 pod/,
  },
  "check at a call's own level, which wins": {
    tool: 'check',
    given: { files: ['web.yaml'], level: 'restricted' },
    options: { level: 'privileged', 'no-lock': '' },
    want: /^web\.yaml:\d+:\d+: Pod\/web: allowPrivilegeEscalation/,
  },
  'check with a policy that lies there': {
    tool: 'check',
    given: { files: ['web.yaml'] },
    files: { ...files, 'seaworthy.yaml': policyText('level: privileged') },
    want: /; policy seaworthy\.yaml\n/,
  },
  'explain of one workload': {
    tool: 'explain',
    given: { files: ['web.yaml', 'sound.yaml'], workloads: ['pod/web'] },
    want: /Pod\/web/,
  },
  'explain as a matrix': {
    tool: 'explain',
    given: { files: ['web.yaml'], matrix: true },
    want: /^ +WORKLOAD +NAMESPACE/,
  },
  'explain_error of a message that looks like an option': {
    tool: 'explain_error',
    given: { files: ['web.yaml'], error: '--x: Permission denied' },
    want: /^error +--x: Permission denied\n/,
  },
  'explain_error of a message that looks like a file, for a text': {
    tool: 'explain_error',
    given: { manifests: podText(), error: '@web.yaml: Permission denied' },
    want: /^error +@web\.yaml: Permission denied\n/,
  },
  fix: { tool: 'fix', given: { files: ['web.yaml'] }, want: /^--- web\.yaml\n\+\+\+ web\.yaml\n/ },
  'fix where nothing is left to do': {
    tool: 'fix',
    given: { files: ['sound.yaml'] },
    want: /^no findings in 1 pod/,
  },
  render: { tool: 'render', given: { template: 'agent', values: agent }, want: /^(# Source: .*\n)?---\n/ },
}

table('the answer of', answers, async ({ want, ...row }) => {
  const { texts, isError } = await answerOf(row)
  assert.is(isError, false, texts.join('\n'))
  assert.match(texts[0] ?? '', want)
})

const refusals: Readonly<Record<string, Row & { readonly want: string }>> = {
  'a tool that is not there': { tool: 'chek', given: {}, want: 'unknown tool "chek"; did you mean check?' },
  'a tool that every object has': {
    tool: 'toString',
    given: {},
    want: 'unknown tool "toString"; expected one of check, explain, explain_error, fix, render',
  },
  'a text that is none': {
    tool: 'check',
    given: { manifests: 'a: \u0000' },
    want: '<manifests>: line 1 (byte 3): found a NUL byte, expected text',
  },
  'an argument that is not there': {
    tool: 'check',
    given: { file: 'web.yaml' },
    want: 'check: unknown argument "file"; did you mean files?',
  },
  'a text where a list is expected': {
    tool: 'check',
    given: { files: 'web.yaml' },
    want: 'check: files: found "web.yaml", expected a list of texts that are not empty',
  },
  'a list that holds nothing': {
    tool: 'check',
    given: { files: [''] },
    want: 'check: files: found [""], expected a list of texts that are not empty',
  },
  'a value that is no choice': {
    tool: 'check',
    given: { files: ['web.yaml'], level: 'strict' },
    want: 'check: level: found "strict", expected one of privileged, baseline, restricted',
  },
  'a text where a switch is expected': {
    tool: 'fix',
    given: { files: ['web.yaml'], enforce: 'yes' },
    want: 'fix: enforce: found "yes", expected true or false',
  },
  'values that are no map': {
    tool: 'render',
    given: { template: 'agent', values: [1] },
    want: 'render: values: found [1], expected an object',
  },
  'an argument that is missing': {
    tool: 'explain_error',
    given: { files: ['web.yaml'] },
    want: 'explain_error: error is missing',
  },
  'nothing to judge': {
    tool: 'check',
    given: {},
    want: 'expected files (files or folders), or manifests (a YAML stream)',
  },
  'two things to judge': {
    tool: 'check',
    given: { files: ['web.yaml'], manifests: sound },
    want: 'files and manifests: expected one of them',
  },
  'the standard input, which is the connection': {
    tool: 'check',
    given: { files: ['-'] },
    want: 'files: "-" is not a file here; give the text itself in manifests',
  },
  'a file that is called like an option': {
    tool: 'check',
    given: { files: ['--output=x'] },
    want: '--output=x: cannot be read (no such file or folder)',
  },
  'a workload that is not there': {
    tool: 'explain',
    given: { files: ['web.yaml'], workloads: ['pod/wob'] },
    want: 'pod/wob: no such workload; did you mean Pod/web?',
  },
  'values that are wrong': {
    tool: 'render',
    given: { template: 'agent', values: { ...agent, nmae: 'b' } },
    want: '<values>:10:3: nmae: found a key that the schema of values does not have; did you mean name?',
  },
}

table('a tool error tells of', refusals, async ({ want, ...row }) => {
  assert.equal(await answerOf(row), { texts: [want], isError: true })
})

const many = Array.from({ length: 2_000 }, (_, index) => podText().replaceAll('web', `web-${index}`)).join('---\n')

table(
  'an answer is bounded',
  {
    'and says what is cut': { given: { manifests: many }, want: /\n\[cut: [\d,]+ of [\d,]+ lines; name fewer files/ },
    'and refused where a part is of no use': {
      given: { manifests: many, format: 'json' },
      want: /^the answer has [\d,]+ characters, and at most 50,000 are sent; name fewer files or workloads, or leave out format$/,
    },
  },
  async ({ given, want }) => {
    const { texts } = await answerOf({ tool: 'check', given })
    const text = texts.join('')
    assert.match(text, want)
    assert.ok(text.length < 51_000)
  },
)
