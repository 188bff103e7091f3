import { z } from 'zod'
import { storageProfiles } from '../../workload/settings.ts'
import { anyMap, anyMaps, dnsLabel, dnsName, groupId, quantity, textMap, workloadId } from './scalar.ts'

/** Who the workload is. Master and workers share it, so neither can write what the other cannot read. */
export const identity = z.strictObject({
  user: workloadId.default(65532),
  group: workloadId.default(65532),
  /** Group of the volumes. Absent: `group`. */
  fsGroup: groupId.optional(),
  fsGroupChangePolicy: z.enum(['Always', 'OnRootMismatch']).default('OnRootMismatch'),
  supplementalGroups: z.array(groupId).optional(),
})

/** The init container that re-owns volumes, where one is needed. */
export const chownInit = z.strictObject({
  name: dnsLabel.default('chown-volumes'),
  /** Absent: the workload's own image. Distroless images need another, one with `sh` and `chown`. */
  image: z.string().min(1).optional(),
  policy: z.enum(['Always', 'OnRootMismatch']).default('Always'),
  resources: anyMap.optional(),
})

const ownerText = z.string().regex(/^[0-9]+:[0-9]+$/, 'expected "<uid>:<gid>"')

/** What makes a claim writable. `auto` decides by what is known of the storage and by the level. */
export const permissions = z.enum(['auto', 'none', 'fsGroup', 'chownInit', 'ownerAlignedInit'])

/** A PersistentVolumeClaim: one to be made, or the name of one that exists. */
export const claim = z.strictObject({
  name: dnsName,
  /** False: the claim exists, and only its name is used. */
  create: z.boolean().default(true),
  size: quantity.default('1Gi'),
  accessModes: z
    .array(z.enum(['ReadWriteOnce', 'ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOncePod']))
    .min(1)
    .default(['ReadWriteOnce']),
  storageClassName: z.string().optional(),
  labels: textMap.optional(),
  annotations: textMap.optional(),
  permissions: permissions.default('auto'),
  /** What the storage is, by name of a profile … */
  profile: z.enum(storageProfiles).optional(),
  /** … or by its facts, which override the profile's. */
  storage: z
    .strictObject({
      fsGroup: z.enum(['honoured', 'never', 'delegated']).optional(),
      root: z
        .strictObject({
          owner: ownerText,
          mode: z.string().regex(/^[0-7]{3,4}$/, 'expected an octal mode such as "0755"'),
        })
        .optional(),
      chownable: z.boolean().optional(),
    })
    .optional(),
})

const sources = {
  claim: claim.optional(),
  emptyDir: z.strictObject({ medium: z.string().optional(), sizeLimit: quantity.optional() }).optional(),
  configMap: anyMap.optional(),
  secret: anyMap.optional(),
  projected: anyMap.optional(),
  downwardAPI: anyMap.optional(),
  csi: anyMap.optional(),
  ephemeral: anyMap.optional(),
  image: anyMap.optional(),
  hostPath: anyMap.optional(),
  nfs: anyMap.optional(),
}

/** Keys that say where a volume comes from. */
const volumeSources = Object.keys(sources)

/** A volume that master and workers can mount by name. Kubernetes' sources, and `claim` for a claim that is made along. */
export const volume = z
  .strictObject({ name: dnsLabel, ...sources })
  .meta({ oneOf: volumeSources.map(source => ({ required: [source] })) })
  .refine(given => volumeSources.filter(source => source in given).length === 1, {
    message: `expected exactly one of ${volumeSources.join(', ')}`,
  })

/** A Secret with credentials of a registry. */
export const pullSecret = z.strictObject({ name: dnsName })

/** Pod fields that hardening leaves alone. */
export const podFields = {
  terminationGracePeriodSeconds: z.int().min(0).optional(),
  priorityClassName: z.string().optional(),
  runtimeClassName: z.string().optional(),
  schedulerName: z.string().optional(),
  enableServiceLinks: z.boolean().optional(),
  hostAliases: anyMaps.optional(),
  dnsPolicy: z.string().optional(),
  dnsConfig: anyMap.optional(),
  nodeSelector: textMap.optional(),
  affinity: anyMap.optional(),
  tolerations: anyMaps.optional(),
  topologySpreadConstraints: anyMaps.optional(),
}

/** A supervisor that wraps the main container's command, so that people can attach to it. */
export const attachable = z.strictObject({
  enabled: z.boolean().default(false),
  /** Image that holds the supervisor, with `sh`, `cp`, `mkdir` and `chmod`. */
  image: z.string().min(1),
  /** The supervisor inside that image. */
  source: z.string().regex(/^\//, 'expected an absolute path').default('/usr/local/bin/supervisor'),
  binary: z.string().regex(/^\//, 'expected an absolute path').default('/.seaworthy/bin/supervisor'),
  ttyDirectory: z.string().regex(/^\//, 'expected an absolute path').default('/run/seaworthy/tty'),
  metadata: z.string().regex(/^\//, 'expected an absolute path').default('/.seaworthy/supervisor/metadata.json'),
})

export type Identity = z.output<typeof identity>
export type ChownInit = z.output<typeof chownInit>
export type Claim = z.output<typeof claim>
export type Volume = z.output<typeof volume>
export type Permissions = z.output<typeof permissions>
export type Attachable = z.output<typeof attachable>
