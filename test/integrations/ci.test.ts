import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import * as assert from 'uvu/assert'
import { parse } from 'yaml'
import manifest from '../../package.json' with { type: 'json' }
import { podText, restrictedContext } from '../cli/manifests.ts'
import { withFolder } from '../support/folder.ts'
import { type Ended, ended } from '../support/process.ts'
import { toolFor } from '../support/tools.ts'
import { situation, table } from '../table.ts'
import { packedProgram } from './installed.ts'

const root = resolve(import.meta.dirname, '../..')
const read = (path: string) => readFileSync(join(root, path), 'utf8')

interface Step {
  readonly uses?: string
  readonly run?: string
  readonly if?: string
  readonly env?: Readonly<Record<string, string>>
}

interface Action {
  readonly inputs: Readonly<Record<string, { readonly default: string }>>
  readonly runs: { readonly steps: readonly Step[] }
}

const action: Action = parse(read('action.yml'))

interface Run {
  readonly last: Ended
  readonly sarif: string | undefined
  readonly uploads: boolean
}

/** The steps of the action with a shell, as a runner calls them (bash --noprofile --norc -eo pipefail), for such inputs. */
async function runAction(given: Readonly<Record<string, string>>, folder: string, cwd: string): Promise<Run> {
  const inputs: Readonly<Record<string, string>> = {
    ...Object.fromEntries(Object.entries(action.inputs).map(([name, input]) => [name, input.default])),
    version: `file:${await packedProgram(folder)}`,
    ...given,
  }
  const filled = (text: string) => text.replaceAll(/\$\{\{ inputs\.(\w+) \}\}/g, (_, name) => inputs[name] ?? '')
  const [output, path] = [join(folder, 'output'), join(folder, 'path')]
  for (const file of [output, path]) writeFileSync(file, '')
  let last: Ended = { status: null, signal: null, stdout: '', stderr: '' }
  for (const { run, env = {} } of action.runs.steps) {
    if (run === undefined) continue
    const own = Object.fromEntries(Object.entries(env).map(([name, text]) => [name, filled(text)]))
    const runner = { RUNNER_TEMP: folder, GITHUB_OUTPUT: output, GITHUB_PATH: path }
    const added = readFileSync(path, 'utf8').trim()
    const PATH = [...(added === '' ? [] : [added]), process.env.PATH].join(':')
    const args = ['--noprofile', '--norc', '-eo', 'pipefail', '-c', run]
    last = await ended({ command: 'bash', args, cwd, env: { ...runner, ...own, PATH }, seconds: 120 })
    if (last.status !== 0) break
  }
  const sarif = /^sarif=(.*)$/m.exec(readFileSync(output, 'utf8'))?.[1]
  const uploads = inputs.upload === 'true' && sarif !== undefined
  return { last, sarif, uploads }
}

interface ActionRow {
  readonly files: Readonly<Record<string, string>>
  readonly inputs?: Readonly<Record<string, string>>
  readonly status: number
  readonly stdout: RegExp
  readonly findings: number | 'no report'
}

const sound = podText({ context: restrictedContext })
const bad = podText()

const actionRows: Readonly<Record<string, ActionRow>> = {
  'finds nothing': { files: { 'a.yaml': sound }, status: 0, stdout: /^$/, findings: 0 },
  'annotates what it finds': {
    files: { 'a.yaml': bad },
    status: 1,
    stdout: /^::error file=a\.yaml,line=\d+,col=\d+,title=Pod\/web allowPrivilegeEscalation::/,
    findings: 4,
  },
  'annotates what it cannot read': {
    files: { 'a.yaml': 'kind: Pod\nspec: [\n' },
    status: 1,
    stdout: /^::error file=a\.yaml,line=2,col=\d+,title=[^:]*::/,
    findings: 1,
  },
  'fails for a path that is not there': {
    files: { 'a.yaml': sound },
    inputs: { paths: 'a.yaml b.yaml' },
    status: 2,
    stdout: /^$/,
    findings: 'no report',
  },
  'fails where there is nothing to check': {
    files: { 'README.md': '# Nothing\n' },
    status: 2,
    stdout: /^$/,
    findings: 'no report',
  },
  'fails for another version, which is not there': {
    files: { 'a.yaml': sound },
    inputs: { version: 'file:./absent.tgz' },
    status: 254, // of npm, which says ENOENT
    stdout: /^$/,
    findings: 'no report',
  },
  'takes several paths and options': {
    files: { 'a.yaml': sound, 'b c.yaml': bad, 'd/e.yaml': sound, 'f.yaml': bad },
    inputs: { paths: 'a.yaml\nd  f.yaml', args: '--level baseline' },
    status: 0,
    stdout: /^$/,
    findings: 0,
  },
  'does not expand what a path looks like': {
    files: { 'a.yaml': sound },
    inputs: { paths: '*.yaml' },
    status: 2,
    stdout: /^$/,
    findings: 'no report',
  },
}

table('the GitHub action', actionRows, ({ files, inputs = {}, status, stdout, findings }) =>
  withFolder({}, async folder => {
    const work = join(folder, 'work')
    put(work, files)
    const { last, sarif, uploads } = await runAction({ upload: 'true', ...inputs }, folder, work)
    assert.is(last.status, status, last.stderr)
    assert.match(last.stdout, stdout)
    assert.is(uploads, findings !== 'no report')
    if (findings === 'no report') assert.is(sarif, undefined)
    else assert.is(resultsIn(sarif ?? ''), findings)
  }),
)

function resultsIn(file: string): number {
  return JSON.parse(readFileSync(file, 'utf8')).runs[0].results.length
}

function put(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
}

situation('other actions are pinned by commit, with their version beside it', () => {
  const used = [...read('action.yml').matchAll(/uses: (.*)$/gm)].map(([, text]) => text)
  assert.is(used.length, 2)
  assert.equal(
    used.filter(text => !/^[\w-]+(\/[\w-]+)+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(text ?? '')),
    [],
  )
})

table(
  'the version that is installed is that of this package',
  { 'by the action': 'action.yml', 'by the template': 'integrations/gitlab/seaworthy.gitlab-ci.yml' },
  file =>
    assert.match(
      read(file),
      new RegExp(`(?:default|SEAWORTHY_VERSION): ${manifest.version.replaceAll('.', '\\.')}$`, 'm'),
    ),
)

const actionlint = await toolFor('a workflow with the action, as actionlint reads it', 'actionlint')

const workflow = (inputs: string) => `on: push
permissions: { contents: read, security-events: write }
jobs:
  manifests:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: ./seaworthy
        with: { ${inputs} }
        id: seaworthy
      - run: cat "\${{ steps.seaworthy.outputs.sarif }}"
`

if (actionlint !== undefined)
  table(
    'actionlint says of a workflow with the action',
    {
      'with its inputs': { inputs: 'paths: a, args: --strict, upload: true', status: 0, says: /^$/ },
      'with another': { inputs: 'path: a', status: 1, says: /input "path" is not defined in action "Seaworthy"/ },
    },
    ({ inputs, status, says }) =>
      withFolder(
        { '.github/workflows/ci.yml': workflow(inputs), 'seaworthy/action.yml': read('action.yml'), '.git/HEAD': '' },
        async cwd => {
          const got = await ended({ command: resolve(root, actionlint), args: ['-no-color'], cwd })
          assert.is(got.status, status, got.stdout)
          assert.match(got.stdout, says)
        },
      ),
  )

interface GitlabJob {
  readonly script: readonly string[]
  readonly variables: Readonly<Record<string, string>>
  readonly artifacts: { readonly when: string; readonly reports: Readonly<Record<string, string>> }
}

const { seaworthy: job }: { readonly seaworthy: GitlabJob } = parse(read('integrations/gitlab/seaworthy.gitlab-ci.yml'))

/** A GitLab runner joins the lines to one script and stops at the first that fails. */
async function runJob(variables: Readonly<Record<string, string>>, folder: string, cwd: string): Promise<Ended> {
  const prefix = join(folder, 'npm')
  const env = {
    ...job.variables,
    SEAWORTHY_VERSION: `file:${await packedProgram(folder)}`,
    ...variables,
    npm_config_prefix: prefix,
    PATH: `${join(prefix, 'bin')}:${process.env.PATH}`,
  }
  return ended({ command: 'sh', args: ['-ec', job.script.join('\n')], cwd, env, seconds: 120 })
}

interface GitlabRow {
  readonly files: Readonly<Record<string, string>>
  readonly variables: Readonly<Record<string, string>>
  readonly status: number
  readonly issues: number
  readonly failures: number
}

table<GitlabRow>(
  'the GitLab job',
  {
    'finds nothing': { files: { 'a.yaml': sound }, variables: {}, status: 0, issues: 0, failures: 0 },
    'reports what it finds, though it fails': {
      files: { 'a.yaml': bad },
      variables: {},
      status: 1,
      issues: 4,
      failures: 4,
    },
    'reports what it cannot read': {
      files: { 'a.yaml': 'kind: Pod\nspec: [\n', 'b.yaml': sound },
      variables: {},
      status: 1,
      issues: 1,
      failures: 1,
    },
    'takes paths and options': {
      files: { 'a.yaml': bad, 'b/c.yaml': bad, 'd.yaml': bad },
      variables: { SEAWORTHY_PATHS: 'a.yaml b', SEAWORTHY_ARGS: '--level baseline --strict' },
      status: 0,
      issues: 0,
      failures: 0,
    },
  },
  ({ files, variables, status, issues, failures }) =>
    withFolder({}, async folder => {
      const work = join(folder, 'work')
      put(work, files)
      const got = await runJob(variables, folder, work)
      assert.is(got.status, status, got.stderr)
      const { codequality = '', junit = '' } = job.artifacts.reports
      assert.is(JSON.parse(readFileSync(join(work, codequality), 'utf8')).length, issues)
      assert.match(readFileSync(join(work, junit), 'utf8'), new RegExp(`<testsuites [^>]*failures="${failures}"`))
      assert.ok(existsSync(join(work, junit)) && job.artifacts.when === 'always')
    }),
)
