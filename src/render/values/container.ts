import { z } from 'zod'
import {
  anyMap,
  anyMaps,
  configKey,
  dnsLabel,
  dnsName,
  envName,
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
    repository: z.string().min(1),
    tag: z
      .string()
      .regex(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/, 'expected a tag such as "1.2"')
      .optional(),
    digest: z
      .string()
      .regex(/^sha256:[0-9a-f]{64}$/, 'expected a digest "sha256:<64 hex digits>"')
      .optional(),
    pullPolicy: pullPolicy.default('IfNotPresent'),
  })
  .meta({ anyOf: [{ required: ['tag'] }, { required: ['digest'] }] })
  .refine(({ tag, digest }) => tag !== undefined || digest !== undefined, { message: 'expected a tag or a digest' })

const keyRef = z.strictObject({ name: dnsName, key: configKey, optional: z.boolean().optional() })

/** Where Kubernetes takes a variable from. Secrets come this way, never as a `value`. */
export const valueFrom = z.strictObject({
  secretKeyRef: keyRef.optional(),
  configMapKeyRef: keyRef.optional(),
  fieldRef: z.strictObject({ apiVersion: z.string().optional(), fieldPath: z.string() }).optional(),
  resourceFieldRef: anyMap.optional(),
})

/** One environment variable: a value, or where it comes from. */
export const envEntry = z
  .strictObject({ name: envName, value: z.string().optional(), valueFrom: valueFrom.optional() })
  .meta({ not: { required: ['value', 'valueFrom'] } })
  .refine(entry => entry.value === undefined || entry.valueFrom === undefined, {
    message: 'expected either value or valueFrom',
    path: ['valueFrom'],
  })

const source = z.strictObject({ name: dnsName, optional: z.boolean().optional() })

/** All keys of a Secret or ConfigMap as environment variables. */
export const envFrom = z.strictObject({
  prefix: z.string().optional(),
  secretRef: source.optional(),
  configMapRef: source.optional(),
})

/** Where a container sees a volume, or a part of it. */
export const volumeMount = z
  .strictObject({
    name: dnsLabel,
    mountPath,
    subPath: z.string().min(1).optional(),
    subPathExpr: z.string().min(1).optional(),
    readOnly: z.boolean().optional(),
    recursiveReadOnly: z.string().optional(),
    mountPropagation: z.string().optional(),
  })
  .meta({ not: { required: ['subPath', 'subPathExpr'] } })
  .refine(mount => mount.subPath === undefined || mount.subPathExpr === undefined, {
    message: 'expected either subPath or subPathExpr',
    path: ['subPathExpr'],
  })

const amounts = z.record(z.string(), quantity)

/** What a container asks for and may take at most. */
export const resources = z.strictObject({
  requests: amounts.optional(),
  limits: amounts.optional(),
  claims: anyMaps.optional(),
})

/** A port that a container listens on. */
export const port = z.strictObject({
  name: portName.optional(),
  containerPort: portNumber,
  protocol: z.enum(['TCP', 'UDP', 'SCTP']).optional(),
})

/**
 * What a container may say of its own security. What it leaves out is hardened all the same; to loosen a field, write it.
 */
export const containerSecurityContext = z.looseObject({
  runAsUser: z.int().min(0).max(2147483647).optional(),
  runAsGroup: z.int().min(0).max(2147483647).optional(),
  runAsNonRoot: z.boolean().optional(),
  privileged: z.boolean().optional(),
  allowPrivilegeEscalation: z.boolean().optional(),
  readOnlyRootFilesystem: z.boolean().optional(),
  capabilities: z
    .strictObject({ add: z.array(z.string()).optional(), drop: z.array(z.string()).optional() })
    .optional(),
  seccompProfile: anyMap.optional(),
})

/** Fields of a container that are the same wherever one can be given, in the order in which they are printed. */
export const containerFields = {
  command: z.array(z.string()).optional(),
  args: z.array(z.string()).optional(),
  workingDir: z.string().optional(),
  ports: z.array(port).optional(),
  envFrom: z.array(envFrom).optional(),
  env: z.array(envEntry).optional(),
  resources: resources.optional(),
  startupProbe: anyMap.optional(),
  livenessProbe: anyMap.optional(),
  readinessProbe: anyMap.optional(),
  lifecycle: anyMap.optional(),
  securityContext: containerSecurityContext.optional(),
  volumeMounts: z.array(volumeMount).optional(),
}

/** A container beside the main one, before it, or (with `restartPolicy: Always`) along with it. */
export const extraContainer = z.strictObject({
  name: dnsLabel,
  /** Absent: the image of the main container. */
  image: z.string().min(1).optional(),
  imagePullPolicy: pullPolicy.optional(),
  restartPolicy: z.literal('Always').optional(),
  tty: z.boolean().optional(),
  stdin: z.boolean().optional(),
  ...containerFields,
})

export type Image = z.output<typeof image>
export type EnvEntry = z.output<typeof envEntry>
export type VolumeMount = z.output<typeof volumeMount>
export type ExtraContainer = z.output<typeof extraContainer>
export type Resources = z.output<typeof resources>
