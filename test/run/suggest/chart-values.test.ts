import * as assert from 'uvu/assert'
import { chartValues } from '../../../src/run/suggest/chart-values.ts'
import { contextPaths } from '../../../src/run/suggest/contexts.ts'
import { pathText } from '../../../src/run/suggest/setting.ts'
import { table } from '../../table.ts'

interface Row {
  readonly files: Readonly<Record<string, string>>
  readonly want: readonly string[]
}

const parent = 'name: web\nversion: 1.0.0\n'

table<Row>(
  'security contexts among the values of a chart',
  {
    'a default': { files: { 'values.yaml': 'a: { securityContext: {} }\nb: 1\n' }, want: ['a.securityContext'] },
    'a default that is null': { files: { 'values.yaml': 'podSecurityContext: null\n' }, want: ['podSecurityContext'] },
    'a default that is no map': { files: { 'values.yaml': 'securityContext: "{}"\n' }, want: [] },
    'several names': {
      files: { 'values.yaml': 'podSecurityContext: {}\ncontainerSecurityContext: {}\npodSecurityContextOverride:\n' },
      want: ['podSecurityContext', 'containerSecurityContext', 'podSecurityContextOverride'],
    },
    'one for each container': {
      files: { 'values.yaml': 'securityContexts: { pod: {}, container: {} }\n' },
      want: ['securityContexts', 'securityContexts.pod', 'securityContexts.container'],
    },
    'one for each container, in the singular': {
      files: { 'values.yaml': 'securityContext: { pod: {}, container: }\n' },
      want: ['securityContext', 'securityContext.pod', 'securityContext.container'],
    },
    'what is laid over an object': {
      files: {
        'values.yaml': 'container: { merge: {} }\nmerged: {}\npodOverrides: { securityContext: {} }\noverrides: []\n',
      },
      want: [
        'container.merge.securityContext',
        'container.merge.spec.securityContext',
        'podOverrides.securityContext',
        'podOverrides.spec.securityContext',
      ],
    },
    'fields that are maps': {
      files: { 'values.yaml': 'securityContext: { capabilities: {}, seccompProfile: {} }\n' },
      want: ['securityContext'],
    },
    'what templates read alone': {
      files: { 'templates/a.yaml': '{{ toYaml $.Values.worker.securityContext }}' },
      want: ['worker.securityContext'],
    },
    'a field that templates read alone': {
      files: { 'templates/a.yaml': '{{ .Values.securityContext.runAsUser }}{{ .Values.securityContext.fsGroup }}' },
      want: ['securityContext'],
    },
    'what a schema describes alone': {
      files: {
        'values.schema.json':
          '{"properties": {"a": {"properties": {"securityContext": {"type": "object"}}}, "b": {"type": "string"}}}',
      },
      want: ['a.securityContext'],
    },
    'a subchart': {
      files: {
        'Chart.yaml': parent,
        'charts/cache/Chart.yaml': 'name: cache\n',
        'charts/cache/values.yaml': 'securityContext: {}\n',
      },
      want: ['cache.securityContext'],
    },
    'a subchart by its alias': {
      files: {
        'Chart.yaml': `${parent}dependencies: [{ name: cache, alias: first }, { name: cache, alias: second }]\n`,
        'charts/cache-1.0.0/Chart.yaml': 'name: cache\n',
        'charts/cache-1.0.0/values.yaml': 'securityContext: {}\n',
      },
      want: ['second.securityContext', 'first.securityContext'],
    },
    'a subchart of a subchart': {
      files: {
        'Chart.yaml': parent,
        'charts/a/Chart.yaml': 'name: a\n',
        'charts/a/charts/b/Chart.yaml': 'name: b\n',
        'charts/a/charts/b/values.yaml': 'securityContext: {}\n',
      },
      want: ['a.b.securityContext'],
    },
    'global values of a subchart': {
      files: {
        'Chart.yaml': parent,
        'charts/cache/Chart.yaml': 'name: cache\n',
        'charts/cache/templates/a.yaml': '{{ .Values.global.securityContext }}',
      },
      want: ['global.securityContext'],
    },
    'a library chart reads the values of its parent': {
      files: {
        'Chart.yaml': parent,
        'charts/lib/Chart.yaml': 'name: lib\ntype: library\n',
        'charts/lib/values.yaml': 'ownSecurityContext: {}\n',
        'charts/lib/templates/_pod.tpl': '{{ .Values.podSecurityContext }}',
      },
      want: ['podSecurityContext'],
    },
    'files that cannot be read': {
      files: { 'Chart.yaml': '{', 'values.yaml': 'a: [', 'values.schema.json': '1' },
      want: [],
    },
    'names that every object inherits': {
      files: { 'values.yaml': '__proto__: { securityContext: {} }\n' },
      want: ['__proto__.securityContext'],
    },
  },
  ({ files, want }) => assert.equal(contextPaths(chartValues(new Map(Object.entries(files)))).map(pathText), want),
)
