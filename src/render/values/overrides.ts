import * as z from 'zod'
import { containerSecurityContextSchema, envEntry, extraContainerSchema, resources, volumeMount } from './container.ts'
import { pullSecret } from './pod.ts'
import { anyMap, anyMaps, dnsName, envName, labelMap, textMap } from './scalar.ts'
import { podVolume, securityContext } from './spec.ts'

/** What others than the platform may change about its pods. `pod/overrides.ts` says what each field does. */
const overrideFields = {
  labels: labelMap.optional().describe("Labels of every object that is rendered; the platform's own win."),
  resources: resources.optional().describe("Replace the main container's as a whole."),
  env: z.array(envEntry).optional().describe("Added to the main container's where the name is free."),
  nodeSelector: textMap.optional().describe('Replaces the labels that a node must have.'),
  tolerations: anyMaps.optional().describe('Replace the taints that the pod tolerates.'),
  affinity: anyMap.optional().describe('Replaces the preferences for nodes and for other pods.'),
  imagePullSecrets: z.array(pullSecret).optional().describe('Replace the Secrets with credentials of registries.'),
  serviceAccountName: dnsName.optional().describe('ServiceAccount that the pod runs as.'),
  volumes: z.array(podVolume).optional().describe('Volumes to add, as Kubernetes spells them.'),
  volumeMounts: z.array(volumeMount).optional().describe("Mounts to add to the main container's."),
  podSecurityContext: securityContext
    .optional()
    .describe('Laid over the security context of the pod; what it leaves out stays.'),
  containerSecurityContext: containerSecurityContextSchema
    .optional()
    .describe("Replaces the main container's own; what it leaves out is hardened."),
  extraContainers: z
    .array(extraContainerSchema)
    .max(8)
    .optional()
    .describe('Containers to add after all others, at most 8.'),
  extraInitContainers: z
    .array(extraContainerSchema)
    .max(8)
    .optional()
    .describe('Init containers to add after all others, at most 8.'),
}

/** What may be changed about the master's pod. A Deployment has no deadline. */
export const agentOverrides = z.strictObject(overrideFields)

/** What may be changed about a worker's. */
export const workerOverrides = z.strictObject({
  ...overrideFields,
  activeDeadlineSeconds: z.int().min(1).optional().describe('Seconds after which Kubernetes ends the Job.'),
})

/** What sections say of how their pod may be changed. */
export const extensionFields = {
  allowInlineSecrets: z
    .boolean()
    .default(false)
    .describe('Whether variables that are called like a secret may have a literal value.'),
  reserved: z
    .strictObject({
      prefixes: z
        .array(z.string().min(1))
        .default([])
        .describe('No container or volume of podOverrides may begin with these.'),
      env: z.array(envName).default([]).describe('Variables of podOverrides with these names are left out.'),
    })
    .prefault({})
    .describe('Names that the platform keeps to itself.'),
}

/** JSON Schema of what `rules/extension.ts` says of the two. */
export const exclusiveExtensions = { not: { required: ['podTemplate', 'podOverrides'] } }

export type Overrides = z.output<typeof workerOverrides>
