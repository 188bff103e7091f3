import type { FieldPath } from '../../manifest/path.ts'
import type { Named } from './rule.ts'

/** A mount and the fields that say its volume and its place. */
export interface Mount extends Named {
  readonly mountPath: string | undefined
}

/** A container as the values describe it. */
export interface Container extends Named {
  readonly mounts: readonly Mount[]
}

/** A container of which any part may be missing. */
export interface ContainerLike {
  readonly name?: string | undefined
  readonly volumeMounts?: readonly (MountLike | undefined)[] | undefined
}

interface MountLike {
  readonly name?: string | undefined
  readonly mountPath?: string | undefined
}

/** The mounts that a container, or whatever lists mounts, has. */
export function mountsOf(container: ContainerLike | undefined, path: FieldPath): Mount[] {
  return (container?.volumeMounts ?? []).map((mount, index) => ({
    name: mount?.name,
    mountPath: mount?.mountPath,
    path: [...path, 'volumeMounts', index],
  }))
}
