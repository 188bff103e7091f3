import * as z from 'zod'
import { storageProfiles } from '../../knowledge/storage/profile-names.ts'
import type { PodIdentity } from '../../security/contexts.ts'
import { resources } from './container.ts'
import {
  anyMap,
  anyMaps,
  dnsLabel,
  dnsName,
  imageReferenceSchema,
  kubernetesId,
  quantity,
  textMap,
  workloadId,
} from './scalar.ts'

/** Who the workload is, in numbers. */
const numbers = z.strictObject({
  user: workloadId.default(65532).describe('User id of every container, never 0.'),
  group: workloadId.default(65532).describe('Group id of every container.'),
  fsGroup: kubernetesId.optional().describe('Group of the volumes; absent: group.'),
  fsGroupChangePolicy: z
    .enum(['Always', 'OnRootMismatch'])
    .default('OnRootMismatch')
    .describe('Whether the kubelet re-groups volumes at every start.'),
  supplementalGroups: z.array(kubernetesId).optional().describe('Further groups of every container.'),
})

/**
 * Who the workload is. Master and workers share it, so neither can write what the other cannot read. `image` leaves it
 * to the image's USER, `platform` to whoever admits the pod: no number is written.
 */
export const identity = z.union([z.enum(['image', 'platform']), numbers])

/** The ids that a pod's security context gets. On openshift a security context constraint assigns them. */
export function idsOf(identity: IdentityValue | undefined, platform: 'kubernetes' | 'openshift'): PodIdentity {
  const given = identity ?? (platform === 'openshift' ? 'platform' : numbers.parse({}))
  if (typeof given === 'string') return {}
  const { user, group, fsGroup, fsGroupChangePolicy, supplementalGroups } = given
  const groups = supplementalGroups === undefined ? {} : { supplementalGroups }
  return { user, group, fsGroup: fsGroup ?? group, fsGroupChangePolicy, ...groups }
}

/** How volumes are made usable where an init container is needed for it. The policy's `harden` says what is absent here. */
export const repair = z.strictObject({
  ownershipPolicy: z
    .enum(['Always', 'OnRootMismatch'])
    .optional()
    .describe("Whether it walks volumes whose root has the right owner; absent: the policy's."),
  image: imageReferenceSchema
    .optional()
    .describe("Image with sh and chown; absent: the workload's own, or the policy's where that has no shell."),
  resources: resources.optional().describe("Requests and limits; absent: the policy's, or the helped container's."),
  name: dnsLabel.optional().describe('Name of the container; absent: chown-volumes, or share-volumes.'),
})

const ownerText = z.string().regex(/^[0-9]+:[0-9]+$/, 'expected "<uid>:<gid>"')

/** A PersistentVolumeClaim: one to be made, or the name of one that exists. */
export const claim = z.strictObject({
  name: dnsName.describe('Name of the PersistentVolumeClaim.'),
  create: z.boolean().default(true).describe('False where the claim exists, and only its name is used.'),
  size: quantity.default('1Gi').describe('Bytes to ask for, as a quantity.'),
  accessModes: z
    .array(z.enum(['ReadWriteOnce', 'ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOncePod']))
    .min(1)
    .default(['ReadWriteOnce'])
    .describe('Who can use it at a time.'),
  storageClassName: z.string().optional().describe("Storage class; absent: the cluster's default."),
  labels: textMap.optional().describe('Labels of the claim.'),
  annotations: textMap.optional().describe('Annotations of the claim.'),
  profile: z.enum(storageProfiles).optional().describe('What the storage is, by the name of a known provisioner.'),
  storage: z
    .strictObject({
      fsGroup: z.enum(['honoured', 'never', 'delegated']).optional().describe('Whether the kubelet applies fsGroup.'),
      root: z
        .strictObject({
          owner: ownerText.describe('Owner as "<uid>:<gid>".'),
          mode: z
            .string()
            .regex(/^[0-7]{3,4}$/, 'expected an octal mode such as "0755"')
            .describe('Octal mode as text, such as "0755".'),
        })
        .optional()
        .describe('Owner and mode of the root of a fresh volume.'),
      chownable: z.boolean().optional().describe('Whether root can chown it.'),
    })
    .optional()
    .describe("Facts of the storage, which override the profile's."),
})

const sources = {
  claim: claim.optional().describe('A PersistentVolumeClaim, made along where create is true.'),
  emptyDir: z
    .strictObject({
      medium: z.string().optional().describe('Memory for tmpfs.'),
      sizeLimit: quantity.optional().describe('Bytes at which the pod is evicted, as a quantity.'),
    })
    .optional()
    .describe('A directory that lives as long as the pod.'),
  configMap: anyMap.optional().describe('Keys of a ConfigMap as files.'),
  secret: anyMap.optional().describe('Keys of a Secret as files.'),
  projected: anyMap.optional().describe('Several sources in one directory.'),
  downwardAPI: anyMap.optional().describe('Fields of the pod as files.'),
  csi: anyMap.optional().describe('A volume of a CSI driver that lives as long as the pod.'),
  ephemeral: anyMap.optional().describe('A claim that lives as long as the pod.'),
  image: anyMap.optional().describe('The files of an image, read-only.'),
  hostPath: anyMap.optional().describe('A path of the node; needs level privileged.'),
  nfs: anyMap.optional().describe('An NFS export; needs level baseline.'),
}

/** Keys that say where a volume comes from. */
export const volumeSources: readonly string[] = Object.keys(sources)

/** A volume that master and workers can mount by name. Kubernetes' sources, and `claim` for a claim that is made along. */
export const volume = z
  .strictObject({ name: dnsLabel.describe('Name by which containers mount it.'), ...sources })
  .meta({ oneOf: volumeSources.map(source => ({ required: [source] })) })
  .refine(given => volumeSources.filter(source => source in given).length === 1, {
    message: `expected exactly one of ${volumeSources.join(', ')}`,
  })

/** A Secret with credentials of a registry. */
export const pullSecret = z.strictObject({ name: dnsName.describe('Name of the Secret.') })

/** Pod fields that hardening leaves alone. */
export const podFields = {
  terminationGracePeriodSeconds: z
    .int()
    .min(0)
    .optional()
    .describe('Seconds between TERM and KILL; absent: 30, as Kubernetes has it.'),
  priorityClassName: z.string().optional().describe('Priority class of the pod.'),
  runtimeClassName: z.string().optional().describe('Runtime class of the pod, such as gvisor.'),
  schedulerName: z.string().optional().describe('Scheduler of the pod.'),
  enableServiceLinks: z.boolean().optional().describe('Whether every Service is also a set of variables.'),
  hostAliases: anyMaps.optional().describe('Entries for /etc/hosts.'),
  dnsPolicy: z.string().optional().describe('Where names are looked up.'),
  dnsConfig: anyMap.optional().describe('Name servers, search domains and options.'),
  nodeSelector: textMap.optional().describe('Labels that a node must have.'),
  affinity: anyMap.optional().describe('Preferences for nodes and for other pods.'),
  tolerations: anyMaps.optional().describe('Taints that the pod tolerates.'),
  topologySpreadConstraints: anyMaps.optional().describe('How pods spread over nodes and zones.'),
}

const absolutePath = z.string().regex(/^\//, 'expected an absolute path')

/** A supervisor that wraps the main container's command, so that people can attach to it. */
export const attachable = z.strictObject({
  enabled: z.boolean().default(false).describe('Whether the command is wrapped.'),
  image: imageReferenceSchema.describe('Image that holds the supervisor, with sh, cp, mkdir and chmod.'),
  source: absolutePath.default('/usr/local/bin/supervisor').describe('The supervisor inside that image.'),
  binary: absolutePath.default('/.seaworthy/bin/supervisor').describe('Where the container sees the supervisor.'),
  ttyDirectory: absolutePath.default('/run/seaworthy/tty').describe('Directory of its sockets and logs.'),
  metadata: absolutePath
    .default('/.seaworthy/supervisor/metadata.json')
    .describe('Where the container sees what the supervisor is told.'),
})

export type IdentityValue = z.output<typeof identity>
export type Claim = z.output<typeof claim>
export type Volume = z.output<typeof volume>
export type Attachable = z.output<typeof attachable>
