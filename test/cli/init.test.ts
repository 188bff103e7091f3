import { existsSync, readFileSync, symlinkSync } from 'node:fs'
import { join, resolve } from 'node:path'
import * as assert from 'uvu/assert'
import { goldenFile } from '../../src/golden/file.ts'
import { readPolicy } from '../../src/policy/policy.ts'
import { checkTexts } from '../../src/run/check.ts'
import { whatWasMet } from '../../src/run/init/met.ts'
import { withCluster } from '../../src/run/init/of-cluster.ts'
import { starterPolicy } from '../../src/run/init/starter-policy.ts'
import type { LockedClass, LockedCluster, LockedNamespace } from '../../src/workload/settings/cluster-facts.ts'
import { defaultSettings } from '../../src/workload/settings/settings.ts'
import { installedPackage } from '../support/built.ts'
import { withFolder } from '../support/folder.ts'
import { ended } from '../support/process.ts'
import { corpus } from '../support/shared.ts'
import { situation, skipped, table } from '../table.ts'
import { call } from './call.ts'
import { podText, policyText } from './manifests.ts'

const root = resolve(import.meta.dirname, '../..')
const fixture = (path: string) => readFileSync(resolve(root, 'test/fixtures', path), 'utf8')
const manifests = {
  'a/agents.yaml': fixture('explain/agents.yaml'),
  'a/platform.yaml': fixture('explain/platform.yaml'),
}

interface GoldenRow {
  readonly command: string
  readonly files?: Readonly<Record<string, string>>
  readonly stdin?: string
  readonly golden: string
  readonly says: string
}

const goldens: Readonly<Record<string, GoldenRow>> = {
  'a folder': {
    command: 'init a',
    files: manifests,
    golden: 'folder.yaml',
    says: 'wrote seaworthy.yaml: 7 workloads read, 1 assumed, 3 unknown\nReview it, then run seaworthy check a\n',
  },
  'a pipe, for another level': {
    command: 'init --level baseline --level-version v1.35 -n web',
    stdin:
      'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec: { containers: [{ name: web, image: registry.example.com/web:1 }] }\n',
    golden: 'pipe.yaml',
    says: 'wrote seaworthy.yaml: 1 workload read, 0 assumed, 1 unknown\nReview it, then run seaworthy check\n',
  },
  'manifests without a pod': {
    command: 'init -',
    stdin: 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\n',
    golden: 'nothing.yaml',
    says: 'wrote seaworthy.yaml: 0 workloads read, 0 assumed, 0 unknown\nReview it, then run seaworthy check\n',
  },
}

// What a newcomer reads first, reviewed like code. UPDATE=true writes the files and fails.
table('a policy that init starts for', goldens, async ({ command, golden, says, ...world }) => {
  const { code, stdout, stderr, files } = await call(command, world)
  assert.equal({ code, stdout, stderr }, { code: 0, stdout: says, stderr: '' })
  const update = process.env.UPDATE === 'true'
  goldenFile(resolve(root, 'golden/init', golden), { update, ci: process.env.CI === 'true' })(
    files['seaworthy.yaml'] ?? '',
  )
})

/** What a cluster may say: each kind of row that follows from it. */
const cluster: LockedCluster = {
  version: 'v1.36.3',
  namespaces: new Map<string, LockedNamespace>([
    ['agents', { enforce: 'restricted', enforceVersion: 'v1.35' }],
    ['default', {}],
    ['llm', { enforce: 'baseline' }],
  ]),
  storageClasses: new Map<string, LockedClass>([
    ['ebs-gp3', { provisioner: 'ebs.csi.aws.com', default: true }],
    ['local-path', { provisioner: 'rancher.io/local-path', volumeType: 'local' }],
    ['odd', { provisioner: 'csi.example.com' }],
    ['shares', { provisioner: 'smb.csi.k8s.io', mountOptions: ['uid=1000', 'dir_mode=0770'] }],
  ]),
}

situation('a policy that init starts for manifests and a cluster', () => {
  const sources = Object.entries(manifests).map(([file, text]) => ({ file, text }))
  const met = withCluster(whatWasMet(sources, defaultSettings), cluster)
  const text = starterPolicy(met, '`seaworthy init --cluster a`', { ...defaultSettings, levelVersion: 36 })
  const update = process.env.UPDATE === 'true'
  goldenFile(resolve(root, 'golden/init/cluster.yaml'), { update, ci: process.env.CI === 'true' })(text)
  const { settings } = readPolicy(text, 'seaworthy.yaml')
  assert.equal(Object.fromEntries(settings.storageClasses), {
    'ebs-gp3': { profile: 'aws-ebs' },
    'local-path': { profile: 'k3s-local-path' },
  })
  assert.is(settings.defaultStorageClass, 'ebs-gp3')
  readPolicy(uncommented(text), 'seaworthy.yaml')
})

table(
  'init refuses what only means something with --cluster:',
  { 'a context': '--context kind', 'a role': '--print-role', 'two namespaces': '-n a -n b' },
  async options => {
    const { code, stderr, files } = await call(`init ${options} -`, { stdin: podText() })
    assert.equal({ code, files }, { code: 2, files: {} })
    assert.match(stderr, '--cluster')
  },
)

situation('the role of init --cluster is that of lock --cluster', async () => {
  const [own, locks] = [await call('init --cluster --print-role'), await call('lock --cluster --print-role')]
  assert.equal([own.code, own.stdout], [0, locks.stdout])
})

table('the policy is read by check afterwards', goldens, async ({ command, ...world }) => {
  const { files } = await call(command, world)
  const { stdout } = await call('check --format json -', { ...world, stdin: world.stdin ?? podText(), files })
  assert.is(JSON.parse(stdout).policy, 'seaworthy.yaml')
})

const refused = {
  'a policy is there': {
    command: 'init -',
    files: { 'seaworthy.yaml': policyText('level: baseline') },
    file: 'seaworthy.yaml',
  },
  'one is there by its other name': { command: 'init -', files: { 'seaworthy.yml': '' }, file: 'seaworthy.yml' },
}

table('init refuses where', refused, async ({ command, files, file }) => {
  const got = await call(command, { stdin: podText(), files })
  assert.equal(
    { code: got.code, stderr: got.stderr, files: got.files },
    { code: 2, stderr: `seaworthy: ${file}: is there already, and init replaces nothing\n`, files },
  )
})

table(
  'init reads',
  {
    'the working folder for a person': { command: 'init', terminal: { stdin: true }, code: 0, stderr: '' },
    'no policy': {
      command: 'init --policy x.yaml -',
      terminal: {},
      code: 2,
      stderr: /--policy/,
    },
    'what it can, and says what it cannot': {
      command: 'init a b',
      terminal: {},
      code: 1,
      stderr: 'seaworthy: 1 document could not be read; seaworthy check says why\n',
    },
    'nothing that did not arrive': { command: 'init -', terminal: {}, code: 2, stderr: /nothing arrived/ },
  },
  async ({ command, terminal, code, stderr }) => {
    const files = { 'pod.yaml': podText(), 'a/pod.yaml': podText(), 'b/bad.yaml': 'kind: Pod\nspec: { containers: [\n' }
    const got = await call(command, { files: command === 'init' ? { 'pod.yaml': podText() } : files, terminal })
    assert.is(got.code, code)
    if (stderr instanceof RegExp) assert.match(got.stderr, stderr)
    else assert.is(got.stderr, stderr)
  },
)

situation('init writes through no link that leads out of the folder', () =>
  withFolder({ 'work/web.yaml': podText() }, async folder => {
    symlinkSync(join(folder, 'elsewhere.yaml'), join(folder, 'work/seaworthy.yaml'))
    const command = `${await installedPackage()}/dist/cli.cjs`
    const got = await ended({ command, args: ['init', 'web.yaml'], cwd: join(folder, 'work') })
    assert.is(got.stderr, 'seaworthy: seaworthy.yaml: cannot be written (a link there leads out of the folder)\n')
    assert.equal(
      { status: got.status, written: existsSync(join(folder, 'elsewhere.yaml')) },
      { status: 2, written: false },
    )
  }),
)

/** Every row that a person may uncomment. */
function uncommented(text: string): string {
  return text.replaceAll(/^#(?=[\w ]{0,3}\S)(?! )|^#(?= {2})/gm, '')
}

const streams = corpus()
if (streams.length === 0) skipped('init over the corpus', 'no ../shared/corpus')
else
  table('a policy for a public chart, all rows in it', Object.fromEntries(streams.map(one => [one.name, one])), one => {
    const text = starterPolicy(whatWasMet([{ file: '-', text: one.text }], defaultSettings), 'init', defaultSettings)
    readPolicy(text, 'seaworthy.yaml')
    const { settings } = readPolicy(uncommented(text), 'seaworthy.yaml')
    const { findings } = checkTexts([{ file: '-', text: one.text }], { ...settings, schema: 'off' })
    const rows = findings.flatMap(finding => (finding.code === 'volume-unknown' ? (finding.row?.entries ?? []) : []))
    assert.equal(
      rows.filter(({ section }) => section !== 'images'),
      [],
    )
  })
