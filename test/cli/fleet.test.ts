import { readFileSync } from 'node:fs'
import * as assert from 'uvu/assert'
import type { Io } from '../../src/cli/process/io.ts'
import { folderFormat } from '../../src/fleet/format.ts'
import type { World } from '../support/io.ts'
import { situation, table } from '../table.ts'
import { call } from './call.ts'
import { podText, policyText } from './manifests.ts'

const head = 'apiVersion: seaworthy.dev/v1alpha1\nkind: Fleet\nreleases:\n'

/** A fleet of three: one is fine after hardening, one is not, one cannot be read. */
const good = podText()
const rooted = podText({ context: ['runAsUser: 0'] })
const fleet = (...releases: readonly string[]) => `${head}${releases.map(release => `  - ${release}\n`).join('')}`

const files: World['files'] = {
  'fleet.yaml': fleet('{ name: good, stream: in/good.yaml }', '{ name: root, stream: in/root.yaml }'),
  'in/good.yaml': good,
  'in/root.yaml': rooted,
}

/** The same with a release that is not there. */
const broken: World['files'] = {
  ...files,
  'fleet.yaml': fleet(
    '{ name: lost, stream: in/lost.yaml }',
    '{ name: good, stream: in/good.yaml }',
    '{ name: root, stream: in/root.yaml }',
  ),
}

/** What a run left, with changes: the world of the next one. */
async function after(command: string, world: World, changes: World['files'] = {}): Promise<World> {
  const { files: left } = await call(command, world)
  return { files: { ...left, ...changes } }
}

const out = 'fleet --output-dir out'

situation('the manifests of a release are those of fix', async () => {
  const fleetRun = await call(out, { files })
  const alone = await call('post-render', { stdin: good })
  assert.is(fleetRun.files['out/good.yaml'], alone.stdout)
})

situation('the table', async () => {
  const { code, stdout } = await call('fleet', { files: broken })
  assert.is(code, 1)
  assert.is(
    stdout,
    `lost
  fleet.yaml:4:5: release lost failed: in/lost.yaml: cannot be read (no such file or folder) [release-failed]

root
  in/root.yaml:9:7: Pod/web: unrestricted capabilities (container "web" must set securityContext.capabilities.drop=["ALL"])
  in/root.yaml:9:7: Pod/web: runAsNonRoot != true (pod or container "web" must set securityContext.runAsNonRoot=true)
  in/root.yaml:10:9: Pod/web: runAsUser=0 (container "web" must not set runAsUser=0)

RELEASE  PODS  ERRORS  WARNINGS  FIELDS SET  RESULT
lost        -       -         -           -  failed
good        1       0         0           4  ok
root        1       3         2           2  findings

3 releases, 1 failed, 1 with findings, 3 errors and 2 warnings left in 2 pods, 6 fields changed
`,
  )
})

situation('a release that fails leaves the others as they are without it', async () => {
  const [with_, without] = [await call(out, { files: broken }), await call(out, { files })]
  for (const file of ['out/good.yaml', 'out/root.yaml']) assert.is(with_.files[file], without.files[file])
  assert.is(with_.files['out/lost.yaml'], undefined)
})

situation('the report beside the manifests is that of --format json, a line a release', async () => {
  const { stdout, files: written } = await call(`${out} --format json`, { files: broken })
  assert.is(written['out/report.jsonl'], stdout)
  const lines = stdout
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line))
  assert.equal(
    lines.map(({ release, result }) => [release, result]),
    [
      ['lost', 'failed'],
      ['good', 'ok'],
      ['root', 'findings'],
    ],
  )
})

situation('a report in the file is that of check, of what hardening leaves', async () => {
  const { stdout } = await call('fleet --format json', { files })
  const { report } = JSON.parse(stdout.split('\n')[1] ?? '')
  const { stdout: fixed } = await call('post-render', { stdin: rooted })
  const checked = JSON.parse((await call('check - --format json', { stdin: fixed })).stdout)
  const violationsOf = (findings: readonly Readonly<Record<string, unknown>>[]) =>
    findings.filter(({ code }) => code === 'pod-security').map(({ check, message }) => ({ check, message }))
  assert.equal(violationsOf(report.findings), violationsOf(checked.findings))
  assert.is(violationsOf(report.findings).length, 3)
})

/** Of which releases a report has errors. */
const formats: Readonly<Record<string, (text: string) => readonly string[]>> = {
  sarif: text => {
    const { runs } = JSON.parse(text)
    assert.is(runs.length, 1)
    const [{ results, tool }] = runs
    for (const { ruleId, ruleIndex } of results) assert.is(tool.driver.rules[ruleIndex].id, ruleId)
    return results
      .filter(({ level }: { level: string }) => level === 'error')
      .map(({ properties }: { properties: { release: string } }) => properties.release)
  },
  junit: text => {
    assert.match(text, /<testsuites name="seaworthy" tests="\d+" failures="4" errors="0" skipped="0">/)
    assert.is(text.match(/<testcase /g)?.length, Number(/tests="(\d+)"/.exec(text)?.[1]))
    return [...text.matchAll(/<testsuite name="(\w+): /g)].map(([, name = '']) => name)
  },
  gitlab: text =>
    JSON.parse(text)
      .filter(({ severity }: { severity: string }) => severity === 'major')
      .map(({ location }: { location: { path: string } }) => location.path),
  github: text => [...text.matchAll(/^::error file=([^,]+)/gm)].map(([, file = '']) => file),
}

const told: Readonly<Record<string, readonly string[]>> = {
  sarif: ['lost', 'root'],
  junit: ['lost', 'good', 'root'],
  gitlab: ['fleet.yaml', 'in/root.yaml'],
  github: ['fleet.yaml', 'in/root.yaml'],
}

table('one report of all releases', formats, async (releasesOf, format) => {
  const { stdout, files: written } = await call(`fleet --format text --format ${format} --output all`, {
    files: broken,
  })
  assert.equal([...new Set(releasesOf(written.all ?? ''))], told[format])
  assert.match(stdout, /^RELEASE /m)
})

situation('the same chart twice gives findings that GitLab takes for two', async () => {
  const twice = fleet('{ name: a, stream: in/root.yaml }', '{ name: b, stream: in/root.yaml }')
  const { stdout } = await call('fleet --format gitlab', { files: { ...files, 'fleet.yaml': twice } })
  const prints = JSON.parse(stdout).map(({ fingerprint }: { fingerprint: string }) => fingerprint)
  assert.ok(prints.length > 1)
  assert.is(new Set(prints).size, prints.length)
})

interface AgainRow {
  readonly changes?: World['files']
  readonly options?: string
  /** Names of releases that the second run does. */
  readonly want: number
}

const goodRecord = (await call(out, { files })).files['out/fleet/releases/good.jsonl'] ?? ''

/** A record whose report nobody can read any longer. */
const recordOf = (format: string) => `${goodRecord.split('\n')[0]?.replace(/"format":\d+,/, format)}\n{}\n`

const again: Readonly<Record<string, AgainRow>> = {
  'nothing changed': { want: 0 },
  'a stream changed': { changes: { 'in/good.yaml': `${good}# more\n` }, want: 1 },
  'a policy came': { changes: { 'in/seaworthy.yaml': policyText('level: baseline') }, want: 2 },
  'manifests were edited by hand': { changes: { 'out/good.yaml': '' }, want: 1 },
  'a record was damaged': { changes: { 'out/fleet/releases/good.jsonl': '{' }, want: 1 },
  'a record is empty': { changes: { 'out/fleet/releases/good.jsonl': '' }, want: 1 },
  'a record is of another format': {
    changes: { 'out/fleet/releases/good.jsonl': recordOf(`"format":${folderFormat + 1},`) },
    want: 1,
  },
  'a record has no format': { changes: { 'out/fleet/releases/good.jsonl': recordOf('') }, want: 1 },
  'another level': { options: '--level baseline', want: 2 },
  'another format': { options: '--format json', want: 0 },
  'another number of helpers': { options: '--jobs 1', want: 0 },
  'a namespace for all': { options: '-n web', want: 2 },
  'a release was added': {
    changes: {
      'fleet.yaml': fleet(
        '{ name: good, stream: in/good.yaml }',
        '{ name: new, stream: in/good.yaml }',
        '{ name: root, stream: in/root.yaml }',
      ),
    },
    want: 1,
  },
  'another release got the name': {
    changes: {
      'fleet.yaml': fleet('{ name: good, stream: in/root.yaml }', '{ name: root, stream: in/root.yaml }'),
    },
    want: 1,
  },
}

table('what is done is not done again', again, async ({ changes = {}, options = '', want }) => {
  const world = await after(out, { files }, changes)
  const { stderr } = await call(`${out} ${options}`.trim(), world)
  assert.is(Number(/(\d+) releases? done in/.exec(stderr)?.[1]), want)
})

table('a second run comes to what a first one would have', again, async ({ changes = {}, options = '' }) => {
  const command = `${out} ${options} --quiet`.replace('  ', ' ')
  const second = await call(command, await after(out, { files }, changes))
  const first = await call(command, { files: { ...files, ...withoutOutput(changes) } })
  assert.equal({ ...second, files: undefined }, { ...first, files: undefined })
  for (const file of Object.keys(first.files)) assert.is(second.files[file], first.files[file], file)
})

function withoutOutput(changes: World['files']): World['files'] {
  return Object.fromEntries(Object.entries(changes ?? {}).filter(([path]) => !path.startsWith('out/')))
}

/** The keys of a value, at any depth; those of a list are the keys of its items. */
function keysOf(value: unknown, path = ''): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(item => keysOf(item, path))
  if (typeof value !== 'object' || value === null) return [path]
  return Object.entries(value).flatMap(([key, one]) => keysOf(one, path === '' ? key : `${path}.${key}`))
}

// Whoever has to change the list raises `folderFormat`: no run may take what another build wrote for its own.
situation('the shape of what a run leaves is that of its format', async () => {
  const spec = ['volumes: [{ name: data, emptyDir: {} }]']
  const stream = `${podText({ context: ['runAsUser: 0'], spec })}      volumeMounts: [{ name: data, mountPath: /data }]\n`
  const { files: left } = await call(out, { files: { ...files, 'in/root.yaml': stream } })
  const texts = [left['out/fleet/releases/root.jsonl'], left['out/fleet/shards/1-of-1.json']]
  const values = texts.flatMap(text => (text ?? '').trim().split('\n')).map(line => JSON.parse(line))
  const keys = new Set(values.flatMap(value => keysOf(value)))
  const got = [`format ${values[0].format}`, ...keys, ''].join('\n')
  const file = new URL('../fixtures/fleet-record-keys.txt', import.meta.url)
  assert.is(got, readFileSync(file, 'utf8'))
})

situation('a release that failed is tried again', async () => {
  const world = await after(out, { files: broken }, { 'in/lost.yaml': good })
  const { stdout, files: written } = await call(out, world)
  assert.match(stdout, /^lost +1 .* ok$/m)
  assert.is(written['out/lost.yaml'], written['out/good.yaml'])
})

situation('--only-changed reports what is new', async () => {
  const world = await after(out, { files }, { 'in/good.yaml': `${good}# more\n` })
  const { code, stdout, files: written } = await call(`${out} --only-changed`, world)
  assert.is(code, 0)
  // What lies beside the manifests is of all of them.
  assert.is(written['out/report.jsonl']?.split('\n').length, 3)
  assert.match(stdout, /RESULT\ngood +1 .*\n\n1 release,/)
})

const exits: Readonly<
  Record<string, { readonly command: string; readonly world: World['files']; readonly want: number }>
> = {
  'findings are left': { command: 'fleet', world: files, want: 1 },
  'a release failed': { command: 'fleet', world: broken, want: 1 },
  'nobody wants to know': { command: 'fleet --exit-zero', world: broken, want: 0 },
  'all is well': {
    command: 'fleet',
    world: { 'fleet.yaml': fleet('{ name: good, stream: in/good.yaml }'), 'in/good.yaml': good },
    want: 0,
  },
}

table('it ends with', exits, async ({ command, world, want }) => {
  assert.is((await call(command, { files: world })).code, want)
})

const refused: Readonly<
  Record<string, { readonly command: string; readonly world?: World['files']; readonly want: RegExp }>
> = {
  'no fleet': { command: 'fleet', world: {}, want: /^seaworthy: fleet: found no fleet\.yaml here/ },
  'a folder without one': { command: 'fleet in', want: /^seaworthy: in: found no fleet\.yaml/ },
  'two fleets': { command: 'fleet fleet.yaml in', want: /found "in" after fleet\.yaml/ },
  'no helpers': { command: 'fleet --jobs 0', want: /--jobs: found "0", expected how many/ },
  'changed since when?': { command: 'fleet --only-changed', want: /--only-changed: expected --output-dir/ },
  'an update of nothing': { command: 'fleet --update', want: /--update: expected --golden DIR/ },
  'golden files that are the output': {
    command: 'fleet --output-dir out --golden ./out',
    want: /--golden: expected another folder than --output-dir/,
  },
  'an unknown format': { command: 'fleet --format html', want: /--format/ },
  'inputs in the output': {
    command: 'fleet --output-dir in',
    want: /--output-dir in: expected a folder without inputs, and in\/good\.yaml of release good lies in it/,
  },
  'a fleet that was found and leads elsewhere': {
    command: 'fleet',
    world: { 'fleet.yaml': fleet('{ name: x, stream: ../other.yaml }') },
    want: /fleet\.yaml:4:16: releases\[0\]\.stream: found "\.\.\/other\.yaml", expected a path inside this folder/,
  },
  'a broken fleet': { command: 'fleet', world: { 'fleet.yaml': 'kind: Fleet\n' }, want: /fleet\.yaml:.*apiVersion/ },
}

table('refused before anything is done: ', refused, async ({ command, world = files, want }) => {
  const { code, stdout, stderr, files: left } = await call(command, { files: world })
  assert.equal({ code, stdout }, { code: 2, stdout: '' })
  assert.match(stderr, want)
  assert.equal(Object.keys(left), Object.keys(world ?? {}))
})

const golden = 'fleet --golden golden'
const goldens = (await call(`${golden} --update`, { files })).files

const goldenRows: Readonly<
  Record<string, { readonly world: Readonly<Record<string, string>>; readonly want: RegExp }>
> = {
  'nothing was reviewed': {
    world: Object.fromEntries(Object.entries(goldens).filter(([path]) => path !== 'golden/good.yaml')),
    want: /^ {2}fleet\.yaml:4:5: there is no golden file golden\/good\.yaml/m,
  },
  'what was reviewed is something else': {
    world: { ...goldens, 'golden/good.yaml': good },
    want: /^ {2}fleet\.yaml:4:5: .*golden\/good\.yaml/m,
  },
  'the release became another one': {
    world: { ...goldens, 'in/good.yaml': `${good}# more\n` },
    want: /golden\/good\.yaml/,
  },
}

situation('golden files are written, and the run that wrote them is red', async () => {
  const first = await call(`${golden} --update`, { files })
  assert.is(first.code, 1)
  assert.is(first.files['golden/good.yaml'], (await call('post-render', { stdin: good })).stdout)
  const { stdout } = await call(golden, { files: first.files })
  assert.not.match(stdout, /golden/)
})

table('a golden file that differs: ', goldenRows, async ({ world, want }) => {
  const { code, stdout } = await call(golden, { files: world })
  assert.is(code, 1)
  assert.match(stdout, want)
})

situation('a golden file is compared also where the release is not done again', async () => {
  const world = await after(`${out} --golden golden`, { files: goldens })
  const { stderr, stdout } = await call(`${out} --golden golden`, { files: { ...world.files, 'golden/good.yaml': '' } })
  assert.match(stderr, /1 release done in .*, 1 unchanged/)
  assert.match(stdout, /golden\/good\.yaml/)
})

situation('a golden file that no release makes', async () => {
  const { code, stderr } = await call(golden, { files: { ...goldens, 'golden/old.yaml': good } })
  assert.is(code, 1)
  assert.match(stderr, /golden\/old\.yaml: no release of the fleet makes this golden file/)
})

const chart: World['files'] = {
  'charts/web/Chart.yaml': 'name: web\nversion: 0.1.0\n',
  'charts/web/templates/pod.yaml': good,
  'v.yaml': 'a: 1\n',
}

/** A Helm that renders a pod, and fails for a release that is called so. */
function helm() {
  const calls: string[] = []
  const run: Io['run'] = async (command, args) => {
    const line = [command, ...args].join(' ')
    if (args[0] === 'version') return { status: 0, stdout: 'v3.17.2+gcc0bbbd', stderr: '' }
    calls.push(line)
    return line.includes('-- broken ')
      ? { status: 1, stdout: '', stderr: 'Error: no\nsuch value\n' }
      : { status: 0, stdout: good, stderr: '' }
  }
  return { calls, run }
}

situation('a chart is rendered as its release says', async () => {
  const release = '{ name: db.v2, release: db, chart: charts/web, values: [v.yaml], namespace: data }'
  const { calls, run } = helm()
  const { code } = await call(
    'fleet --kube-version v1.35',
    { files: { ...chart, 'fleet.yaml': fleet(release) } },
    { run },
  )
  assert.is(code, 0)
  assert.equal(calls, [
    'helm template --values /project/v.yaml --kube-version v1.35 --namespace data -- db /project/charts/web',
  ])
})

table(
  'a chart that fails: ',
  {
    'it does not render': {
      release: '{ name: broken, chart: charts/web }',
      want: /release broken failed: .*such value/,
    },
    'it needs another Helm': {
      release: '{ name: web, chart: charts/web, helm: 4 }',
      want: /release web failed: it needs Helm 4, and helm is v3\.17\.2/,
    },
    'there is none': { release: '{ name: web, chart: charts/wbe }', want: /charts\/wbe: there is no such chart/ },
    'it is a URL': {
      release: '{ name: web, chart: "https://charts.example.com/web.tgz" }',
      want: /release web failed: https:\/\/charts\.example\.com\/web\.tgz: there is no such chart/,
    },
    'its values are not there': {
      release: '{ name: web, chart: charts/web, values: [w.yaml] }',
      want: /release web failed: w\.yaml: cannot be read/,
    },
  },
  async ({ release, want }) => {
    const { code, stdout } = await call('fleet', { files: { ...chart, 'fleet.yaml': fleet(release) } }, helm())
    assert.is(code, 1)
    assert.match(stdout, want)
  },
)

situation('a fleet that nobody can expand is refused by its name', async () => {
  const list = (name: string, of: string) => `${name}: &${name} [${Array.from({ length: 9 }, () => of).join(', ')}]\n`
  const text = [
    ['a', 'x'],
    ['b', '*a'],
    ['c', '*b'],
    ['d', '*c'],
    ['e', '*d'],
  ].map(([name = '', of = '']) => list(name, of))
  const { code, stderr } = await call('fleet fleet.yaml', {
    files: { 'fleet.yaml': fleet('*e').replace('releases', `${text.join('')}releases`) },
  })
  assert.is(code, 2)
  assert.match(stderr, /^seaworthy: fleet\.yaml: line \d+: document contains excessive aliasing/)
})

situation('a chart that did not change is not rendered again', async () => {
  const world = { files: { ...chart, 'fleet.yaml': fleet('{ name: web, chart: charts/web, values: [v.yaml] }') } }
  const { calls, run } = helm()
  const { files: left } = await call(out, world, { run })
  await call(out, { files: left }, { run })
  assert.is(calls.length, 1)
  for (const path of ['charts/web/values.yaml', 'v.yaml'])
    await call(out, { files: { ...left, [path]: 'a: 2\n' } }, { run })
  assert.is(calls.length, 3)
})
