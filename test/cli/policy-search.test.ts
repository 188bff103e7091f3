import * as assert from 'uvu/assert'
import { table } from '../table.ts'
import { call } from './call.ts'
import { podText, policyText } from './manifests.ts'

const lax = policyText('level: privileged')
const pod = podText()
const repository = { '.git/HEAD': '' }

interface Row {
  /** Where policies lie. */
  readonly policies: readonly string[]
  readonly args: string
  /** The policy that is used. */
  readonly want: string | null
  readonly stderr?: string
}

const rows: Readonly<Record<string, Row>> = {
  'in the folder that is named': { policies: ['a/seaworthy.yaml'], args: 'a', want: 'a/seaworthy.yaml' },
  'beside the file that is named': { policies: ['a/seaworthy.yaml'], args: 'a/b.yaml', want: 'a/seaworthy.yaml' },
  'above it': { policies: ['a/seaworthy.yaml'], args: 'a/c/d.yaml', want: 'a/seaworthy.yaml' },
  'there before the working folder': {
    policies: ['seaworthy.yaml', 'a/seaworthy.yaml'],
    args: 'a/c/d.yaml',
    want: 'a/seaworthy.yaml',
  },
  'in the working folder after all': { policies: ['seaworthy.yaml'], args: 'a/c/d.yaml', want: 'seaworthy.yaml' },
  'by its other name': { policies: ['seaworthy.yml'], args: 'a', want: 'seaworthy.yml' },
  'by the other name nearer by': {
    policies: ['seaworthy.yaml', 'a/seaworthy.yml'],
    args: 'a',
    want: 'a/seaworthy.yml',
  },
  'by both names in one folder': {
    policies: ['seaworthy.yaml', 'seaworthy.yml'],
    args: 'a',
    want: 'seaworthy.yaml',
    stderr: 'seaworthy: seaworthy.yml is not read, because seaworthy.yaml is\n',
  },
  'of several inputs in the folder that holds them': {
    policies: ['a/c/seaworthy.yaml', 'a/seaworthy.yaml'],
    args: 'a/c/d.yaml a/b.yaml',
    want: 'a/seaworthy.yaml',
  },
  'of the standard input in the working folder': { policies: ['seaworthy.yaml'], args: '-', want: 'seaworthy.yaml' },
  nowhere: { policies: ['a/seaworthy.yaml'], args: '-', want: null },
  'nowhere below': { policies: ['a/c/seaworthy.yaml'], args: 'a/b.yaml', want: null },
}

function world({ policies }: Row) {
  const files = Object.fromEntries(policies.map(file => [file, lax]))
  return { stdin: pod, files: { ...repository, 'a/b.yaml': pod, 'a/c/d.yaml': pod, ...files } }
}

table('check finds the policy', rows, async row => {
  const { stdout, stderr } = await call(`check --format json ${row.args}`, world(row))
  assert.is(JSON.parse(stdout).policy, row.want)
  assert.is(stderr, row.stderr ?? '')
})

const { 'above it': above } = rows
table(
  'the policy is named',
  {
    'in the summary': { command: 'check a', says: /; policy a\/seaworthy\.yaml\n$/ },
    'by --verbose, of explain': { command: 'explain a --verbose', says: /^seaworthy: policy: a\/seaworthy\.yaml\n/m },
    'by --verbose, of fix': { command: 'fix a --verbose', says: /^seaworthy: policy: a\/seaworthy\.yaml\n/m },
    'by --verbose, where there is none': { command: 'check - --verbose', says: /^seaworthy: policy: none\n/m },
  },
  async ({ command, says }) => {
    const { stdout, stderr } = await call(command, world(above ?? { policies: [], args: '', want: null }))
    assert.match(stderr + stdout, says)
  },
)

table(
  'a policy that was found beside the input keeps its paths in its folder',
  {
    'as a report': 'report: ../report.json',
    'as a golden file': 'golden: [{ name: x, stream: ../b.yaml, file: x.yaml }]',
  },
  async line => {
    const files = { ...repository, 'a/c/d.yaml': pod, 'a/c/seaworthy.yaml': policyText(line) }
    const { code, stderr } = await call('check a/c', { files })
    assert.is(code, 2)
    assert.match(stderr, "expected a path inside the policy's folder")
  },
)
