import * as z from 'zod'
import {
  anyMap,
  anyMaps,
  configKey,
  dnsLabel,
  dnsName,
  envName,
  imageReferenceSchema,
  imageRepository,
  kubernetesId,
  mountPath,
  portName,
  portNumber,
  quantity,
} from './scalar.ts'

/** When the kubelet pulls an image. */
export const pullPolicy = z.enum(['Always', 'IfNotPresent', 'Never'])

/** An image in parts, so that a pipeline can set the tag alone. One of `tag` and `digest` is needed: `latest` is never meant. */
export const image = z
  .strictObject({
    repository: imageRepository.describe('Registry and repository, without a tag.'),
    tag: z
      .string()
      .regex(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/, 'expected a tag such as "1.2"')
      .optional()
      .describe('Tag, as text; needed where there is no digest.'),
    digest: z
      .string()
      .regex(/^sha256:[0-9a-f]{64}$/, 'expected a digest "sha256:<64 hex digits>"')
      .optional()
      .describe('Digest, which wins over the tag.'),
    pullPolicy: pullPolicy.default('IfNotPresent').describe('When the kubelet pulls the image.'),
  })
  .meta({ anyOf: [{ required: ['tag'] }, { required: ['digest'] }] })
  .refine(({ tag, digest }) => tag !== undefined || digest !== undefined, { message: 'expected a tag or a digest' })

const keyRef = z.strictObject({
  name: dnsName.describe('Name of the object.'),
  key: configKey.describe('Key in its data.'),
  optional: z.boolean().optional().describe('Whether the container starts without it.'),
})

/** Where Kubernetes takes a variable from. Secrets come this way, never as a `value`. */
export const valueFrom = z.strictObject({
  secretKeyRef: keyRef.optional().describe('A key of a Secret.'),
  configMapKeyRef: keyRef.optional().describe('A key of a ConfigMap.'),
  fieldRef: z
    .strictObject({
      apiVersion: z.string().optional().describe('Version of the schema of the path.'),
      fieldPath: z.string().describe('Path in the pod, such as metadata.name.'),
    })
    .optional()
    .describe('A field of the pod.'),
  resourceFieldRef: anyMap.optional().describe('A request or limit of a container.'),
})

/** One environment variable: a value, or where it comes from. */
export const envEntry = z
  .strictObject({
    name: envName.describe('Name of the variable.'),
    value: z.string().optional().describe('Its value; $(NAME) is replaced by Kubernetes.'),
    valueFrom: valueFrom.optional().describe('Where its value comes from, instead of a value.'),
  })
  .meta({ not: { required: ['value', 'valueFrom'] } })
  .refine(entry => entry.value === undefined || entry.valueFrom === undefined, {
    message: 'expected either value or valueFrom',
    path: ['valueFrom'],
  })

const source = z.strictObject({
  name: dnsName.describe('Name of the object.'),
  optional: z.boolean().optional().describe('Whether the container starts without it.'),
})

/** All keys of a Secret or ConfigMap as environment variables. */
export const envFrom = z.strictObject({
  prefix: z.string().optional().describe('Begins the name of each variable.'),
  secretRef: source.optional().describe('A Secret.'),
  configMapRef: source.optional().describe('A ConfigMap.'),
})

/** Where a container sees a volume, or a part of it. */
export const volumeMount = z
  .strictObject({
    name: dnsLabel.describe('Name of the volume.'),
    mountPath: mountPath.describe('Where the container sees it.'),
    subPath: z.string().min(1).optional().describe('Path inside the volume; absent: its root.'),
    subPathExpr: z.string().min(1).optional().describe('The same with $(NAME) of the variables.'),
    readOnly: z.boolean().optional().describe('Whether the container can only read it.'),
    recursiveReadOnly: z.string().optional().describe('Whether mounts below it are read-only, too.'),
    mountPropagation: z.string().optional().describe('How mounts of the node and of the container show in each other.'),
  })
  .meta({ not: { required: ['subPath', 'subPathExpr'] } })
  .refine(mount => mount.subPath === undefined || mount.subPathExpr === undefined, {
    message: 'expected either subPath or subPathExpr',
    path: ['subPathExpr'],
  })

/** Amounts of resources by name. */
export const amounts = z.record(z.string(), quantity)

/** What a container asks for and may take at most. */
export const resources = z.strictObject({
  requests: amounts.optional().describe('What the scheduler sets aside, such as cpu: 500m.'),
  limits: amounts.optional().describe('What the container may take at most, such as memory: 1Gi.'),
  claims: anyMaps.optional().describe('Resource claims of the pod that the container uses.'),
})

/** A port that a container listens on. */
export const port = z.strictObject({
  name: portName.optional().describe('Name by which probes and Services find it.'),
  containerPort: portNumber.describe('Port that the container listens on.'),
  protocol: z.enum(['TCP', 'UDP', 'SCTP']).optional().describe('Protocol; absent: TCP.'),
})

/**
 * What a container may say of its own security. What it leaves out is hardened all the same; to loosen a field, write it.
 */
export const containerSecurityContextSchema = z
  .object({
    runAsUser: kubernetesId.optional().describe("User id; absent: the pod's."),
    runAsGroup: kubernetesId.optional().describe("Group id; absent: the pod's."),
    runAsNonRoot: z.boolean().optional().describe('Whether the kubelet refuses to start it as root.'),
    privileged: z.boolean().optional().describe('Whether it has every power over its node.'),
    allowPrivilegeEscalation: z
      .boolean()
      .optional()
      .describe('Whether its processes may gain privileges; absent: false.'),
    readOnlyRootFilesystem: z.boolean().optional().describe('Whether it can write outside its volumes.'),
    capabilities: z
      .strictObject({
        add: z.array(z.string()).optional().describe('Capabilities to add, without CAP_.'),
        drop: z.array(z.string()).optional().describe('Capabilities to drop; absent: ALL.'),
      })
      .optional()
      .describe('Linux capabilities; absent: none.'),
    seccompProfile: anyMap.optional().describe("Filter of system calls; absent: the pod's."),
  })
  .catchall(z.json())

/** Fields of a container that are the same wherever one can be given, in the order in which they are printed. */
export const containerFields = {
  command: z.array(z.string()).optional().describe("Program and first arguments; absent: the image's."),
  args: z.array(z.string()).optional().describe("Arguments; absent: the image's, where there is no command."),
  workingDir: z.string().optional().describe("Directory in which it starts; absent: the image's."),
  ports: z.array(port).optional().describe('Ports that it listens on.'),
  envFrom: z.array(envFrom).optional().describe('Secrets and ConfigMaps of which all keys are variables.'),
  env: z.array(envEntry).optional().describe('Environment variables, in this order.'),
  resources: resources.optional().describe('What it asks for and may take at most.'),
  startupProbe: anyMap.optional().describe('Tells when it has started; other probes wait for it.'),
  livenessProbe: anyMap.optional().describe('Tells when it must be restarted.'),
  readinessProbe: anyMap.optional().describe('Tells when Services may send it traffic.'),
  lifecycle: anyMap.optional().describe('What runs after its start and before its end.'),
  securityContext: containerSecurityContextSchema
    .optional()
    .describe('Its own security context; what it leaves out is hardened.'),
  volumeMounts: z.array(volumeMount).optional().describe('Where it sees which volumes.'),
}

/** A container beside the main one, before it, or (with `restartPolicy: Always`) along with it. */
export const extraContainerSchema = z.strictObject({
  name: dnsLabel.describe('Name of the container, once in a pod.'),
  image: imageReferenceSchema.optional().describe('Image reference; absent: that of the main container.'),
  imagePullPolicy: pullPolicy.optional().describe('When the kubelet pulls the image.'),
  restartPolicy: z.literal('Always').optional().describe('Always makes an init container a sidecar.'),
  tty: z.boolean().optional().describe('Whether it has a terminal.'),
  stdin: z.boolean().optional().describe('Whether it has a standard input.'),
  ...containerFields,
})

export type Image = z.output<typeof image>
export type ExtraContainer = z.output<typeof extraContainerSchema>
