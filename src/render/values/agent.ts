import { z } from 'zod'
import { containerFields, extraContainer, image } from './container.ts'
import { attachable, chownInit, podFields, pullSecret } from './pod.ts'
import { anyMap, anyMaps, configKey, dnsLabel, dnsName, labelMap, portName, portNumber, textMap } from './scalar.ts'

/** The name is also part of an annotation, `checksum/<name>`, which 63 characters may follow. */
const checkedName = dnsName.max(63)

const configMap = z.strictObject({
  name: checkedName,
  data: z.record(configKey, z.string()),
  /** Whether a change restarts the pod: a checksum of the data becomes an annotation of the pod template. */
  checksum: z.boolean().default(true),
})

const secret = z.strictObject({
  name: checkedName,
  type: z.string().default('Opaque'),
  stringData: z.record(configKey, z.string()),
  checksum: z.boolean().default(true),
})

const servicePort = z.strictObject({
  name: portName,
  port: portNumber,
  targetPort: z.union([portName, portNumber]).optional(),
  protocol: z.enum(['TCP', 'UDP', 'SCTP']).optional(),
  nodePort: portNumber.optional(),
})

const service = z.strictObject({
  enabled: z.boolean().default(true),
  name: dnsLabel.optional(),
  type: z.enum(['ClusterIP', 'NodePort', 'LoadBalancer']).default('ClusterIP'),
  annotations: textMap.optional(),
  /** Absent: one for each named port of the container. */
  ports: z.array(servicePort).optional(),
})

/** What the master may do to spawn and watch workers. `rbac.ts` has the verbs. */
export const grant = z.enum(['jobs', 'pods', 'logs', 'events', 'secrets', 'configmaps'])

const rbac = z.strictObject({
  create: z.boolean().default(true),
  allow: z.array(grant).default(['jobs', 'pods', 'logs', 'events']),
  rules: anyMaps.optional(),
})

const serviceAccount = z.strictObject({
  create: z.boolean().default(true),
  name: dnsName.optional(),
  annotations: textMap.optional(),
  /** Absent: only where the master has a Role. */
  automountToken: z.boolean().optional(),
})

const networkPolicy = z.strictObject({
  enabled: z.boolean().default(false),
  name: dnsName.optional(),
  ingress: anyMaps.default([]),
  /** Absent: egress is not restricted. */
  egress: anyMaps.optional(),
})

const disruptionBudget = z.strictObject({
  enabled: z.boolean().default(false),
  minAvailable: z.union([z.int().min(0), z.string().regex(/^[0-9]+%$/, 'expected a percentage')]).optional(),
  maxUnavailable: z.union([z.int().min(0), z.string().regex(/^[0-9]+%$/, 'expected a percentage')]).optional(),
})

const podMonitor = z.strictObject({
  enabled: z.boolean().default(false),
  port: portName.default('metrics'),
  path: z.string().default('/metrics'),
  interval: z.string().default('30s'),
  scrapeTimeout: z.string().default('10s'),
  labels: labelMap.optional(),
})

/** The master: a Deployment and what it needs. */
export const agent = z.strictObject({
  /** Name of every object of the master. Absent: the `name` of the values. */
  name: dnsLabel.optional(),
  containerName: dnsLabel.optional(),
  image,
  replicas: z.int().min(0).default(1),
  /** Absent: `Recreate` where the pod holds a claim that only one node or pod can use. */
  strategy: z.enum(['Recreate', 'RollingUpdate']).optional(),
  labels: labelMap.optional(),
  annotations: textMap.optional(),
  podLabels: labelMap.optional(),
  podAnnotations: textMap.optional(),
  ...containerFields,
  initContainers: z.array(extraContainer).default([]),
  extraContainers: z.array(extraContainer).default([]),
  ...podFields,
  imagePullSecrets: z.array(pullSecret).optional(),
  podSecurityContext: anyMap.optional(),
  chownInit: chownInit.prefault({}),
  configMaps: z.array(configMap).default([]),
  secrets: z.array(secret).default([]),
  service: service.prefault({}),
  serviceAccount: serviceAccount.prefault({}),
  rbac: rbac.prefault({}),
  networkPolicy: networkPolicy.prefault({}),
  podDisruptionBudget: disruptionBudget.prefault({}),
  podMonitor: podMonitor.prefault({}),
  attachable: attachable.optional(),
})

export type AgentValues = z.output<typeof agent>
export type Grant = z.output<typeof grant>
