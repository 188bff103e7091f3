import { createHash } from 'node:crypto'
import * as assert from 'uvu/assert'
import { isMap, listAt, mapAt, type Value, type ValueMap } from '../../../src/manifest/value.ts'
import { mergeValues, withoutNulls } from '../../../src/render/values/merge.ts'
import { type ChartFiles, chartValues } from '../../../src/run/suggest/chart-values.ts'
import { searchValues } from '../../../src/run/suggest/search.ts'
import { pathText } from '../../../src/run/suggest/setting.ts'
import type { Suggestion } from '../../../src/run/suggest/suggestion.ts'
import { startTrials } from '../../../src/run/suggest/trial.ts'
import { defaultHarden, defaultSettings, type Settings } from '../../../src/workload/settings/settings.ts'
import { table } from '../../table.ts'

/** A chart that is a function: what Helm would make of the values. */
type Template = (values: ValueMap) => ValueMap

/** A pod whose contexts come from the values. */
const pod = (values: ValueMap, more: ValueMap = {}, container: ValueMap = {}): ValueMap => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web' },
  spec: {
    securityContext: mapAt(values, 'podSecurityContext') ?? {},
    containers: [
      {
        name: 'web',
        image: 'registry.example.com/web:1.0',
        securityContext: mapAt(values, 'securityContext') ?? {},
        ...container,
      },
    ],
    ...more,
  },
})

/** The same pod with an annotation. */
function annotated(values: ValueMap, text: string): ValueMap {
  return { ...pod(values), metadata: { name: 'web', annotations: { values: text } } }
}

const restricted = { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } }
const sound = { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: 'RuntimeDefault' } }

const decree: Partial<Settings> = { harden: { ...defaultHarden, runAs: { user: 65532, group: 65532 } } }

interface Row {
  readonly defaults: ValueMap
  readonly template: Template
  readonly settings?: Partial<Settings>
  readonly renders?: number
  /** Paths and values that are suggested. */
  readonly want: Readonly<Record<string, Value>>
  /** What is left, and why the nearest value is no answer. */
  readonly left?: readonly string[]
  readonly losses?: readonly string[]
}

const rows: Readonly<Record<string, Row>> = {
  'nothing is wrong': {
    defaults: { podSecurityContext: sound, securityContext: restricted },
    template: values => pod(values),
    want: {},
  },
  'contexts of pod and container': {
    defaults: { podSecurityContext: { runAsUser: 1000 }, securityContext: {} },
    template: values => pod(values),
    want: {
      'securityContext.allowPrivilegeEscalation': false,
      'securityContext.capabilities.drop': ['ALL'],
      'podSecurityContext.runAsNonRoot': true,
      'podSecurityContext.seccompProfile.type': 'RuntimeDefault',
    },
  },
  'a hash of the values in an annotation': {
    defaults: { podSecurityContext: sound, securityContext: { capabilities: { drop: ['ALL'] } } },
    template: values => annotated(values, createHash('sha256').update(JSON.stringify(values)).digest('hex')),
    want: { 'securityContext.allowPrivilegeEscalation': false },
  },
  'an annotation that is no hash': {
    defaults: { podSecurityContext: sound, securityContext: { capabilities: { drop: ['ALL'] } } },
    template: values => annotated(values, JSON.stringify(values.securityContext)),
    want: {},
    left: [
      'allowPrivilegeEscalation: securityContext.allowPrivilegeEscalation, Pod/web metadata.annotations.values changes',
    ],
  },
  'contexts below one name': {
    defaults: { podSecurityContext: sound, securityContext: { main: { capabilities: { drop: ['ALL'] } } } },
    template: values => pod({ ...values, securityContext: mapAt(mapAt(values, 'securityContext'), 'main') ?? {} }),
    want: { 'securityContext.main.allowPrivilegeEscalation': false },
  },
  'values that are laid over the pod': {
    defaults: { podTemplate: { merge: {} }, container: { merge: {} }, service: { merge: {} } },
    template: values => {
      const over = (name: string) => mapAt(mapAt(values, name), 'merge') ?? {}
      const spec = mapAt(over('podTemplate'), 'spec') ?? {}
      return pod(
        { podSecurityContext: mergeValues({ runAsUser: 1000 }, mapAt(spec, 'securityContext') ?? {}) },
        {},
        over('container'),
      )
    },
    want: {
      'container.merge.securityContext.allowPrivilegeEscalation': false,
      'container.merge.securityContext.capabilities.drop': ['ALL'],
      'podTemplate.merge.spec.securityContext.runAsNonRoot': true,
      'podTemplate.merge.spec.securityContext.seccompProfile.type': 'RuntimeDefault',
    },
  },
  'a context with a switch': {
    defaults: { podSecurityContext: sound, securityContext: { enabled: false, ...restricted } },
    template: values => {
      const { enabled, ...fields } = mapAt(values, 'securityContext') ?? {}
      return pod({ ...values, securityContext: enabled === true ? fields : {} })
    },
    want: { 'securityContext.enabled': true },
  },
  'a default that the level forbids is taken away': {
    defaults: {
      podSecurityContext: sound,
      securityContext: { allowPrivilegeEscalation: false, capabilities: { add: ['SYS_ADMIN'], drop: ['ALL'] } },
    },
    template: values => pod(values),
    want: { 'securityContext.capabilities.add': null },
    losses: ['capability SYS_ADMIN of Pod/web'],
  },
  'a value that reaches nothing': {
    defaults: { podSecurityContext: sound, securityContext: {} },
    template: ({ podSecurityContext = {} }) => pod({ podSecurityContext }),
    want: {},
    left: ['allowPrivilegeEscalation', 'capabilities_restricted'],
  },
  'a switch, by its name': {
    defaults: { podSecurityContext: sound, securityContext: restricted, hostNetwork: true },
    template: values => pod(values, { hostNetwork: values.hostNetwork ?? false }),
    want: { hostNetwork: false },
    losses: ['hostNetwork of Pod/web'],
  },
  'two switches, each of which ends a half': {
    defaults: { podSecurityContext: sound, securityContext: restricted, hostNetwork: true, hostPID: true },
    template: values => pod(values, { hostNetwork: values.hostNetwork ?? false, hostPID: values.hostPID ?? false }),
    want: { hostNetwork: false, hostPID: false },
    losses: ['hostNetwork of Pod/web', 'hostPID of Pod/web'],
  },
  'a value that changes more': {
    defaults: { podSecurityContext: sound, securityContext: restricted, hostNetwork: true },
    template: values =>
      pod(values, {
        hostNetwork: values.hostNetwork ?? false,
        ...(values.hostNetwork === true ? {} : { replicas: 3 }),
      }),
    want: {},
    left: ['hostNamespaces: hostNetwork, Pod/web spec.replicas changes'],
  },
  'a value that takes the object away': {
    defaults: { podSecurityContext: sound, securityContext: restricted, hostNetwork: true },
    template: values => (values.hostNetwork === true ? pod(values, { hostNetwork: true }) : {}),
    want: {},
    left: ['hostNamespaces: hostNetwork, Pod/web is gone'],
  },
  "a context that replaces the chart's own says again what that one said": {
    defaults: { podSecurityContextOverride: null },
    template: values =>
      pod({
        securityContext: restricted,
        podSecurityContext: mapAt(values, 'podSecurityContextOverride') ?? { runAsUser: 1000, fsGroup: 1000 },
      }),
    want: {
      'podSecurityContextOverride.runAsUser': 1000,
      'podSecurityContextOverride.fsGroup': 1000,
      'podSecurityContextOverride.runAsNonRoot': true,
      'podSecurityContextOverride.seccompProfile.type': 'RuntimeDefault',
    },
  },
  'a context that would replace the group of the volumes': {
    defaults: { podSecurityContextOverride: null },
    template: values => {
      const { fsGroup, ...own } = mapAt(values, 'podSecurityContextOverride') ?? { fsGroup: 1000 }
      const group: ValueMap = 'podSecurityContextOverride' in values || fsGroup === undefined ? {} : { fsGroup }
      return pod({ securityContext: restricted, podSecurityContext: { runAsUser: 1000, ...own, ...group } })
    },
    want: {},
    left: [
      'runAsNonRoot: podSecurityContextOverride.runAsNonRoot, fsGroup of Pod/web is gone',
      'seccompProfile_restricted: podSecurityContextOverride.seccompProfile.type, fsGroup of Pod/web is gone',
    ],
  },
  'a decreed user for an image that nobody knows': {
    defaults: { podSecurityContext: { seccompProfile: sound.seccompProfile }, securityContext: restricted },
    template: values => pod(values),
    settings: decree,
    want: {
      'podSecurityContext.runAsNonRoot': true,
      'podSecurityContext.runAsUser': 65532,
      'podSecurityContext.runAsGroup': 65532,
    },
  },
  'a decreed user, and a container whose image has its own': {
    defaults: { podSecurityContext: { seccompProfile: sound.seccompProfile }, securityContext: restricted },
    template: values => {
      const made = pod(values)
      const [first] = listAt(mapAt(made, 'spec'), 'containers')
      const other = { name: 'log', image: 'grafana/grafana:11', securityContext: restricted }
      return { ...made, spec: { ...mapAt(made, 'spec'), containers: [first ?? {}, other] } }
    },
    settings: decree,
    want: { 'podSecurityContext.runAsNonRoot': true },
  },
  'root is taken away': {
    defaults: { podSecurityContext: { ...sound, runAsUser: 0 }, securityContext: restricted },
    template: values => pod(values),
    want: { 'podSecurityContext.runAsUser': null },
  },
  'as many renders as there are': {
    defaults: { podSecurityContext: {}, securityContext: {} },
    template: values => pod(values),
    renders: 3,
    want: {},
    left: ['allowPrivilegeEscalation', 'capabilities_restricted', 'runAsNonRoot', 'seccompProfile_restricted'],
  },
  'a chart that refuses what it does not know': {
    defaults: {
      podSecurityContext: sound,
      securityContext: { allowPrivilegeEscalation: true, capabilities: { drop: ['ALL'] } },
    },
    template: values => {
      const context = mapAt(values, 'securityContext') ?? {}
      if (context.seLinuxOptions !== undefined) throw new Error('not allowed')
      return pod(values)
    },
    want: { 'securityContext.allowPrivilegeEscalation': false },
  },
}

table(
  'the values that a chart needs',
  rows,
  async ({ defaults, template, settings, renders = 400, want, left = [], losses = [] }) => {
    const found = await suggested(defaults, template, { ...defaultSettings, ...settings }, renders)
    const got = {
      want: Object.fromEntries(found.settings.map(({ path, value }) => [pathText(path), value])),
      left: found.remaining.map(({ item, refused }) =>
        refused === undefined ? item.what : `${item.what}: ${pathText(refused.path)}, ${refused.harm}`,
      ),
      losses: found.settings.flatMap(setting => setting.losses),
    }
    assert.equal(got, { want, left, losses })
  },
)

table('a search keeps to its bound', { three: 3, seven: 7, twelve: 12 }, async renders => {
  const template: Template = values => pod(values, { hostNetwork: values.hostNetwork ?? false })
  const defaults = { podSecurityContext: {}, securityContext: {}, hostNetwork: true }
  const found = await suggested(defaults, template, defaultSettings, renders)
  assert.ok(found.renders <= renders)
})

async function suggested(
  defaults: ValueMap,
  template: Template,
  settings: Settings,
  renders: number,
): Promise<Suggestion> {
  const files: ChartFiles = new Map([['values.yaml', JSON.stringify(defaults)]])
  const render = async (values: ValueMap) => {
    const merged = withoutNulls(mergeValues(defaults, values))
    try {
      return { text: JSON.stringify(template(isMap(merged) ? merged : {})) }
    } catch (error) {
      return { error: error as never }
    }
  }
  const trials = await startTrials(render, settings, { renders, onRender: () => undefined })
  if ('error' in trials) throw trials.error
  return searchValues(chartValues(files), trials, { settings, lanes: 2 })
}
