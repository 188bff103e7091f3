import * as assert from 'uvu/assert'
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

  situation(`a chart of charts is named template by template, by ${major}`, async () => {
    const { stdout } = await callIn(chart('web'), ['check', '.', '--format', 'github'], '', programs)
    assert.match(stdout, 'file=charts/cache/templates/statefulset.yaml')
    assert.not.match(stdout, /line=|col=/)
  })

  table(
    `a chart that cannot be rendered, by ${major}`,
    {
      'for want of a dependency': {
        file: 'Chart.yaml',
        text: `${files['chart/Chart.yaml']}dependencies: [{ name: redis, version: 1.0.0, repository: "https://charts.example.com" }]\n`,
        want: /^seaworthy: chart: the chart's dependencies are not in charts\/ \(redis\); run `helm dependency build chart` first\n$/,
      },
      'for a schema that lies elsewhere': {
        file: 'values.schema.json',
        text: '{ "$ref": "http://schemas.example.com/values.json" }\n',
        want: /^seaworthy: chart: the schema of the chart's values names what lies elsewhere, and nothing that judges opens a connection; pipe `helm template NAME chart` in\n$/,
      },
      'for a template that fails': {
        file: 'templates/pod.yaml',
        text: '{{ fail "no host was given" }}\n',
        want: /^seaworthy: chart: helm cannot render it:\nError: .*no host was given/,
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
