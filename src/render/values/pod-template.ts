import * as z from 'zod'
import { amounts, containerSecurityContextSchema, pullPolicy } from './container.ts'
import { podFields, pullSecret } from './pod.ts'
import { anyMap, dnsLabel, dnsName, imageReferenceSchema } from './scalar.ts'
import { podVolume, securityContext } from './spec.ts'

const env = z
  .object({
    name: z.string().min(1).describe('Name of the variable.'),
    value: z.string().optional().describe('Its value.'),
    valueFrom: anyMap.optional().describe('Where its value comes from.'),
  })
  .catchall(z.json())

const mount = z
  .object({
    name: dnsLabel.describe('Name of the volume.'),
    mountPath: z.string().min(1).describe('Where the container sees it.'),
    subPath: z.string().optional().describe('Path inside the volume.'),
    subPathExpr: z.string().optional().describe('The same with $(NAME) of the variables.'),
    readOnly: z.boolean().optional().describe('Whether the container can only read it.'),
  })
  .catchall(z.json())

const container = z
  .object({
    name: dnsLabel.describe('Name; that of the main container marks what it is merged into.'),
    image: imageReferenceSchema
      .optional()
      .describe("Image reference, which all but the main container need; the main one's is replaced."),
    imagePullPolicy: pullPolicy.optional().describe('When the kubelet pulls the image.'),
    command: z.array(z.string()).optional().describe('Program and first arguments.'),
    args: z.array(z.string()).optional().describe('Arguments.'),
    env: z.array(env).optional().describe('Environment variables; of equal names that of the values wins.'),
    resources: z
      .object({
        requests: amounts.optional().describe('What the scheduler sets aside.'),
        limits: amounts.optional().describe('What the container may take at most.'),
      })
      .catchall(z.json())
      .optional()
      .describe('Amounts; those of the values win by name.'),
    securityContext: containerSecurityContextSchema.optional().describe('What it leaves out is hardened.'),
    volumeMounts: z.array(mount).optional().describe('Mounts, before those of the values.'),
  })
  .catchall(z.json())

/**
 * A PodSpec that a platform keeps. What the renderer looks at has its type, all else passes. `pod/template.ts` says how
 * the rendered pod is laid over it.
 */
const template = z
  .object({
    serviceAccountName: dnsName.optional().describe('ServiceAccount that the pod runs as.'),
    automountServiceAccountToken: z.boolean().optional().describe('Whether containers get a token for the API.'),
    imagePullSecrets: z.array(pullSecret).optional().describe('Secrets with credentials of registries.'),
    ...podFields,
    securityContext: securityContext.optional().describe('Laid over the security context of the pod.'),
    initContainers: z.array(container).optional().describe('Init containers, after those of the values.'),
    containers: z.array(container).optional().describe('Containers; the main one is merged in or added.'),
    volumes: z.array(podVolume).optional().describe('Volumes, before those of the values.'),
  })
  .catchall(z.json())

/** A master's. A Deployment has no deadline. JSON Schema of what `rules/extension.ts` says. */
export const agentTemplate = template.meta({
  not: { anyOf: [{ required: ['ephemeralContainers'] }, { required: ['activeDeadlineSeconds'] }] },
})

/** A worker's. */
export const workerTemplate = template.meta({ not: { required: ['ephemeralContainers'] } })

export type PodTemplateValue = z.output<typeof template>
