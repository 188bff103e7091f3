import * as assert from 'uvu/assert'
import { formatNames } from '../../src/report/formats.ts'
import type { World } from '../support/io.ts'
import { situation, table } from '../table.ts'
import { call } from './call.ts'
import { policyText } from './manifests.ts'

/** A mark of direction, an override, a space without width, and a letter that nothing shows, beyond U+FFFF. */
const mark = '\u061c\u202e\u200b\u{e0041}'

/** JSON's own lines are YAML, and hold the characters as they are. */
function documents(...values: readonly object[]): string {
  return values.map(value => `${JSON.stringify(value)}\n`).join('---\n')
}

/** Whatever people may write of a workload is marked. */
const workload = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: {
    name: `web${mark}`,
    namespace: `ns${mark}`,
    annotations: { 'seaworthy.dev/ignore': `no${mark}=no${mark}` },
  },
  spec: {
    selector: { matchLabels: { app: 'web' } },
    template: {
      metadata: { labels: { app: 'web' } },
      spec: {
        [`typo${mark}`]: 1,
        securityContext: { sysctls: [{ name: `kernel.${mark}`, value: '1' }], seLinuxOptions: { type: `t${mark}` } },
        initContainers: [
          {
            name: `own${mark}`,
            image: 'busybox:1.37',
            command: ['chown', '1:1', `/data${mark}`],
            volumeMounts: [{ name: `data${mark}`, mountPath: `/data${mark}` }],
          },
        ],
        containers: [
          {
            name: `web${mark}`,
            image: `registry.example.com/web${mark}:1.0`,
            command: ['sh', '-c', `sudo serve${mark}`],
            env: [{ name: `E${mark}`, value: mark }],
            securityContext: { runAsUser: 1000, capabilities: { add: [`CAP${mark}`] }, procMount: `P${mark}` },
            volumeMounts: [
              { name: `data${mark}`, mountPath: `/data${mark}`, subPath: `a${mark}` },
              { name: `gone${mark}`, mountPath: `/gone${mark}` },
              { name: `node${mark}`, mountPath: `/node${mark}` },
            ],
          },
        ],
        volumes: [
          { name: `data${mark}`, persistentVolumeClaim: { claimName: `claim${mark}` } },
          { name: `node${mark}`, hostPath: { path: `/node${mark}`, type: `D${mark}` } },
        ],
      },
    },
  },
}

const claim = {
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name: `claim${mark}`, namespace: `ns${mark}` },
  spec: {
    storageClassName: `class${mark}`,
    accessModes: ['ReadWriteOnce'],
    resources: { requests: { storage: '1Gi' } },
  },
}

const file = `in/web${mark}.yaml`

const world: World = {
  files: {
    [file]: documents(workload, claim),
    [`in/broken${mark}.yaml`]: `kind: Pod\nmetadata: {name: a${mark}, b${mark}: [}\n`,
    'exempt.yaml': policyText(`exemptions: [{ name: "n${mark}", checks: [privileged], reason: "r${mark}" }]`),
    'wrong.yaml': policyText(`level: "x${mark}"`, `"key${mark}": 1`),
    'golden.yaml': policyText(`golden: [{ name: "g${mark}", stream: "${file}", file: "golden/${mark}.yaml" }]`),
    'fleet.yaml': `apiVersion: seaworthy.dev/v1alpha1\nkind: Fleet\nreleases: [{ name: web, stream: "${file}" }]\n`,
    'error.txt': `mkdir: cannot create directory '/data${mark}/a': Permission denied\nmkdir${mark}: EACCES ${mark}\n`,
  },
}

const formats = (command: string, names: readonly string[]) =>
  Object.fromEntries(names.map(name => [`${command}, ${name}`, `${command} --format ${name}`]))

/** A call for each output. The manifest itself, and the diff that `patch` takes, are the texts that were given. */
const calls: Readonly<Record<string, string>> = {
  ...formats('check in', formatNames),
  ...formats(`explain ${file}`, ['text', 'json', 'markdown', 'html']),
  ...formats(`explain --matrix ${file}`, ['text', 'json', 'markdown', 'html']),
  ...formats(`explain --error @error.txt ${file}`, ['text', 'json', 'markdown', 'html']),
  ...formats('fleet --output-dir out', formatNames),
  ...formats('verify --policy golden.yaml', formatNames),
  'verify, written': 'verify --update --policy golden.yaml',
  'a policy with exemptions': 'check --verbose --policy exempt.yaml in',
  'a policy that is wrong': 'check --policy wrong.yaml in',
  'files that are written': 'fix --write in',
  'a component of patches': `export --as kustomize ${file}`,
  'policies of Kyverno': `export --as kyverno ${file}`,
  'policies of the API server': `export --as map ${file}`,
  'a value that is refused': `render worker-job --set-string name=a${mark}`,
  'a value without a name': `render worker-job --set ${mark}=1`,
  'a starter policy': 'init in',
  'a command': `ch${mark}eck`,
  'an option': `check --le${mark}vel`,
  'a value of an option': `check --level ${mark} in`,
  'a file that is not there': `check ${mark}`,
  'a workload that is not there': `explain ${file} Deployment/${mark}`,
  'an image': `image ${mark}`,
}

const hidden = /[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/gu

function hiddenIn(text: string): readonly string[] {
  return text.split('\n').flatMap(line => (line.replaceAll('\t', '').match(hidden) === null ? [] : [line]))
}

table('nothing hidden passes into', calls, async command => {
  const { stdout, stderr, progress, files } = await call(command, world)
  assert.is.not(`${stdout}${stderr}`, '')
  const written = Object.keys(files).filter(name => /^(?:seaworthy\.yaml|out\/report\.jsonl)$/.test(name))
  const texts = [stdout, stderr, progress, ...written.map(name => files[name] ?? '')]
  assert.equal(texts.flatMap(hiddenIn), [])
})

situation('nothing hidden passes into a manifest that is rendered', async () => {
  const worker = { image: { repository: 'registry.example.com/w', tag: '1.0' }, env: [{ name: 'NOTE', value: mark }] }
  const values = JSON.stringify({ name: 'web', worker, tasks: [{ id: 'a' }] })
  const { code, stdout, stderr } = await call('render worker-job -f values.yaml', { files: { 'values.yaml': values } })
  assert.equal([code, stderr], [0, ''])
  assert.match(stdout, '"\\u061c\\u202e\\u200b\\U000e0041"')
  assert.equal(hiddenIn(stdout), [])
})

table(
  'nothing hidden passes beside the manifest',
  { 'a golden file that is missing': '', 'a golden file that is written': ' --update' },
  async option => {
    const { stderr } = await call(`post-render${option} --golden in/${mark}`, { stdin: documents(workload, claim) })
    assert.match(stderr, 'in/\\u061c')
    assert.equal(hiddenIn(stderr), [])
  },
)
