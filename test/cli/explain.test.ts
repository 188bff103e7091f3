import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import * as assert from 'uvu/assert'
import { program } from '../../src/cli/program.ts'
import { goldenFile } from '../../src/golden/file.ts'
import { storageProfiles } from '../../src/knowledge/storage/profile-names.ts'
import { fakeIo, type World } from '../support/io.ts'
import { table } from '../table.ts'
import { policyText } from './manifests.ts'

const root = resolve(import.meta.dirname, '../..')
const fixture = (name: string) => readFileSync(join(root, 'test/fixtures/explain', name), 'utf8')
const files = {
  ...Object.fromEntries(['seaworthy.yaml', 'agents.yaml', 'platform.yaml'].map(name => [name, fixture(name)])),
  'none.yaml': policyText('level: baseline'),
}

async function explain(args: readonly string[], world: World = {}) {
  const { io, recorded } = fakeIo({ ...world, files: { ...files, ...world.files } })
  const code = await program(['explain', ...args], io)
  return { code, ...recorded() }
}

const refused = "mkdir: cannot create directory '/data/x': Permission denied"

// What a person sees, reviewed like code. UPDATE=true writes the files and fails.
table(
  'explain: golden files',
  {
    'the agents in a terminal of 100 columns': { args: ['agents.yaml'], golden: 'agents.txt' },
    'the platform in a terminal of 80 columns': { args: ['platform.yaml'], columns: 80, golden: 'platform.80.txt' },
    'one row a workload': { args: ['--matrix', 'agents.yaml', 'platform.yaml'], golden: 'matrix.txt' },
    'an audit for a wiki': { args: ['--matrix', '--format', 'markdown', 'platform.yaml'], golden: 'matrix.md' },
    'a workload for a pull request': {
      args: ['--format', 'markdown', 'agents.yaml', 'job/worker'],
      golden: 'worker.md',
    },
    'a workload for a program': {
      args: ['--format', 'json', 'platform.yaml', 'deploy/grafana'],
      golden: 'grafana.json',
    },
    'one column for each storage': {
      args: ['--matrix', '--assume', 'rancher-local-path,aws-ebs,csi-nfs', '--policy', 'none.yaml', 'platform.yaml'],
      golden: 'assume.txt',
    },
    'the same for a wiki': {
      args: [
        '--matrix',
        '--assume',
        'rancher-local-path,aws-ebs',
        '--policy',
        'none.yaml',
        '--format',
        'markdown',
        'agents.yaml',
      ],
      golden: 'assume.md',
    },
    'an error message': { args: ['agents.yaml', '--error', refused], golden: 'error.txt' },
    'a page for the browser': { args: ['--format', 'html', 'agents.yaml'], golden: 'agents.html' },
  },
  async ({ args, golden, ...rest }: { args: readonly string[]; golden: string; columns?: number }) => {
    const { stdout, stderr } = await explain(args, {
      terminal: { stdout: 'columns' in rest, ...rest },
      env: { NO_COLOR: '1' },
    })
    assert.is(stderr, '')
    const update = process.env.UPDATE === 'true'
    goldenFile(join(root, 'golden/explain', golden), { update, ci: process.env.CI === 'true' })(stdout)
  },
)

table(
  'explain: exit code and first line',
  {
    'a volume that cannot be written is explained, not failed': {
      args: ['agents.yaml'],
      code: 0,
      starts: "Deployment/agent · namespace agents · baseline (by the policy's namespaces)\n",
    },
    'one workload by short name': { args: ['agents.yaml', 'deploy/mended'], code: 0, starts: 'Deployment/mended' },
    'one workload by kind in any case': { args: ['agents.yaml', 'JOBS/worker'], code: 0, starts: 'Job/worker' },
    'nothing to explain': {
      args: ['empty.yaml'],
      files: { 'empty.yaml': '# none\n' },
      code: 0,
      starts: 'no workloads\n',
    },
    'a file that is empty': {
      args: ['empty.yaml'],
      files: { 'empty.yaml': '' },
      code: 0,
      starts: 'empty.yaml:1:1: holds no Kubernetes object: it is empty\n\nno workloads\n',
    },
    'quietly, only what fails': {
      args: ['-q', 'platform.yaml', 'sts/postgres', 'ds/collector'],
      code: 0,
      starts: 'StatefulSet/postgres',
    },
    'quietly, nothing of what is admitted and works': {
      args: ['-q', 'agents.yaml', 'job/summary', 'deploy/mended'],
      code: 0,
      starts: '',
    },
    'an error that tells of no permission': {
      args: ['agents.yaml', '--error', 'segmentation fault'],
      code: 0,
      starts: 'error       segmentation fault\nunderstood  nothing',
    },
    'the line of a log that tells of one': {
      args: ['agents.yaml', 'deploy/agent', '--error', '-'],
      stdin: `starting\n${refused}\nexiting\n`,
      code: 0,
      starts: `error       ${refused}\nunderstood  creating an entry at /data/x: EACCES`,
    },
    'an error on no volume': {
      args: ['agents.yaml', '--error', 'open /opt/x: permission denied'],
      code: 0,
      starts:
        'error       open /opt/x: permission denied\n' +
        'understood  opening a file at /opt/x: EACCES (permission denied)\n' +
        'verdict     no mount of these workloads holds /opt/x',
    },
  } satisfies Record<string, World & { args: readonly string[]; code: number; starts: string }>,
  async ({ args, code, starts, ...world }) => {
    const got = await explain(args, world)
    assert.equal(
      { code: got.code, starts: got.stdout.slice(0, starts.length), stderr: got.stderr },
      { code, starts, stderr: '' },
    )
  },
)

table(
  'explain: input errors',
  {
    'a misspelt name': {
      args: ['agents.yaml', 'deploy/agnet'],
      want: 'deploy/agnet: no such workload; did you mean Deployment/agent?',
    },
    'a name that is like none': {
      args: ['platform.yaml', 'pod/zzzzzzzz'],
      want: 'pod/zzzzzzzz: no such workload; the manifests hold Deployment/grafana, StatefulSet/postgres, DaemonSet/collector',
    },
    'a format of another command': {
      args: ['--format', 'sarif', 'agents.yaml'],
      want: '--format: found "sarif", expected one of text, json, markdown, html',
    },
    'two questions at once': {
      args: ['--matrix', '--error', 'x', 'agents.yaml'],
      want: '--matrix and --error: expected one of them',
    },
    'a profile that does not exist': {
      args: ['--assume', 'ebs', 'agents.yaml'],
      want: `--assume: found "ebs", expected one of ${storageProfiles.join(', ')}`,
    },
    'several profiles without the matrix': {
      args: ['--assume', 'aws-ebs,kind', 'agents.yaml'],
      want: '--assume: found 2 profiles, expected one, or --matrix to compare them',
    },
    'a file in place of a message': {
      args: ['--error', 'agents.yaml'],
      want: '--error: found the file agents.yaml, expected an error message, or --error @agents.yaml to explain its contents',
    },
    'an empty message': {
      args: ['--error', ' ', 'agents.yaml'],
      want: '--error: found an empty value, expected one; is a shell variable unset?',
    },
    'a message and manifests from one pipe': {
      args: ['--error', '-'],
      want: '--error -: the standard input is the message; name the files with the manifests',
    },
    'a file that is not there': { args: ['absent.yaml'], want: 'absent.yaml: cannot be read (no such file or folder)' },
  },
  async ({ args, want }) => {
    const { code, stdout, stderr } = await explain(args)
    assert.equal({ code, stdout, stderr }, { code: 2, stdout: '', stderr: `seaworthy: ${want}\n` })
  },
)

table(
  'explain: where the output goes',
  {
    'to a file, without colour': {
      args: ['--output', 'out.txt', 'agents.yaml'],
      terminal: { stdout: true },
      file: 'out.txt',
      colour: false,
    },
    'to a terminal, with colour': { args: ['agents.yaml'], terminal: { stdout: true }, file: undefined, colour: true },
    'to a pipe, without': { args: ['agents.yaml'], terminal: {}, file: undefined, colour: false },
    'a file that looks like KIND/NAME': {
      args: ['deploy/agent'],
      files: { 'deploy/agent': fixture('agents.yaml') },
      terminal: {},
      file: undefined,
      colour: false,
    },
  } satisfies Record<string, World & { args: readonly string[]; file: string | undefined; colour: boolean }>,
  async ({ args, file, colour, ...world }) => {
    const got = await explain(args, world)
    const text = file === undefined ? got.stdout : (got.files[file] ?? '')
    const lines = stripVTControlCharacters(text).split('\n')
    assert.equal(
      { colour: text.includes('\u001b['), first: lines[0]?.split(' ')[0] },
      { colour, first: 'Deployment/agent' },
    )
  },
)

const widths = Object.fromEntries([60, 80, 100, 120, 160].map(columns => [`${columns} columns`, columns]))

table('explain: no line is longer than the terminal', widths, async columns => {
  const { stdout } = await explain(['agents.yaml', 'platform.yaml'], {
    terminal: { stdout: true, columns },
    env: { NO_COLOR: '1' },
  })
  assert.equal(
    stdout.split('\n').filter(line => [...line].length > columns),
    [],
  )
})
