import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { tarOf, zipped } from '../../scripts/archive.ts'
import { type Entry, tarOf as tarOfEntries } from '../registry/tar-of.ts'
import { withFolder } from '../support/folder.ts'
import { callIn, withPrograms } from '../support/real-io.ts'
import { toolFor } from '../support/tools.ts'
import { situation, table } from '../table.ts'
import { chart, helmFor, majors } from './helm.ts'

const pod = (field: string) =>
  [
    'apiVersion: v1',
    'kind: Pod',
    'metadata: { name: {{ .Release.Name }}, namespace: {{ .Release.Namespace }} }',
    `spec: { ${field}, containers: [{ name: web, image: registry.example.com/web:1.0 }] }`,
    '',
  ].join('\n')

/** A chart whose values, release and cluster show in what `check` says of it. */
const files = {
  'chart/Chart.yaml': 'apiVersion: v2\nname: of-another-name\nversion: 0.1.0\n',
  'chart/values.yaml': 'network: false\n',
  'chart/templates/pod.yaml': pod(
    'hostNetwork: {{ .Values.network }}, hostPID: {{ eq .Capabilities.KubeVersion.Minor "31" }}',
  ),
  'more.yaml': 'network: true\n',
  'with, comma.yaml': 'network: true\n',
}

interface Row {
  readonly args: readonly string[]
  readonly want: RegExp
}

const rows: Readonly<Record<string, Row>> = {
  'a finding names the template, and no line of it': {
    args: ['check', 'chart', '--set', 'network=true'],
    want: /^chart\/templates\/pod\.yaml \(line \d+ as rendered\): Pod\/chart: host namespaces \(hostNetwork=true/m,
  },
  'the folder one stands in': {
    args: ['check', './chart/../chart/', '--set', 'network=true'],
    want: /^chart\/templates\/pod\.yaml \(line \d+ as rendered\): /m,
  },
  'values in a file': { args: ['check', 'chart', '-f', 'more.yaml'], want: /host namespaces \(hostNetwork=true/ },
  'a file whose name Helm would split': {
    args: ['check', 'chart', '-f', 'with, comma.yaml'],
    want: /host namespaces \(hostNetwork=true/,
  },
  'a value that stays text': {
    args: ['check', 'chart', '--set-string', 'network=true', '--level', 'baseline'],
    want: /host namespaces \(hostNetwork=true/,
  },
  'its own values': { args: ['check', 'chart', '--level', 'baseline'], want: /^no findings in 1 pod/ },
  'the version of the cluster': {
    args: ['check', 'chart', '--kube-version', '1.31', '--level', 'baseline'],
    want: /host namespaces \(hostPID=true/,
  },
  'its namespace': { args: ['explain', 'chart', '-n', 'agents'], want: /^Pod\/chart · namespace agents · / },
  'its release': { args: ['explain', 'chart', '--release', 'db'], want: /^Pod\/db · namespace default · / },
  'explain: a place': { args: ['explain', 'chart'], want: /^chart\/templates\/pod\.yaml \(line 3 as rendered\)$/m },
}

for (const major of majors) {
  const helm = await helmFor(`a folder that is a chart, by ${major}`, major)
  if (helm === undefined) continue
  const programs = await withPrograms({ helm })
  table(`a folder that is a chart, by ${major}`, rows, ({ args, want }) =>
    withFolder(files, async cwd => {
      const { stdout, stderr } = await callIn(cwd, args, '', programs)
      assert.match(stdout + stderr, want)
    }),
  )

  table(
    `an archive of a chart, by ${major}`,
    {
      check: {
        args: ['check', 'of-another-name-0.1.0.tgz'],
        want: /^of-another-name-0\.1\.0\.tgz\/templates\/pod\.yaml \(line \d+ as rendered\): Pod\/of-another-name: /,
      },
      'the way on': {
        args: ['check', './web.tar.gz'],
        want: /: helm template web \.\/web\.tar\.gz \| seaworthy fix$/m,
      },
      'values beside it': {
        args: ['check', 'web.tar.gz', '-f', 'more.yaml'],
        want: /host namespaces \(hostNetwork=true/,
      },
      explain: { args: ['explain', 'web.tar.gz'], want: /^Pod\/web · namespace default · / },
      'what is none': { args: ['check', 'none.tgz'], want: /^seaworthy: none\.tgz: helm cannot render it:\n.*gzip/ },
      fix: { args: ['fix', 'web.tar.gz'], want: /^seaworthy: web\.tar\.gz: a chart's manifests are in no file; / },
    },
    ({ args, want }) =>
      withFolder({ ...files, 'none.tgz': 'apiVersion: v1\n' }, async cwd => {
        for (const name of ['of-another-name-0.1.0.tgz', 'web.tar.gz'])
          writeFileSync(join(cwd, name), zipped(tarOf(cwd, ['chart'])))
        const { stdout, stderr } = await callIn(cwd, args, '', programs)
        assert.match(stdout + stderr, want)
      }),
  )

  situation(`a chart of charts is named template by template, by ${major}`, async () => {
    const { stdout } = await callIn(chart('web'), ['check', '.', '--format', 'github'], '', programs)
    assert.match(stdout, 'file=charts/cache/templates/statefulset.yaml')
    assert.not.match(stdout, /templates\/[^,]*,(?:line|col)=/)
  })

  table(
    `a chart that cannot be rendered, by ${major}`,
    {
      'for want of a dependency': {
        file: 'Chart.yaml',
        text: `${files['chart/Chart.yaml']}dependencies: [{ name: redis, version: 1.0.0, repository: "https://charts.example.com" }]\n`,
        want: /^seaworthy: chart: the chart's dependencies are not in charts\/ \(redis\); run `helm dependency build chart` first\n$/,
      },
      'for a template that fails': {
        file: 'templates/pod.yaml',
        text: '{{ fail "no host was given" }}\n',
        want: /^seaworthy: chart: helm cannot render it:\nError: .*no host was given\n$/,
      },
    },
    ({ file, text, want }) =>
      withFolder({ ...files, [`chart/${file}`]: text }, async cwd => {
        const { code, stdout, stderr } = await callIn(cwd, ['check', 'chart'], '', programs)
        assert.match(stderr, want)
        assert.equal({ code, stdout }, { code: 2, stdout: '' })
      }),
  )
}

/** A schema that quotes a file of this machine where values break it, wherever Helm looks for one. */
const foreign = (folder: string) => JSON.stringify({ $ref: `file://${folder}/secret.json` })
const breaking = '{ "properties": { "network": { "type": "string" } } }\n'

interface SchemaRow {
  readonly at: string
  readonly schema: (folder: string) => string
  /** The chart of charts is packed first. */
  readonly isPacked?: boolean
  readonly want: RegExp
}

const notRead = (schema: string, reference = 'file:///\\S+/secret\\.json') =>
  new RegExp(
    `^seaworthy: ${schema} refers to ${reference}, outside the chart, where nothing is read: the chart's values are not validated$`,
    'm',
  )

const schemas: Readonly<Record<string, SchemaRow>> = {
  'a file': { at: 'chart', schema: foreign, want: notRead('chart/values\\.schema\\.json') },
  'an address': {
    at: 'chart',
    schema: () => '{ "allOf": [{ "$ref": "http://schemas.example.com/values.json" }] }\n',
    want: notRead('chart/values\\.schema\\.json', 'http://schemas\\.example\\.com/values\\.json'),
  },
  'a schema of schemas': {
    at: 'chart',
    schema: folder => JSON.stringify({ $schema: `file://${folder}/secret.json` }),
    want: notRead('chart/values\\.schema\\.json'),
  },
  'nothing that we can read': {
    at: 'chart',
    schema: folder => `${foreign(folder)} {`,
    want: /^seaworthy: chart\/values\.schema\.json cannot be read: the chart's values are not validated$/m,
  },
  'a file, in a chart of the chart': {
    at: 'chart/charts/sub',
    schema: foreign,
    want: notRead('chart/charts/sub/values\\.schema\\.json'),
  },
  'a file, in a packed chart of the chart': {
    at: 'chart/charts/sub',
    schema: foreign,
    isPacked: true,
    want: notRead('chart/charts/sub-0\\.1\\.0\\.tgz/sub/values\\.schema\\.json'),
  },
  'itself alone, which Helm reads': {
    at: 'chart',
    schema: () =>
      `{ "$schema": "http://json-schema.org/draft-07/schema#", "$ref": "#/definitions/a", "definitions": { "a": ${breaking} } }`,
    want: /helm cannot render it:\nError: values don't meet the specifications of the schema.*string/s,
  },
}

for (const major of majors) {
  const helm = await helmFor(`a schema of values, by ${major}`, major)
  if (helm === undefined) continue
  const programs = await withPrograms({ helm })
  table(`a schema of values refers to, by ${major}`, schemas, ({ at, schema, isPacked = false, want }) =>
    withFolder(
      { ...files, 'secret.json': breaking, [`${at}/Chart.yaml`]: 'apiVersion: v2\nname: sub\nversion: 0.1.0\n' },
      async cwd => {
        writeFileSync(join(cwd, at, 'values.schema.json'), schema(cwd))
        if (at !== 'chart') writeFileSync(join(cwd, at, 'values.yaml'), 'network: 1\n')
        if (isPacked) {
          writeFileSync(join(cwd, 'chart/charts/sub-0.1.0.tgz'), zipped(tarOf(join(cwd, 'chart/charts'))))
          rmSync(join(cwd, at), { recursive: true })
        }
        const { stdout, stderr } = await callIn(cwd, ['check', 'chart'], '', programs)
        assert.match(stderr, want)
        // What the file wants, as Helm quotes it.
        assert.not.match((stdout + stderr).replace(want, ''), 'string')
      },
    ),
  )
}

/** The entry of the schema in an archive, each of which Helm takes for the chart's own. */
const packed: Readonly<Record<string, { readonly archive?: string; readonly entry: Omit<Entry, 'content'> }>> = {
  'whatever the archive is called': { archive: 'web.tar.gz', entry: { path: 'web/values.schema.json' } },
  'without a folder': { entry: { path: './values.schema.json' } },
  'at the root': { entry: { path: '/values.schema.json' } },
  'with the slash of Windows': { entry: { path: 'web\\values.schema.json' } },
  'that is left again': { entry: { path: 'web\\values.schema.json\\x/..' } },
  'that a pax header calls otherwise, which is none of a sparse file': {
    entry: { path: 'web/values.schema.json', pax: { 'GNU.sparse.name': 'web/x' } },
  },
  'with a step that leads nowhere': { entry: { path: 'web\\values.schema.json\\.' } },
}

for (const major of majors) {
  const helm = await helmFor(`a foreign schema in an archive, by ${major}`, major)
  if (helm === undefined) continue
  const programs = await withPrograms({ helm })
  table(`a foreign schema in an archive, by ${major}`, packed, ({ archive = 'web.tgz', entry }) =>
    withFolder({ 'secret.json': breaking }, async cwd => {
      const golden = `golden: [{ name: web, chart: ${archive}, file: golden.yaml }]\n`
      writeFileSync(join(cwd, 'seaworthy.yaml'), `apiVersion: seaworthy.dev/v1alpha1\nkind: Policy\n${golden}`)
      const entries: readonly Entry[] = [
        { path: 'web/Chart.yaml', content: files['chart/Chart.yaml'] },
        { path: 'web/values.yaml', content: 'network: 1\n' },
        { path: 'web/templates/pod.yaml', content: pod('hostNetwork: false') },
        { ...entry, content: foreign(cwd) },
      ]
      writeFileSync(join(cwd, archive), zipped(tarOfEntries(entries)))
      const { stdout, stderr } = await callIn(cwd, ['verify'], '', programs)
      assert.match(stderr, /^seaworthy: web\.t\S+ (refers to file:|cannot be read: )/)
      assert.not.match(stdout + stderr, 'string')
    }),
  )
}

const overlay = {
  'base/kustomization.yaml': 'resources: [pod.yaml]\n',
  'base/pod.yaml': [
    'apiVersion: v1',
    'kind: Pod',
    'metadata: { name: web }',
    'spec: { containers: [{ name: web, image: registry.example.com/web:1.0 }] }',
    '',
  ].join('\n'),
  'overlay/kustomization.yaml': [
    'resources: [../base]',
    'patches: [{ target: { kind: Pod }, patch: "- {op: add, path: /spec/hostNetwork, value: true}" }]',
    '',
  ].join('\n'),
  'remote/kustomization.yaml': 'resources: ["https://git.example.com/bases//web?ref=v1"]\n',
  'broken/kustomization.yaml': 'resources: [nothing.yaml]\n',
}

const kubectl = await toolFor('a folder that is a kustomization', 'kubectl')
if (kubectl !== undefined) {
  const programs = await withPrograms({ kubectl })
  table(
    'a folder that is a kustomization',
    {
      'is judged as it is built': {
        folder: 'overlay',
        code: 1,
        want: /^overlay\/ \(line \d+ as rendered\): Pod\/web: host namespaces \(hostNetwork=true/m,
      },
      'opens no connection': {
        folder: 'remote',
        code: 2,
        want: /^seaworthy: remote: the kustomization names what lies elsewhere, .*; pipe `kustomize build remote` in\n$/,
      },
      'that cannot be built': {
        folder: 'broken',
        code: 2,
        want: /^seaworthy: broken: kubectl cannot render it:\n.*nothing\.yaml/s,
      },
    },
    ({ folder, code, want }) =>
      withFolder(overlay, async cwd => {
        const got = await callIn(cwd, ['check', folder], '', programs)
        assert.match(got.stdout + got.stderr, want)
        assert.is(got.code, code)
      }),
  )
}
