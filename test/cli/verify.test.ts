import * as assert from 'uvu/assert'
import type { Io, ProgramResult } from '../../src/cli/process/io.ts'
import type { World } from '../support/io.ts'
import { situation, table } from '../table.ts'
import { call } from './call.ts'
import { podText, policyText } from './manifests.ts'

const missing = podText()
const hardened = (await call('post-render', { stdin: missing })).stdout

const cases = ['golden:', '  - { name: pod, stream: in/pod.yaml, file: golden/pod.yaml }']
const files = { 'seaworthy.yaml': policyText(...cases), 'in/pod.yaml': missing, 'golden/pod.yaml': hardened }

/** Files by path; undefined for one that is missing. */
type Files = Readonly<Record<string, string | undefined>>

interface Row {
  readonly command?: string
  readonly files: Files
  readonly code: 0 | 1 | 2
  readonly stdout?: RegExp
  readonly stderr?: RegExp
}

const rows: Readonly<Record<string, Row>> = {
  'all as it was': { files, code: 0, stdout: /1 golden case/ },
  'a missing file': {
    files: { ...files, 'golden/pod.yaml': undefined },
    code: 1,
    stdout: /^seaworthy\.yaml:4:5: there is no golden file golden\/pod\.yaml/,
    stderr: /\+kind: Pod/,
  },
  'an orphan': {
    files: { ...files, 'golden/old.yaml': hardened },
    code: 1,
    stdout: /no golden case produces golden\/old\.yaml/,
  },
  'an orphan, where only one case is asked for': {
    command: 'verify pod',
    files: { ...files, 'golden/old.yaml': hardened },
    code: 0,
  },
  'a file beside the policy, which is no golden folder': { files: { ...files, 'other.yaml': hardened }, code: 0 },
  'a different file': {
    files: { ...files, 'golden/pod.yaml': hardened.replace('web:1.0', 'web:0.9') },
    code: 1,
    stdout: /Pod\/web spec\.containers\[0\]\.image/,
    stderr: /-.*web:0\.9\n\+.*web:1\.0\n/,
  },
  'a file that differs by its last byte': {
    files: { ...files, 'golden/pod.yaml': hardened.trimEnd() },
    code: 1,
    stderr: /No newline at end of file/,
  },
  'a file of other line ends': {
    files: { ...files, 'golden/pod.yaml': hardened.replaceAll('\n', '\r\n') },
    code: 1,
    stderr: /\\r/,
  },
  'a missing input': {
    files: { ...files, 'in/pod.yaml': undefined },
    code: 2,
    stderr:
      /^seaworthy: seaworthy\.yaml:\d+:5: golden case pod: in\/pod\.yaml: cannot be read \(no such file or folder\)\n$/,
  },
  'an unknown case': {
    command: 'verify pdo',
    files,
    code: 2,
    stderr: /^seaworthy: verify: no golden case is named "pdo"; did you mean pod\?\n$/,
  },
  'no policy': { files: {}, code: 2, stderr: /^seaworthy: verify: found no seaworthy\.yaml here or above/ },
  'a case that is like no other': {
    command: 'verify deployment',
    files,
    code: 2,
    stderr: /^seaworthy: verify: no golden case is named "deployment"; expected one of pod\n$/,
  },
  'a case twice': {
    command: 'verify pod pod',
    files,
    code: 2,
    stderr: /^seaworthy: verify: given pod twice, expected once; leave one out\n$/,
  },
  'no cases': {
    files: { 'seaworthy.yaml': policyText('level: baseline') },
    code: 2,
    stderr: /^seaworthy: verify: found no golden case in seaworthy\.yaml, expected some under golden:\n$/,
  },
  'no cases to update': {
    command: 'verify --update',
    files: { 'seaworthy.yaml': policyText() },
    code: 2,
    stderr: /^seaworthy: verify: found no golden case in seaworthy\.yaml/,
  },
  'a policy elsewhere, whose paths start beside it': {
    command: 'verify --policy p/seaworthy.yaml',
    files: Object.fromEntries(Object.entries(files).map(([path, text]) => [`p/${path}`, text])),
    code: 0,
  },
  'a case that is a template': {
    files: {
      'seaworthy.yaml': policyText(
        'golden:',
        '  - { name: t, template: agent, values: [v.yaml], file: golden/t.yaml }',
      ),
      'v.yaml':
        'name: agent\nnamespace: agents\nagent: { image: { repository: registry.example.com/agent, tag: "1.0" } }\n',
    },
    code: 1,
    stderr: /\+kind: Deployment/,
  },
}

table('verify', rows, async ({ command = 'verify', files, code, stdout = /(?:)/, stderr = /^$/ }) => {
  const got = await call(command, { files: present(files) })
  assert.is(got.code, code, got.stdout + got.stderr)
  assert.match(got.stdout, stdout)
  assert.match(got.stderr, stderr)
  assert.equal(got.files, present(files))
})

function present(files: Files): Record<string, string> {
  return Object.fromEntries(
    Object.entries(files).flatMap(([path, text]) => (text === undefined ? [] : [[path, text] as const])),
  )
}

const update: Readonly<Record<string, Row & { readonly after: Files }>> = {
  'nothing to write': { files, after: files, code: 0, stdout: /^nothing to write\n$/ },
  'a missing file': {
    files: { ...files, 'golden/pod.yaml': undefined },
    after: files,
    code: 1,
    stdout: /^wrote golden\/pod\.yaml\n$/,
  },
  'a different file': {
    files: { ...files, 'golden/pod.yaml': missing },
    after: files,
    code: 1,
    stdout: /^wrote golden\/pod\.yaml\n$/,
  },
  'one case of two': {
    command: 'verify --update pod',
    files: {
      ...files,
      'seaworthy.yaml': policyText(...cases, '  - { name: other, stream: in/pod.yaml, file: golden/other.yaml }'),
      'golden/pod.yaml': missing,
    },
    after: { 'golden/pod.yaml': hardened, 'golden/other.yaml': undefined },
    code: 1,
    stdout: /^wrote golden\/pod\.yaml\n$/,
  },
}

table('verify --update', update, async ({ command = 'verify --update', files, after = {}, code, stdout = /^$/ }) => {
  const got = await call(command, { files: present(files) })
  assert.is(got.code, code, got.stderr)
  assert.match(got.stdout, stdout)
  for (const [path, text] of Object.entries(after)) assert.is(got.files[path], text)
  const again = await call(`verify ${command.split(' ').slice(2).join(' ')}`.trim(), { files: got.files })
  assert.is(again.code, 0, again.stdout)
})

situation('verify --update is refused in CI, before anything is made', async () => {
  const { code, stdout, stderr, files: after } = await call('verify --update', { env: { CI: 'true' } })
  assert.equal({ code, stdout, after }, { code: 2, stdout: '', after: {} })
  assert.is(stderr, 'seaworthy: --update: refused with CI=true; golden files are written and read by a person\n')
})

/** A Secret with a password that is another one each time. */
function secret(password: string): string {
  return `apiVersion: v1\nkind: Secret\nmetadata:\n  name: web\ndata:\n  password: ${password}\n`
}

const masked = policyText(
  'golden:',
  '  - { name: s, stream: s.yaml, file: golden/s.yaml, mask: [{ object: Secret/web, path: data.password }] }',
)

situation('a masked field is compared with nothing, and written masked', async () => {
  const first = await call('verify --update', { files: { 'seaworthy.yaml': masked, 's.yaml': secret('Zmlyc3Q=') } })
  assert.is(first.code, 1)
  assert.is(first.files['golden/s.yaml'], secret('"<masked>"'))
  const other = { ...first.files, 's.yaml': secret('b3RoZXI=') }
  assert.is((await call('verify', { files: other })).code, 0)
  const again = await call('verify --update', { files: other })
  assert.equal({ code: again.code, stdout: again.stdout }, { code: 0, stdout: 'nothing to write\n' })
  assert.is(again.files['golden/s.yaml'], secret('"<masked>"'))
})

situation('what is beside a masked field is compared', async () => {
  const files = {
    'seaworthy.yaml': masked,
    's.yaml': `${secret('b3RoZXI=')}type: Opaque\n`,
    'golden/s.yaml': secret('"<masked>"'),
  }
  const { code, stderr } = await call('verify', { files })
  assert.is(code, 1)
  assert.match(stderr, '+type: Opaque')
  assert.not.match(stderr, 'b3RoZXI')
})

situation('a mask without effect is said, and strictly it fails', async () => {
  const files = {
    'seaworthy.yaml': masked.replace('data.password', 'data.pasword'),
    's.yaml': secret('YQ=='),
    'golden/s.yaml': secret('YQ=='),
  }
  const { code, stdout } = await call('verify', { files })
  assert.is(code, 0)
  assert.match(stdout, 'warning: the mask of golden/s.yaml has no effect')
  assert.is((await call('verify --strict', { files })).code, 1)
})

const charts = {
  'seaworthy.yaml': policyText(
    'golden:',
    '  - { name: web, chart: charts/web, values: [v.yaml], helm: 4, file: golden/web.yaml }',
  ),
  'golden/web.yaml': hardened,
}

/** A `helm` of some version, or none. It says what it was called with where it fails. */
function helm(version: string | undefined, rendered: Partial<ProgramResult> = { stdout: missing }): Partial<Io> {
  const run: Io['run'] = async (command, args) => {
    if (version === undefined) return undefined
    if (args[0] === 'version') return { status: 0, stdout: `${version}+g05fa379`, stderr: '' }
    return { status: 0, stdout: '', stderr: `${[command, ...args].join(' ')}\n`, ...rendered }
  }
  return { run }
}

interface ChartRow {
  readonly helm: Partial<Io>
  /** The case's `helm`; 4 where it is not said. */
  readonly wants?: string
  readonly env?: World['env']
  readonly code: 0 | 1 | 2
  readonly says: string
}

const chartRows: Readonly<Record<string, ChartRow>> = {
  'the Helm that it wants': { helm: helm('v4.1.4'), code: 0, says: '1 golden case' },
  'another Helm': {
    helm: helm('v3.17.2'),
    code: 0,
    says: 'warning: golden/web.yaml was not compared: it needs Helm 4, and helm is Helm 3',
  },
  'no Helm': {
    helm: helm(undefined),
    code: 0,
    says: 'warning: golden/web.yaml was not compared: no helm binary was found',
  },
  'the minor that it wants': { wants: '"4.1"', helm: helm('v4.1.4'), code: 0, says: '1 golden case' },
  'a minor that says no patch': { wants: '"4.1"', helm: helm('v4.1'), code: 0, says: '1 golden case' },
  'a minor of two digits': {
    wants: '"4.1"',
    helm: helm('v4.10.0'),
    code: 0,
    says: 'it needs Helm 4.1, and helm is Helm 4.10',
  },
  'another major than that of its minor': {
    wants: '"3.17", layout: ignore',
    helm: helm('v4.1.4'),
    code: 0,
    says: 'it needs Helm 3.17, and helm is Helm 4.1',
  },
  'another layout': {
    wants: '4, layout: ignore',
    helm: helm('v4.1.4', { stdout: `# made anew\n${missing}\n` }),
    code: 0,
    says: '1 golden case',
  },
  'another layout that cannot be read': {
    wants: '4, layout: ignore',
    helm: helm('v4.1.4', { stdout: `${missing}---\na: [\n` }),
    code: 1,
    says: 'a document that differs is not readable as YAML',
  },
  'an object too few': {
    wants: '4, layout: ignore',
    helm: helm('v4.1.4', { stdout: '' }),
    code: 1,
    says: 'Pod/web: only in the golden file',
  },
  'a minor without quotes': {
    wants: '4.3',
    helm: helm('v4.3.1'),
    code: 2,
    says: 'expected 3 or 4, or a minor in quotes, as in "4.3"',
  },
  'a Helm that is named': {
    helm: helm('v3.17.2'),
    env: { HELM_BIN: '/opt/helm3' },
    code: 0,
    says: 'it needs Helm 4, and /opt/helm3 is Helm 3',
  },
  'a Helm that is named and is not there': {
    helm: helm(undefined),
    env: { HELM_BIN: '/opt/helm3' },
    code: 0,
    says: 'warning: golden/web.yaml was not compared: no /opt/helm3 was found',
  },
  'a chart that has drifted': {
    helm: helm('v4.1.4', { stdout: missing.replace('1.0', '1.1') }),
    code: 1,
    says: 'registry.example.com/web:1.1',
  },
  'a chart that does not render': {
    helm: helm('v4.1.4', { status: 1 }),
    code: 2,
    says: 'golden case web: helm template --values /project/v.yaml -- web /project/charts/web failed:\nhelm template --values',
  },
}

table('a golden case that is a chart', chartRows, async ({ helm, wants = '4', env, code, says }) => {
  const policy = charts['seaworthy.yaml'].replace('helm: 4', `helm: ${wants}`)
  const got = await call('verify', { files: { ...charts, 'seaworthy.yaml': policy }, env }, helm)
  assert.is(got.code, code, got.stdout + got.stderr)
  assert.match(got.stdout + got.stderr, says)
})

situation('a chart that is skipped fails strictly, and its file is no orphan', async () => {
  const { code, stdout } = await call('verify --strict', { files: charts }, helm(undefined))
  assert.is(code, 1)
  assert.not.match(stdout, 'no golden case produces')
})
