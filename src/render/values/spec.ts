import * as z from 'zod'
import { anyMap, dnsLabel, kubernetesId } from './scalar.ts'

/** Parts of a PodSpec as Kubernetes spells them: what is looked at has its type, all else passes. */
export const podVolume = z
  .object({ name: dnsLabel.describe('Name by which containers mount it; beside it stands one source.') })
  .catchall(z.json())

/** The security context of a pod. */
export const securityContext = z
  .object({
    runAsUser: kubernetesId.optional().describe('User id of its containers.'),
    runAsGroup: kubernetesId.optional().describe('Group id of its containers.'),
    runAsNonRoot: z.boolean().optional().describe('Whether the kubelet refuses to start containers as root.'),
    fsGroup: kubernetesId.optional().describe('Group of its volumes.'),
    fsGroupChangePolicy: z
      .enum(['Always', 'OnRootMismatch'])
      .optional()
      .describe('Whether volumes are re-grouped at every start.'),
    supplementalGroups: z.array(kubernetesId).optional().describe('Further groups of its containers.'),
    seccompProfile: anyMap.optional().describe('Filter of system calls.'),
  })
  .catchall(z.json())
