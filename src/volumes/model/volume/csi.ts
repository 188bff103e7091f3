import type { DriverPolicy } from '../../../knowledge/storage/profiles.ts'
import type { FsGroupSupport } from '../mount.ts'

/** Everything `SetUpAt` looks at. */
export interface CsiMount {
  readonly policy: DriverPolicy
  readonly readOnly: boolean
  /** `''`: the volume has no fsType; undefined: the provisioner's default is unknown. */
  readonly fsType: string | undefined
  /** `inline` for a volume written in the pod, which counts as ReadWriteOnce. */
  readonly accessModes: readonly string[] | 'inline'
}

const once = ['ReadWriteOnce', 'ReadWriteOncePod']

/**
 * Who applies fsGroup to a CSI volume: pkg/volume/csi/csi_mounter.go v1.36.2, `SetUpAt`, `supportsFSGroup`. A node
 * plugin with VOLUME_MOUNT_GROUP gets the group in its calls, and the CSIDriver's policy is ignored (KEP-2317).
 */
export function csiFsGroup({ policy, readOnly, fsType, accessModes }: CsiMount): FsGroupSupport {
  if (policy === 'mount-group') return 'delegated'
  if (policy === 'None' || readOnly) return 'never'
  if (policy === 'File') return 'honoured'
  const single = accessModes === 'inline' || accessModes.some(mode => once.includes(mode))
  if (fsType === '' || !single) return policy === 'unknown' ? 'unknown' : 'never'
  return policy === 'unknown' || fsType === undefined ? 'unknown' : 'honoured'
}

/** The policy a CSIDriver object states. The API server fills an absent one in (storage/v1 types.go:388). */
export function statedPolicy(fsGroupPolicy: unknown): DriverPolicy {
  if (fsGroupPolicy === undefined || fsGroupPolicy === null) return 'ReadWriteOnceWithFSType'
  if (fsGroupPolicy === 'None' || fsGroupPolicy === 'File' || fsGroupPolicy === 'ReadWriteOnceWithFSType') {
    return fsGroupPolicy
  }
  return 'unknown'
}
