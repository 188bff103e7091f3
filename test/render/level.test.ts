import * as assert from 'uvu/assert'
import { readPolicy, renderAgent, type ValuesInput } from '../../src/index.ts'
import { noTemplates, renderNamed } from '../../src/run/render/render-named.ts'
import { table } from '../table.ts'
import { refusal, smallestAgent, smallestWorker, valuesOf } from './smallest.ts'

interface Row {
  readonly values: Readonly<Record<string, unknown>>
  /** The field that is named, and words of the check's own. */
  readonly want: readonly [field: string, words: string]
}

const agent = (more: object) => ({ agent: { ...smallestAgent, ...more } })
const worker = (more: object) => ({ worker: { ...smallestWorker, ...more } })
const privileged = { privileged: true, allowPrivilegeEscalation: true }

const rows: Readonly<Record<string, Row>> = {
  'a hostPath of overrides': {
    values: worker({ podOverrides: { volumes: [{ name: 'node', hostPath: { path: '/' } }] } }),
    want: ['worker.podOverrides.volumes[0].hostPath: found {"path":"/"}', 'hostPath'],
  },
  'a hostPath of the platform': {
    values: {
      ...agent({ volumeMounts: [{ name: 'node', mountPath: '/node' }] }),
      volumes: [{ name: 'node', hostPath: { path: '/srv' } }],
    },
    want: ['volumes[0].hostPath: found {"path":"/srv"}', 'hostPath'],
  },
  'a host network of a template': {
    values: agent({ podTemplate: { hostNetwork: true } }),
    want: ['agent.podTemplate.hostNetwork: found true', 'host namespaces (hostNetwork=true)'],
  },
  'a privileged container of a template': {
    values: worker({ podTemplate: { containers: [{ name: 'x', image: 'i', securityContext: privileged }] } }),
    want: ['worker.podTemplate.containers[0].securityContext.privileged: found true', 'privileged'],
  },
  'a privileged container of overrides': {
    values: worker({ podOverrides: { extraContainers: [{ name: 'x', securityContext: privileged }] } }),
    want: ['worker.podOverrides.extraContainers[0].securityContext.privileged: found true', 'privileged'],
  },
  'a capability of an init container': {
    values: agent({ initContainers: [{ name: 'x', securityContext: { capabilities: { add: ['SYS_ADMIN'] } } }] }),
    want: ['agent.initContainers[0].securityContext.capabilities.add[0]: found "SYS_ADMIN"', 'capabilities'],
  },
  'root of the main container by overrides': {
    values: worker({ podOverrides: { containerSecurityContext: { runAsUser: 0 } } }),
    want: ['worker.podOverrides.containerSecurityContext.runAsUser: found 0', 'runAsUser=0'],
  },
  'root of the pod': {
    values: agent({ podSecurityContext: { runAsUser: 0 } }),
    want: ['agent.podSecurityContext.runAsUser: found 0', 'runAsUser=0'],
  },
  'a step that runs as root': {
    values: worker({ steps: [{ type: 'run', name: 'x', securityContext: { runAsUser: 0 } }] }),
    want: ['worker.steps[0].securityContext.runAsUser: found 0', 'runAsUser=0'],
  },
  'tools that root copies': {
    values: worker({ tools: { mode: 'copy', copyAs: 'root', images: [{ image: 'i', mountPath: '/t' }] } }),
    want: ['worker.tools.copyAs: found "root"', 'runAsUser=0'],
  },
  'a port of the node': {
    values: agent({
      podTemplate: { containers: [{ name: 'x', image: 'i', ports: [{ containerPort: 80, hostPort: 80 }] }] },
    }),
    want: ['agent.podTemplate.containers[0].ports[0].hostPort: found 80', 'hostPort'],
  },
}

/** What is said of values as a template renders them. */
function said(values: Readonly<Record<string, unknown>>, level: string, policy = ''): string {
  const read = { value: JSON.parse(JSON.stringify(valuesOf({ level, ...values }))), placeOf: () => 'v.yaml' }
  const { settings } = readPolicy(`apiVersion: seaworthy.dev/v1alpha1\nkind: Policy\n${policy}`, 'p')
  const template = 'agent' in values ? 'agent' : 'worker-job'
  return refusal(() => renderNamed(template, read, noTemplates, settings)).message
}

table('restricted refuses what others bring:', rows, ({ values, want: [field, words] }) => {
  const lines = said(values, 'restricted').split('\n')
  const named = lines.filter(found => found.startsWith(`v.yaml: ${field}, expected what restricted admits: `))
  assert.ok(
    named.some(line => line.includes(words)),
    lines.join('\n'),
  )
})

table('privileged refuses nothing of it:', rows, ({ values }) => {
  const tasked = 'worker' in values ? { tasks: [{ id: 'a' }] } : {}
  assert.is(said({ ...values, ...tasked }, 'privileged'), 'it was accepted')
})

table(
  'the policy lets pass what it exempts:',
  { 'by its reason': agent({ podTemplate: { hostNetwork: true } }) },
  values => {
    const exempt = 'exemptions: [{ checks: [hostNamespaces], reason: watches the node }]'
    assert.is(said(values, 'baseline', exempt), 'it was accepted')
  },
)

const plat: ValuesInput = {
  name: 'plat',
  namespace: 'agents',
  level: 'privileged',
  agent: { image: { repository: 'r/a', tag: '1' } },
}

table(
  'the API server takes a container that was given all:',
  {
    privileged: { privileged: true },
    'with CAP_SYS_ADMIN': { capabilities: { add: ['CAP_SYS_ADMIN'] } },
  },
  securityContext => {
    const agent = {
      image: { repository: 'r/a', tag: '1' },
      securityContext: JSON.parse(JSON.stringify(securityContext)),
    }
    const { deployment } = renderAgent({ ...plat, agent })
    const context = deployment.spec?.template.spec?.containers[0]?.securityContext
    assert.is(context?.allowPrivilegeEscalation, undefined)
  },
)
