import * as assert from 'uvu/assert'
import { readDocument } from '../../src/manifest/document.ts'
import { splitStream } from '../../src/manifest/stream.ts'
import { isMap, mapAt, type ValueMap } from '../../src/manifest/value.ts'
import type { World } from '../support/io.ts'
import { situation, table } from '../table.ts'
import { call } from './call.ts'
import { podText, policyText } from './manifests.ts'

const files: World['files'] = {
  'fleet.yaml': `apiVersion: seaworthy.dev/v1alpha1
kind: Fleet
releases:
  - { name: web, stream: in/web.yaml }
  - { name: db, chart: charts/db, values: [db.yaml] }
`,
  'in/web.yaml': podText(),
  'in/seaworthy.yaml': policyText('level: baseline'),
  'charts/db/Chart.yaml': 'name: db\nversion: 0.1.0\n',
  'charts/db/templates/pod.yaml': 'a: {{ .Values.a }}\r\n',
  'db.yaml': 'a: 1\n',
  'seaworthy.lock.yaml': 'never read: there is no policy here\n',
  'beside.txt': 'not of the fleet\n',
}

const image = '--image registry.example.com/seaworthy:1'
const job = `fleet job --shards 4 --parts fleet-parts ${image}`

/** Every object of a stream as a value, by its kind. */
function objectsOf(text: string): Readonly<Record<string, ValueMap>> {
  const stream = splitStream(text)
  const values = stream.documents.map(span => readDocument(stream, span).value).filter(isMap)
  return Object.fromEntries(values.map(value => [String(value.kind), value]))
}

async function printed(command: string, world: World['files'] = files): Promise<Readonly<Record<string, ValueMap>>> {
  const { code, stdout, stderr } = await call(command, { files: world })
  assert.is(code, 0, stderr)
  return objectsOf(stdout)
}

const sources: Readonly<Record<string, string>> = {
  'a ConfigMap': job.replace('--image', '-n apps --image'),
  'a claim': `${job} --fleet-claim sources/main -f fleets/all.yaml`,
  'one claim for all': `${job.replace('fleet-parts', 'data/parts')} --fleet-claim data/fleet`,
  'a repository': `${job} --git https://git.example.com/fleet --ref main --git-image alpine/git:v2.47.2`,
}

table('restricted admits a Job that reads the fleet from', sources, async command => {
  const { stdout } = await call(command, { files: withoutLock(files) })
  const { stdout: report } = await call('check - --format json', { stdin: stdout })
  const { findings } = JSON.parse(report)
  assert.equal(
    findings.map(({ code }: { code: string }) => code).filter((code: string) => code !== 'volume-unknown'),
    [],
  )
  const [object] = JSON.parse(report).objects
  assert.is(object.podSecurity.allowed, true)
})

function withoutLock(given: World['files']): World['files'] {
  return Object.fromEntries(Object.entries(given ?? {}).filter(([path]) => path !== 'seaworthy.lock.yaml'))
}

const plain = withoutLock(files)

situation('it is an Indexed Job that tries a shard again, and no bad input', async () => {
  const { Job = {} } = await printed(`${job} --parallelism 2`, plain)
  const { template: _, ttlSecondsAfterFinished: __, ...spec } = mapAt(Job, 'spec') ?? {}
  assert.equal(spec, {
    backoffLimit: 2147483647,
    completionMode: 'Indexed',
    completions: 4,
    parallelism: 2,
    backoffLimitPerIndex: 3,
    podFailurePolicy: {
      rules: [
        { action: 'FailIndex', onExitCodes: { containerName: 'fleet', operator: 'In', values: [2] } },
        { action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] },
      ],
    },
  })
})

function containerOf(object: ValueMap | undefined): ValueMap {
  const spec = mapAt(mapAt(mapAt(object, 'spec'), 'template'), 'spec')
  const list = spec?.containers
  const [first] = Array.isArray(list) ? list : []
  return isMap(first) ? first : {}
}

const calls: Readonly<Record<string, { readonly options: string; readonly want: readonly string[] }>> = {
  'a fleet': { options: '', want: ['fleet.yaml'] },
  'what decides about releases': {
    options: ' --level baseline -n apps --no-schema',
    want: ['fleet.yaml', '--level=baseline', '--namespace=apps', '--no-schema'],
  },
  'how many at once': { options: ' --jobs 3', want: ['fleet.yaml', '--jobs=3'] },
}

table('a pod is told of', calls, async ({ options, want }) => {
  const { Job } = await printed(`${job}${options}`, plain)
  const { command, args } = containerOf(Job)
  assert.equal(command, ['seaworthy', 'fleet', ...want])
  assert.equal(args, ['--shard', 'job/4', '--output-dir', '/parts', '--exit-zero'])
})

situation('the ConfigMap holds what the fleet reads and nothing else, at its place', async () => {
  const { ConfigMap, Job } = await printed(job, plain)
  const spec = mapAt(mapAt(mapAt(Job, 'spec'), 'template'), 'spec')
  const volumes = Array.isArray(spec?.volumes) ? spec.volumes.filter(isMap) : []
  const items = mapAt(
    volumes.find(({ name }) => name === 'fleet'),
    'configMap',
  )?.items
  const data = mapAt(ConfigMap, 'data') ?? {}
  const held = (Array.isArray(items) ? items.filter(isMap) : []).map(({ key, path }) => [path, data[String(key)]])
  assert.equal(Object.fromEntries(held), {
    '.git': '',
    ...Object.fromEntries(Object.entries(plain ?? {}).filter(([path]) => path !== 'beside.txt')),
  })
})

/** What the pods would do: the same files in another folder, found by the links that the kubelet makes. */
situation('a pod comes to the same as this machine', async () => {
  const streams = {
    'fleet.yaml': plain?.['fleet.yaml']?.replace(/ {2}- \{ name: db.*\n/, '') ?? '',
    ...pick(plain, 'in/'),
  }
  const { ConfigMap } = await printed(job, streams)
  const held = Object.values(mapAt(ConfigMap, 'data') ?? {}).map(String)
  const paths = ['fleet.yaml', 'in/web.yaml', 'in/seaworthy.yaml', '.git']
  const pod = Object.fromEntries(paths.map((path, index) => [path, held[index] ?? '']))
  const [here, there] = [
    await call('fleet --format json', { files: streams }),
    await call('fleet --format json', { files: pod }),
  ]
  assert.equal(there, { ...here, files: there.files })
})

function pick(given: World['files'], start: string): Record<string, string> {
  return Object.fromEntries(
    Object.entries((given ?? {}) as Record<string, string>).filter(([path]) => path.startsWith(start)),
  )
}

const refused: Readonly<
  Record<string, { readonly command: string; readonly world?: World['files']; readonly want: RegExp }>
> = {
  'no number of pods': { command: `fleet job --parts p ${image}`, want: /say over how many pods, as in --shards 4/ },
  'none at all': { command: `fleet job --shards 0 --parts p ${image}`, want: /--shards: found "0"/ },
  'nowhere to write': { command: `fleet job --shards 4 ${image}`, want: /say where the shards write/ },
  'no image': { command: 'fleet job --shards 4 --parts p', want: /say which image/ },
  'an image without a tag': {
    command: 'fleet job --shards 4 --parts p --image registry.example.com/x',
    want: /--image: found "registry\.example\.com\/x", expected an image with a tag or a digest/,
  },
  'a claim that leads elsewhere': { command: `${job} --fleet-claim a/../b`, want: /--fleet-claim: found "a\/\.\.\/b"/ },
  'two places': { command: `${job} --git u --fleet-claim c`, want: /--fleet-claim and --git: expected one of them/ },
  'git without an image': { command: `${job} --git u`, want: /--git: expected --git-image/ },
  'a ref of nothing': { command: `${job} --ref main`, want: /expected --git URL/ },
  'a report of a Job': { command: `${job} --format json`, want: /fleet job: --format has no effect/ },
  'a shard': { command: `fleet --shards 4`, want: /fleet: --shards has no effect/ },
  'a second fleet': { command: `${job} fleet.yaml`, want: /fleet job: found "fleet\.yaml", expected -f/ },
  'more than a ConfigMap holds': {
    command: job,
    world: { ...plain, 'in/web.yaml': `${podText()}${'# more\n'.repeat(200_000)}` },
    want: /the files of the fleet are 1\.3 MiB, and a ConfigMap holds 1 MiB; use --fleet-claim/,
  },
  'files from elsewhere': {
    command: `${job} -f fleet.yaml`,
    world: { ...plain, 'fleet.yaml': plain?.['fleet.yaml']?.replace('in/web', '../web') ?? '', '/web.yaml': podText() },
    want: /fleet job: \.\.\/web\.yaml lies outside of this folder/,
  },
  'a fleet that is broken': { command: job, world: { 'fleet.yaml': '' }, want: /fleet\.yaml: found nothing/ },
}

table('a Job that is not printed: ', refused, async ({ command, world = plain, want }) => {
  const { code, stdout, stderr } = await call(command, { files: world })
  assert.equal({ code, stdout }, { code: 2, stdout: '' })
  assert.match(stderr, want)
})
