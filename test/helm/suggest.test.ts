import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { withFolder } from '../support/folder.ts'
import { ended } from '../support/process.ts'
import { callIn, withPrograms } from '../support/real-io.ts'
import { situation, table } from '../table.ts'
import { helmFor, majors } from './helm.ts'

const deployment = (name: string, pod: string, container: string) => `apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name} }
spec:
  selector: { matchLabels: { app: ${name} } }
  template:
    metadata: { labels: { app: ${name} } }
    spec:
      ${pod}
      containers:
        - name: ${name}
          image: registry.example.com/${name}:1.0
          ${container}
`

const both = (values: string) =>
  [
    `securityContext: {{ toJson ${values}.podSecurityContext }}`,
    `securityContext: {{ toJson ${values}.containerSecurityContext }}`,
  ] as const

/** A chart with a switch of its own, a subchart by an alias, one in an archive, a library, and names that change each time. */
const files = {
  'chart/Chart.yaml': `apiVersion: v2
name: web
version: 0.1.0
dependencies:
  - { name: cache, alias: sessions, version: 0.1.0, repository: "" }
  - { name: queue, version: 0.1.0, repository: "" }
  - { name: lib, version: 0.1.0, repository: "" }
`,
  'chart/values.yaml': `global: { podSecurityContext: { runAsUser: 1000 } }
password: ""
hostNetwork: true
sidecarSecurityContext: {}
containerSecurityContext: { enabled: false }
`,
  'chart/templates/web.yaml': deployment(
    'web',
    'hostNetwork: {{ .Values.hostNetwork }}\n      securityContext: {{ include "lib.pod" . }}',
    '{{- if .Values.containerSecurityContext.enabled }}\n          securityContext: {{ toJson (omit .Values.containerSecurityContext "enabled") }}\n          {{- end }}',
  ),
  'chart/templates/secret.yaml': `apiVersion: v1
kind: Secret
metadata: { name: web }
stringData: { password: {{ .Values.password | default (randAlphaNum 12) }} }
`,
  'chart/templates/tests/test.yaml': `apiVersion: v1
kind: Pod
metadata: { name: "test-{{ randAlphaNum 5 | lower }}", annotations: { helm.sh/hook: test } }
spec: { containers: [{ name: test, image: registry.example.com/test:1.0 }] }
`,
  'chart/charts/lib/Chart.yaml': 'apiVersion: v2\nname: lib\nversion: 0.1.0\ntype: library\n',
  'chart/charts/lib/templates/_pod.tpl':
    '{{ define "lib.pod" }}{{ toJson .Values.global.podSecurityContext }}{{ end }}\n',
  'chart/charts/cache/Chart.yaml': 'apiVersion: v2\nname: cache\nversion: 0.1.0\n',
  'chart/charts/cache/values.yaml': 'podSecurityContext: { runAsUser: 999 }\ncontainerSecurityContext: {}\n',
  'chart/charts/cache/templates/cache.yaml': deployment('cache', ...both('.Values')),
  'queue/Chart.yaml': 'apiVersion: v2\nname: queue\nversion: 0.1.0\n',
  'queue/values.yaml': 'podSecurityContext: { runAsUser: 100 }\ncontainerSecurityContext: {}\n',
  'queue/templates/queue.yaml': deployment('queue', ...both('.Values')),
}

for (const major of majors) {
  const helm = await helmFor(`values that fix a chart, by ${major}`, major)
  if (helm === undefined) continue
  const programs = await withPrograms({ helm })
  const packed = async (cwd: string) => {
    const { status, stderr } = await ended({ command: helm, args: ['package', 'queue', '-d', 'chart/charts'], cwd })
    assert.equal({ status, stderr }, { status: 0, stderr: '' })
  }

  situation(`values that fix a chart and its subcharts, by ${major}`, () =>
    withFolder(files, async cwd => {
      await packed(cwd)
      const before = readdirSync(join(cwd, 'chart'), { recursive: true })
      const { code, stdout, stderr } = await callIn(cwd, ['suggest', 'chart', '--format', 'json'], '', programs)
      assert.equal({ code, stderr }, { code: 1, stderr: '' })
      const found = JSON.parse(stdout)
      assert.equal(found.values, {
        global: { podSecurityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } } },
        containerSecurityContext: { enabled: true, allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
        hostNetwork: false,
        sessions: {
          containerSecurityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
          podSecurityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
        },
        queue: {
          containerSecurityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
          podSecurityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
        },
      })
      assert.equal(
        [...new Set(found.remaining.map(({ object }: { object: string }) => object))],
        ['Pod of web/templates/tests/test.yaml'],
      )
      assert.equal(found.ignored, [['sidecarSecurityContext']])
      assert.equal(readdirSync(join(cwd, 'chart'), { recursive: true }), before, 'nothing is written into the chart')
    }),
  )

  situation(`the values file is proven by check, by ${major}`, () =>
    withFolder(files, async cwd => {
      await packed(cwd)
      await callIn(cwd, ['suggest', 'chart', '--output', 'values.yaml'], '', programs)
      const { stdout } = await callIn(cwd, ['check', 'chart', '-f', 'values.yaml', '--format', 'json'], '', programs)
      const errors = JSON.parse(stdout).findings.filter(({ severity }: { severity: string }) => severity === 'error')
      assert.ok(errors.every(({ object }: { object: { kind: string } }) => object.kind === 'Pod'))
      assert.ok(errors.length > 0, 'the test pod has no values')
    }),
  )

  table(
    `suggest with what it cannot use, by ${major}`,
    {
      'no chart': { args: ['suggest'], want: 'seaworthy: suggest: expected one folder that holds Chart.yaml\n' },
      'a folder of manifests': {
        args: ['suggest', 'queue/templates'],
        want: 'seaworthy: suggest: expected one folder that holds Chart.yaml, found queue/templates\n',
      },
      'no chart, to the export': {
        args: ['export', '--as', 'values', 'queue/templates'],
        want: 'seaworthy: export --as values: expected one folder that holds Chart.yaml, found queue/templates\n',
      },
      'two charts': {
        args: ['suggest', 'chart', 'queue'],
        want: 'seaworthy: suggest: expected one folder that holds Chart.yaml, found 2 operands\n',
      },
      'too few renders': {
        args: ['suggest', 'queue', '--renders', '2'],
        want: 'seaworthy: --renders: found "2", expected a number from 3 to 100000\n',
      },
      'another format': {
        args: ['suggest', 'queue', '--format', 'sarif'],
        want: 'seaworthy: --format: found "sarif", expected values or json\n',
      },
      'a chart that cannot be rendered': {
        args: ['suggest', 'chart'],
        want: "seaworthy: chart: the chart's dependencies are not in charts/ (queue); run `helm dependency build chart` first\n",
      },
      'an output that is an input': {
        args: ['suggest', 'queue', '--output', 'queue/values.yaml'],
        want: /queue\/values\.yaml/,
      },
    },
    ({ args, want }) =>
      withFolder(files, async cwd => {
        const { code, stdout, stderr } = await callIn(cwd, args, '', programs)
        assert.equal({ code, stdout }, { code: 2, stdout: '' })
        if (typeof want === 'string') assert.is(stderr, want)
        else assert.match(stderr, want)
      }),
  )

  situation(`an archive that is broken is left to Helm, by ${major}`, () =>
    withFolder(files, async cwd => {
      mkdirSync(join(cwd, 'chart/charts'), { recursive: true })
      writeFileSync(join(cwd, 'chart/charts/queue-0.1.0.tgz'), 'no archive')
      const { code, stderr } = await callIn(cwd, ['suggest', 'chart'], '', programs)
      assert.is(code, 2)
      assert.match(stderr, /^seaworthy: chart: helm cannot render it:\n/)
    }),
  )
}
