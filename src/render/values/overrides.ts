import { z } from 'zod'
import { containerSecurityContext, envEntry, extraContainer, resources, volumeMount } from './container.ts'
import { pullSecret } from './pod.ts'
import { anyMap, anyMaps, dnsLabel, dnsName, groupId, labelMap, textMap } from './scalar.ts'

/** A volume as Kubernetes spells it: `name` and one source. */
const podVolume = z.looseObject({ name: dnsLabel })

const podSecurityContext = z.looseObject({
  runAsUser: z.int().min(0).max(2147483647).optional(),
  runAsGroup: groupId.optional(),
  runAsNonRoot: z.boolean().optional(),
  fsGroup: groupId.optional(),
  fsGroupChangePolicy: z.enum(['Always', 'OnRootMismatch']).optional(),
  supplementalGroups: z.array(groupId).optional(),
  seccompProfile: anyMap.optional(),
})

/** What whoever dispatches tasks may change about their pods. `worker/overrides.ts` says what each field does. */
export const overrides = z.strictObject({
  labels: labelMap.optional(),
  resources: resources.optional(),
  activeDeadlineSeconds: z.int().min(1).optional(),
  env: z.array(envEntry).optional(),
  nodeSelector: textMap.optional(),
  tolerations: anyMaps.optional(),
  affinity: anyMap.optional(),
  imagePullSecrets: z.array(pullSecret).optional(),
  serviceAccountName: dnsName.optional(),
  volumes: z.array(podVolume).optional(),
  volumeMounts: z.array(volumeMount).optional(),
  podSecurityContext: podSecurityContext.optional(),
  containerSecurityContext: containerSecurityContext.optional(),
  extraContainers: z.array(extraContainer).max(8).optional(),
  extraInitContainers: z.array(extraContainer).max(8).optional(),
})

export type Overrides = z.output<typeof overrides>
