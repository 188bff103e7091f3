import * as assert from 'uvu/assert'
import type { Io } from '../../src/cli/process/io.ts'
import { uniqueName } from '../../src/fleet/names.ts'
import type { World } from '../support/io.ts'
import { situation, table } from '../table.ts'
import { call } from './call.ts'
import { podText } from './manifests.ts'

const chart = (folder: string, more = '') => ({ [`${folder}/Chart.yaml`]: `name: x\nversion: 0.1.0\n${more}` })

const application = (name: string, source: string, ...more: readonly string[]) =>
  ['apiVersion: argoproj.io/v1alpha1', 'kind: Application', `metadata: { name: ${name}, namespace: argocd }`]
    .concat('spec:', '  destination: { namespace: apps }', `  source: ${source}`, ...more)
    .join('\n')
    .concat('\n')

const listed = [
  { name: 'web', namespace: 'apps', enabled: true, installed: true },
  { name: 'web', namespace: 'prod', enabled: true, installed: true },
  { name: 'off', namespace: '', enabled: true, installed: false },
  { name: 'never', namespace: '', enabled: false, installed: true },
  { name: 'broken', namespace: '', enabled: true, installed: true },
]

/** Programs that render a pod, and what they were called with. */
function programs() {
  const calls: string[] = []
  const run: Io['run'] = async (command, args) => {
    const line = [command, ...args].join(' ')
    if (args[0] === 'version') return { status: 0, stdout: 'v3.17.2+gcc0bbbd', stderr: '' }
    calls.push(line)
    if (args.includes('list')) return { status: 0, stdout: JSON.stringify(listed), stderr: '' }
    if (line.includes('broken'))
      return { status: 1, stdout: '', stderr: 'PATH:\n\nSTDERR:\n  Error: no chart\n\nCOMBINED OUTPUT:\n  Error' }
    return { status: 0, stdout: podText(), stderr: '' }
  }
  return { calls: () => calls.toSorted(), run }
}

interface FoundRow {
  readonly files: World['files']
  readonly command: string
  /** Names of the releases, and what was called. */
  readonly names: readonly string[]
  readonly calls: readonly string[]
}

const found: Readonly<Record<string, FoundRow>> = {
  'a folder of charts': {
    command: 'fleet charts',
    files: {
      ...chart('charts/web'),
      ...chart('charts/team/db'),
      ...chart('charts/web/charts/sub'),
      ...chart('charts/web/templates'),
      ...chart('charts/common', 'type: library\n'),
      ...chart('charts/.hidden'),
      'charts/README.yaml': 'a: 1\n',
    },
    names: ['team-db', 'web'],
    calls: ['helm template -- team-db /project/charts/team/db', 'helm template -- web /project/charts/web'],
  },
  'one chart': {
    command: 'fleet web',
    files: chart('web'),
    names: ['web'],
    calls: ['helm template -- web /project/web'],
  },
  'a folder with a list': {
    command: 'fleet apps',
    files: {
      'apps/fleet.yaml': 'apiVersion: seaworthy.dev/v1alpha1\nkind: Fleet\nreleases: [{ name: a, stream: a.yaml }]\n',
      'apps/a.yaml': podText(),
      ...chart('apps/web'),
    },
    names: ['a'],
    calls: [],
  },
  'a helmfile': {
    command: 'fleet helmfile.yaml -e prod',
    files: { 'helmfile.yaml': 'releases: []\n' },
    names: ['web', 'prod-web', 'broken'],
    calls: [
      'helmfile --file helmfile.yaml --quiet --environment prod list --output json',
      'helmfile --file helmfile.yaml --quiet --environment prod template --skip-deps --selector name=broken',
      'helmfile --file helmfile.yaml --quiet --environment prod template --skip-deps --selector name=web,namespace=apps',
      'helmfile --file helmfile.yaml --quiet --environment prod template --skip-deps --selector name=web,namespace=prod',
    ],
  },
  'a folder with a helmfile': {
    command: 'fleet apps',
    files: { 'apps/helmfile.yaml.gotmpl': '', ...chart('apps/web') },
    names: ['web', 'prod-web', 'broken'],
    calls: [
      'helmfile --file apps/helmfile.yaml.gotmpl --quiet list --output json',
      'helmfile --file apps/helmfile.yaml.gotmpl --quiet template --skip-deps --selector name=broken',
      'helmfile --file apps/helmfile.yaml.gotmpl --quiet template --skip-deps --selector name=web,namespace=apps',
      'helmfile --file apps/helmfile.yaml.gotmpl --quiet template --skip-deps --selector name=web,namespace=prod',
    ],
  },
  'Applications of Argo CD': {
    command: 'fleet apps',
    files: {
      'apps/all.yaml': [
        application(
          'web',
          '{ repoURL: r, path: charts/web, helm: { releaseName: w, valueFiles: [v.yaml, /top.yaml] } }',
        ),
        application('overlay', '{ repoURL: r, path: overlay }'),
        application('plain', '{ repoURL: r, path: plain }'),
        application('remote', '{ repoURL: "https://charts.example.com", chart: redis, targetRevision: 1.0.0 }'),
        'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: other }\n',
      ].join('---\n'),
      ...chart('charts/web'),
      'charts/web/v.yaml': 'a: 1\n',
      'top.yaml': 'a: 2\n',
      'overlay/kustomization.yaml': 'resources: []\n',
      'plain/a.yaml': podText(),
      'plain/b.yaml': podText(),
    },
    names: ['web', 'overlay', 'plain', 'remote'],
    calls: [
      'helm template --values /project/charts/web/v.yaml --values /project/top.yaml --namespace apps -- w /project/charts/web',
      'kustomize build -- /project/overlay',
    ],
  },
  'an Application in a file, with parameters and values': {
    command: 'fleet app.yaml',
    files: {
      'app.yaml': application(
        'web',
        '',
        '    path: web',
        '    helm:',
        '      ignoreMissingValueFiles: true',
        '      valueFiles: [none.yaml]',
        '      values: "a: 1"',
        '      parameters: [{ name: b, value: "1,2" }, { name: c, value: "{x,y}" }, { name: d, value: "3", forceString: true }]',
      ),
      ...chart('web'),
    },
    names: ['web'],
    calls: [
      'helm template --values /tmp/of-its-own/values.yaml --set b=1\\,2 --set c={x,y} --set-string d=3 --namespace apps -- web /project/web',
    ],
  },
  'an Application of several sources': {
    command: 'fleet app.yaml',
    files: {
      'app.yaml': [
        'apiVersion: argoproj.io/v1alpha1',
        'kind: Application',
        'metadata: { name: web }',
        'spec:',
        '  sources:',
        '    - { repoURL: r, ref: main }',
        '    - { repoURL: r, path: web, helm: { valueFiles: [$main/v.yaml] } }',
        '    - { repoURL: r, path: db }',
        '',
      ].join('\n'),
      ...chart('web'),
      ...chart('db'),
      'v.yaml': 'a: 1\n',
    },
    names: ['web', 'web-2'],
    calls: [
      'helm template --values /project/v.yaml -- web /project/web',
      'helm template -- web /project/db',
    ].toSorted(),
  },
}

table('a fleet is found in', found, async ({ command, files, names, calls }) => {
  const machine = programs()
  const { stdout } = await call(`${command} --format json`, { files }, { run: machine.run })
  const releases = stdout
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line).release)
  assert.equal(releases, names)
  assert.equal(machine.calls(), calls)
})

const failures: Readonly<Record<string, { readonly row: string; readonly want: RegExp }>> = {
  'a release of a helmfile that does not render': {
    row: 'a helmfile',
    want: /helmfile\.yaml:1:1: release broken failed: helmfile\.yaml: helmfile failed: Error: no chart \[release-failed\]/,
  },
  'a chart that is elsewhere': {
    row: 'Applications of Argo CD',
    want: /apps\/all\.yaml:\d+:1: release remote failed: https:\/\/charts\.example\.com\/redis: there is no such chart; a fleet renders what lies on this machine/,
  },
}

table('the others are done beside', failures, async ({ row, want }) => {
  const { command, files, names } = found[row] ?? { command: '', files: {}, names: [] }
  const { code, stdout } = await call(command, { files }, { run: programs().run })
  assert.is(code, 1)
  assert.match(stdout, want)
  assert.match(stdout, new RegExp(`\\n${names.length} releases, 1 failed, 0 with findings`))
})

situation('a folder of plain manifests is one stream of all of them', async () => {
  const { command, files } = found['Applications of Argo CD'] ?? { command: '', files: {} }
  const { files: left } = await call(`${command} --output-dir out`, { files }, { run: programs().run })
  const alone = (await call('post-render', { stdin: podText() })).stdout
  assert.is(left['out/plain.yaml'], `---\n${alone}---\n${alone}`)
})

situation('what a kustomization or a helmfile makes is known by what it came to', async () => {
  const machine = programs()
  const { files } = await call(
    'fleet helmfile.yaml --output-dir out',
    { files: { 'helmfile.yaml': '' } },
    { run: machine.run },
  )
  const { stderr } = await call('fleet helmfile.yaml --output-dir out', { files }, { run: machine.run })
  assert.match(stderr, /1 release done in .*, 2 unchanged/)
})

const refused: Readonly<
  Record<string, { readonly command: string; readonly files: World['files']; readonly want: RegExp }>
> = {
  'a folder without a fleet': {
    command: 'fleet in',
    files: { 'in/a.yaml': podText() },
    want: /in: found no fleet\.yaml, helmfile, Application or chart in it/,
  },
  'a helmfile that nobody named': {
    command: 'fleet',
    files: { 'helmfile.yaml': '' },
    want: /fleet: found no fleet\.yaml here; expected one, or its name/,
  },
  'an environment of no helmfile': {
    command: 'fleet web -e prod',
    files: chart('web'),
    want: /--environment: expected a helmfile/,
  },
  'a Job that would bring a helmfile': {
    command: 'fleet job -f helmfile.yaml --shards 2 --parts p --image r.example.com/x:1',
    files: { 'helmfile.yaml': '' },
    want: /helmfile\.yaml: a ConfigMap brings charts and streams only/,
  },
}

table('no fleet: ', refused, async ({ command, files, want }) => {
  const { code, stdout, stderr } = await call(command, { files }, { run: programs().run })
  assert.equal({ code, stdout }, { code: 2, stdout: '' })
  assert.match(stderr, want)
})

situation('without helmfile there is none', async () => {
  const { code, stderr } = await call('fleet helmfile.yaml', { files: { 'helmfile.yaml': '' } })
  assert.is(code, 2)
  assert.match(stderr, /helmfile\.yaml: a helmfile is read by helmfile, and there is none on PATH/)
})

table(
  'names are files, and each is there once',
  {
    'as they are': { given: [['web'], ['db.v2']], want: ['web', 'db.v2'] },
    'in two namespaces': {
      given: [
        ['web', 'a'],
        ['web', 'b'],
        ['web', 'b'],
      ],
      want: ['web', 'b-web', 'b-web-2'],
    },
    paths: { given: [['Team/DB'], ['team-db'], ['../x'], ['']], want: ['team-db', 'team-db-2', 'x', 'release'] },
  },
  ({ given, want }) => {
    const nameOf = uniqueName()
    assert.equal(
      given.map(([name = '', namespace]) => nameOf(name, namespace)),
      want,
    )
  },
)
