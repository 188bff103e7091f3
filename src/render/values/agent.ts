import * as z from 'zod'
import { containerFields, extraContainerSchema, image } from './container.ts'
import { agentOverrides, exclusiveExtensions, extensionFields } from './overrides.ts'
import { attachable, podFields, pullSecret, repair } from './pod.ts'
import { agentTemplate } from './pod-template.ts'
import { anyMaps, configKey, dnsLabel, dnsName, labelMap, portName, portNumber, textMap } from './scalar.ts'
import { securityContext } from './spec.ts'

/** The name is also part of an annotation, `checksum/<name>`, which 63 characters may follow. */
const checkedName = dnsName.max(63)

const checksum = z.boolean().default(true).describe('Whether a change of the data restarts the pod.')

const configMap = z.strictObject({
  name: checkedName.describe('Name of the ConfigMap.'),
  data: z.record(configKey, z.string()).describe('Texts by key.'),
  checksum,
})

const secret = z.strictObject({
  name: checkedName.describe('Name of the Secret.'),
  type: z.string().default('Opaque').describe('Type of the Secret.'),
  stringData: z.record(configKey, z.string()).describe('Texts by key, not encoded.'),
  checksum,
})

const servicePort = z.strictObject({
  name: portName.describe('Name of the port.'),
  port: portNumber.describe('Port of the Service.'),
  targetPort: z.union([portName, portNumber]).optional().describe('Port of the pod, or its name; absent: name.'),
  protocol: z.enum(['TCP', 'UDP', 'SCTP']).optional().describe('Protocol; absent: TCP.'),
  nodePort: portNumber.optional().describe('Port of every node; absent: one that Kubernetes picks.'),
})

const service = z.strictObject({
  enabled: z.boolean().default(true).describe('Whether there is a Service, where there are ports.'),
  name: dnsLabel.optional().describe('Name of the Service; absent: that of the agent.'),
  type: z.enum(['ClusterIP', 'NodePort', 'LoadBalancer']).default('ClusterIP').describe('Who can reach it.'),
  annotations: textMap.optional().describe('Annotations of the Service.'),
  ports: z.array(servicePort).optional().describe('Ports; absent: one for each named port of the container.'),
})

/** What the master may do to spawn and watch workers. `rbac.ts` has the verbs. */
export const grant = z.enum(['jobs', 'pods', 'logs', 'events', 'secrets', 'configmaps'])

const rbac = z.strictObject({
  create: z.boolean().default(true).describe('Whether there is a Role and a RoleBinding.'),
  allow: z
    .array(grant)
    .default(['jobs', 'pods', 'logs', 'events'])
    .describe('What the master may do with workers, and no more.'),
  rules: anyMaps.optional().describe('Further rules of the Role, as Kubernetes spells them.'),
})

const serviceAccount = z.strictObject({
  create: z.boolean().default(true).describe('Whether the ServiceAccount is made.'),
  name: dnsName.optional().describe('Name of the ServiceAccount; absent: that of the agent.'),
  annotations: textMap.optional().describe('Annotations of the ServiceAccount.'),
  automountToken: z
    .boolean()
    .optional()
    .describe('Whether containers get a token; absent: only where there is a Role.'),
})

const networkPolicy = z.strictObject({
  enabled: z.boolean().default(false).describe('Whether there is a NetworkPolicy.'),
  name: dnsName.optional().describe('Name of the NetworkPolicy; absent: that of the agent.'),
  ingress: anyMaps.default([]).describe('Who may connect to the pod; empty: nobody.'),
  egress: anyMaps.optional().describe('Where the pod may connect to; absent: anywhere.'),
})

const amount = z.union([z.int().min(0), z.string().regex(/^[0-9]+%$/, 'expected a percentage')])

const disruptionBudget = z.strictObject({
  enabled: z.boolean().default(false).describe('Whether there is a PodDisruptionBudget.'),
  minAvailable: amount.optional().describe('Pods, or a percentage, that must stay; excludes maxUnavailable.'),
  maxUnavailable: amount.optional().describe('Pods, or a percentage, that may be evicted; excludes minAvailable.'),
})

const podMonitor = z.strictObject({
  enabled: z.boolean().default(false).describe('Whether there is a PodMonitor (Prometheus operator).'),
  port: portName.default('metrics').describe('Name of the port to scrape.'),
  path: z.string().default('/metrics').describe('Path to scrape.'),
  interval: z.string().default('30s').describe('How often to scrape, as a duration.'),
  scrapeTimeout: z.string().default('10s').describe('When to give up, as a duration.'),
  labels: labelMap.optional().describe('Labels by which Prometheus finds the PodMonitor.'),
})

/** The master: a Deployment and what it needs. */
export const agent = z
  .strictObject({
    name: dnsLabel.optional().describe('Name of every object of the master; absent: name of the values.'),
    containerName: dnsLabel.optional().describe("Name of the main container; absent: the agent's."),
    image: image.describe('Image of the main container.'),
    replicas: z.int().min(0).default(1).describe('How many pods run.'),
    strategy: z
      .enum(['Recreate', 'RollingUpdate'])
      .optional()
      .describe('How pods are replaced; absent: Recreate where the pod holds a claim that only one can use.'),
    labels: labelMap.optional().describe("Labels of every object of the master; the platform's own win."),
    annotations: textMap.optional().describe('Annotations of every object of the master.'),
    podLabels: labelMap.optional().describe('Labels of the pod alone.'),
    podAnnotations: textMap.optional().describe('Annotations of the pod alone.'),
    ...containerFields,
    initContainers: z.array(extraContainerSchema).default([]).describe('Containers that run before the main one.'),
    extraContainers: z.array(extraContainerSchema).default([]).describe('Containers that run beside the main one.'),
    ...podFields,
    imagePullSecrets: z.array(pullSecret).optional().describe('Secrets with credentials of registries.'),
    podSecurityContext: securityContext.optional().describe('Laid over the security context of the pod.'),
    repair: repair.optional().describe('Overrides repair of the values, for this pod alone.'),
    configMaps: z.array(configMap).default([]).describe('ConfigMaps that are made along.'),
    secrets: z
      .array(secret)
      .default([])
      .describe('Secrets that are made along, and written again each time; one that the cluster renews is made apart.'),
    service: service.prefault({}).describe('The Service in front of the pod.'),
    serviceAccount: serviceAccount.prefault({}).describe('The ServiceAccount that the pod runs as.'),
    rbac: rbac.prefault({}).describe('What the master may do in the namespace of its workers.'),
    networkPolicy: networkPolicy.prefault({}).describe('Who may connect to the pod, and where it may connect to.'),
    podDisruptionBudget: disruptionBudget.prefault({}).describe('How many pods a drain must leave.'),
    podMonitor: podMonitor.prefault({}).describe('How Prometheus scrapes the pod.'),
    attachable: attachable.optional().describe('A supervisor that wraps the command, so that people can attach.'),
    ...extensionFields,
    podTemplate: agentTemplate.optional().describe('A PodSpec to start from; excludes podOverrides.'),
    podOverrides: agentOverrides.optional().describe('What others may change about the pod; excludes podTemplate.'),
  })
  .meta(exclusiveExtensions)

export type AgentValues = z.output<typeof agent>
export type Grant = z.output<typeof grant>
