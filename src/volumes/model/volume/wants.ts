import type { ValueMap } from '../../../manifest/value.ts'
import type { VolumeFacts } from '../mount.ts'

/** Whether every write through the mount fails with EROFS: the volume's doing, or the mount's. */
export function isReadOnly(mount: ValueMap, facts: VolumeFacts): boolean {
  return facts.readOnly || mount.readOnly === true
}

/** A mount that can be written is taken to be meant for writing; nothing in a manifest says more. */
export function wantsOf(mount: ValueMap, facts: VolumeFacts): 'read' | 'write' {
  return isReadOnly(mount, facts) ? 'read' : 'write'
}
