import { idProblem, refuse } from './chown.ts'
import type { ContainerSecurityContext, PodSecurityContext } from './container.ts'
import { refusalSentence } from './rules.ts'

/** What `restricted` demands of a container, and the one field beyond it that is worth asking for. */
export const restrictedContainer = {
  runAsNonRoot: true,
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ['ALL'] },
  seccompProfile: { type: 'RuntimeDefault' },
} as const

/** The pod's share of `restricted`, which containers inherit. Capabilities and escalation exist only on containers. */
export const restrictedPod = {
  runAsNonRoot: restrictedContainer.runAsNonRoot,
  seccompProfile: restrictedContainer.seccompProfile,
} as const

/**
 * What root needs to re-own any tree, on the first start and on the next: CHOWN, DAC_OVERRIDE to enter 0700
 * directories of others, FOWNER because the kernel wants it to clear the setuid bit of a file that is not ours.
 * All three are in `baseline`; DAC_READ_SEARCH, which is smaller than DAC_OVERRIDE, is not.
 */
export const chownCapabilities = ['CHOWN', 'DAC_OVERRIDE', 'FOWNER'] as const

/** Who the process is, and what it may write besides its volumes. */
export interface ContainerIdentity {
  readonly user?: number
  readonly group?: number
  readonly readOnlyRootFilesystem?: boolean
}

/** A container security context that `restricted` admits. An absent option leaves its field out. */
export function restrictedContainerSecurityContext(identity: ContainerIdentity = {}): ContainerSecurityContext {
  const { user, group, readOnlyRootFilesystem } = identity
  refuse(identityProblem(identity))
  return {
    ...(user === undefined ? {} : { runAsUser: user }),
    ...(group === undefined ? {} : { runAsGroup: group }),
    ...(readOnlyRootFilesystem === undefined ? {} : { readOnlyRootFilesystem }),
    runAsNonRoot: restrictedContainer.runAsNonRoot,
    allowPrivilegeEscalation: restrictedContainer.allowPrivilegeEscalation,
    capabilities: { drop: [...restrictedContainer.capabilities.drop] },
    seccompProfile: { ...restrictedContainer.seccompProfile },
  }
}

/** Who every process of a pod is, and how its volumes are given to it. */
export interface PodIdentity {
  readonly user?: number
  readonly group?: number
  readonly fsGroup?: number
  readonly fsGroupChangePolicy?: 'Always' | 'OnRootMismatch'
  readonly supplementalGroups?: readonly number[]
}

/** A pod security context that `restricted` admits. An absent option leaves its field out. */
export function restrictedPodSecurityContext(identity: PodIdentity = {}): PodSecurityContext {
  const { user, group, fsGroup, fsGroupChangePolicy, supplementalGroups } = identity
  refuse(identityProblem(identity))
  return {
    ...(user === undefined ? {} : { runAsUser: user }),
    ...(group === undefined ? {} : { runAsGroup: group }),
    ...(fsGroup === undefined ? {} : { fsGroup }),
    ...(fsGroupChangePolicy === undefined ? {} : { fsGroupChangePolicy }),
    ...(supplementalGroups === undefined ? {} : { supplementalGroups: [...supplementalGroups] }),
    runAsNonRoot: restrictedPod.runAsNonRoot,
    seccompProfile: { ...restrictedPod.seccompProfile },
  }
}

/** Why no non-root process can have this identity, or undefined. */
export function identityProblem({ user, group, fsGroup, supplementalGroups = [] }: PodIdentity): string | undefined {
  const ids = Object.entries({ user, group, fsGroup }).filter(([, id]) => id !== undefined)
  const groups = supplementalGroups.map((id, index) => [`supplementalGroups[${index}]`, id] as const)
  if (user === 0) return refusalSentence('user', user, 'a user who is not root')
  return [...ids, ...groups].map(([field, id]) => idProblem(field, id)).find(found => found !== undefined)
}

/** What root needs to read files of others that an image keeps to their owners. */
const readCapabilities = ['DAC_OVERRIDE'] as const

/** The context of an init container that re-owns volumes: root, with nothing but what chown takes. */
export function chownSecurityContext(): ContainerSecurityContext {
  return rootSecurityContext(chownCapabilities)
}

/** The context of an init container that copies an image's files as root: it reads, and owns nothing of others. */
export function copySecurityContext(): ContainerSecurityContext {
  return rootSecurityContext(readCapabilities)
}

/** `runAsNonRoot: false` is written because a pod-level `true` would be inherited. */
function rootSecurityContext(add: readonly string[]): ContainerSecurityContext {
  return {
    runAsUser: 0,
    runAsGroup: 0,
    runAsNonRoot: false,
    allowPrivilegeEscalation: restrictedContainer.allowPrivilegeEscalation,
    readOnlyRootFilesystem: restrictedContainer.readOnlyRootFilesystem,
    capabilities: { drop: [...restrictedContainer.capabilities.drop], add: [...add] },
    seccompProfile: { ...restrictedContainer.seccompProfile },
  }
}

/** Who a container is that has to be root, whatever its pod says. */
export const rootIdentity = { runAsUser: 0, runAsNonRoot: false } as const
