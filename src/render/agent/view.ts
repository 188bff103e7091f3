import { compactMap } from '../../manifest/compact.ts'
import type { Value, ValueMap } from '../../manifest/value.ts'
import { checksumOf } from '../checksum.ts'
import { componentLabels, componentSelector, type MetadataView, orNull } from '../metadata.ts'
import { claimsOf, isExclusive } from '../pod/claims.ts'
import type { Planner } from '../pod/planned.ts'
import { podTemplateView } from '../pod/view.ts'
import type { AgentValues } from '../values/agent.ts'
import { statementAnnotation } from '../values/statement.ts'
import type { Values } from '../values/values.ts'
import { workloadOf } from '../workload.ts'
import { type AgentPod, agentPod } from './pod.ts'
import { rulesFor } from './rbac.ts'

/** What `templates/agent` prints: one part for each kind of object, `null` where there is none. */
export interface AgentView {
  readonly [part: string]: Value
}

/** What the templates of the agent print. */
export function agentView(values: Values, agent: AgentValues, planner: Planner): AgentView {
  const name = agent.name ?? values.name
  const account = agent.serviceAccount.name ?? name
  const meta = metadataOf(values, agent)
  const pod = agentPod(values, agent, account)
  const { configMap } = pod
  return {
    serviceAccount: agent.serviceAccount.create ? { metadata: meta(account, agent.serviceAccount.annotations) } : null,
    role: roleView(values, agent, meta(name), account),
    secrets: agent.secrets.map(({ name, type, stringData }) => ({ metadata: meta(name), type, stringData })),
    configMaps: [...agent.configMaps, ...(configMap === undefined ? [] : [configMap])].map(({ name, data }) => ({
      metadata: meta(name),
      data,
    })),
    claims: claimViews(values, meta),
    deployment: deploymentView(values, agent, {
      metadata: meta(name, statementAnnotation(values, 'agent')),
      pod,
      planner,
    }),
    service: serviceView(values, agent, meta),
    networkPolicy: networkPolicyView(values, agent, meta),
    disruptionBudget: agent.podDisruptionBudget.enabled
      ? compactMap({
          metadata: meta(name),
          selector: componentSelector(values, 'agent'),
          budget: disruptionBudget(agent),
        })
      : null,
    podMonitor: podMonitorView(values, agent, meta(name)),
  }
}

type Metadata = (name: string, annotations?: ValueMap, labels?: ValueMap) => MetadataView

function metadataOf(values: Values, agent: AgentValues): Metadata {
  const labels = componentLabels(values, 'agent', labelsOf(agent))
  return (name, annotations, own) => ({
    name,
    namespace: values.namespace ?? null,
    labels: { ...own, ...labels },
    annotations: orNull({ ...values.annotations, ...agent.annotations, ...annotations }),
  })
}

function labelsOf({ labels, podOverrides }: AgentValues): ValueMap {
  return { ...labels, ...podOverrides?.labels }
}

/** The Role lies where the workers are; its subject where the master is. */
function roleView(values: Values, agent: AgentValues, metadata: MetadataView, account: string): Value {
  const rules = [...rulesFor(agent.rbac.allow), ...(agent.rbac.rules ?? [])]
  if (!agent.rbac.create || rules.length === 0) return null
  const namespace = values.worker?.namespace ?? metadata.namespace
  return { metadata: { ...metadata, namespace }, rules, account, accountNamespace: metadata.namespace }
}

function claimViews(values: Values, metadata: Metadata): ValueMap[] {
  return [...claimsOf(values.volumes).values()]
    .filter(claim => claim.create)
    .map(({ name, labels, annotations, accessModes, size, storageClassName }) => ({
      metadata: metadata(name, annotations, labels),
      accessModes,
      size,
      storageClassName: storageClassName ?? null,
    }))
}

interface DeploymentParts {
  readonly metadata: MetadataView
  readonly pod: AgentPod
  readonly planner: Planner
}

function deploymentView(values: Values, agent: AgentValues, { metadata, pod, planner }: DeploymentParts): ValueMap {
  const { spec, configMap, mounted } = pod
  const podLabels = { ...agent.podLabels, ...componentLabels(values, 'agent', labelsOf(agent)) }
  const podAnnotations = orNull({ ...agent.podAnnotations, ...checksums(agent, configMap) })
  const template = { metadata: { labels: podLabels, annotations: podAnnotations }, spec }
  return {
    metadata,
    replicas: agent.replicas,
    strategy: agent.strategy ?? strategyFor(values, mounted),
    selector: componentSelector(values, 'agent'),
    podLabels,
    podAnnotations,
    pod: podTemplateView(planner(workloadOf('Deployment', metadata, template))),
  }
}

/** A rolling update starts the new pod before it stops the old one, and the new one waits for the claim for ever. */
function strategyFor({ volumes }: Values, mounted: ReadonlySet<string>): string {
  const exclusive = [...claimsOf(volumes)].filter(([name, claim]) => mounted.has(name) && isExclusive(claim))
  return exclusive.length > 0 ? 'Recreate' : 'RollingUpdate'
}

/** One annotation for each object whose change must restart the pod: `checksum/<name>`. A wrapped command is such an object. */
function checksums({ configMaps, secrets }: AgentValues, wrapped: AgentPod['configMap']): ValueMap {
  const texts = [
    ...configMaps.map(({ name, data, checksum }) => ({ name, data, checksum })),
    ...secrets.map(({ name, stringData, checksum }) => ({ name, data: stringData, checksum })),
    ...(wrapped === undefined ? [] : [{ name: 'attachable', data: wrapped.data, checksum: true }]),
  ]
  return Object.fromEntries(
    texts.filter(({ checksum }) => checksum).map(({ name, data }) => [`checksum/${name}`, checksumOf(data)]),
  )
}

function serviceView(values: Values, agent: AgentValues, metadata: Metadata): Value {
  const named = (agent.ports ?? []).flatMap(({ name, containerPort, protocol }) =>
    name === undefined ? [] : [{ name, port: containerPort, targetPort: name, protocol }],
  )
  const ports = agent.service.ports ?? named
  if (!agent.service.enabled || ports.length === 0) return null
  const name = agent.service.name ?? agent.name ?? values.name
  return compactMap({
    metadata: metadata(name, agent.service.annotations),
    type: agent.service.type,
    selector: componentSelector(values, 'agent'),
    ports: ports.map(({ name, port, targetPort, ...rest }) =>
      compactMap({ name, port, targetPort: targetPort ?? name, ...rest }),
    ),
  })
}

function disruptionBudget({ podDisruptionBudget: { minAvailable, maxUnavailable } }: AgentValues): ValueMap {
  return compactMap({ minAvailable, maxUnavailable })
}

function networkPolicyView(values: Values, { networkPolicy, ...agent }: AgentValues, metadata: Metadata): Value {
  if (!networkPolicy.enabled) return null
  return {
    metadata: metadata(networkPolicy.name ?? agent.name ?? values.name),
    selector: componentSelector(values, 'agent'),
    policyTypes: networkPolicy.egress === undefined ? ['Ingress'] : ['Ingress', 'Egress'],
    ingress: networkPolicy.ingress,
    egress: networkPolicy.egress ?? null,
  }
}

function podMonitorView(values: Values, { podMonitor }: AgentValues, metadata: MetadataView): Value {
  if (!podMonitor.enabled) return null
  const { port, path, interval, scrapeTimeout, labels } = podMonitor
  return {
    metadata: { ...metadata, labels: { ...labels, ...metadata.labels } },
    selector: componentSelector(values, 'agent'),
    endpoint: { port, path, interval, scrapeTimeout },
  }
}
