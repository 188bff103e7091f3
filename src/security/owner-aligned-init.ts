import { idProblem, isVolumePath, refuse, shellWords } from './chown.ts'
import type { InitOptions } from './chown-init.ts'
import type { InitContainer } from './container.ts'
import { restrictedContainerSecurityContext } from './contexts.ts'
import { mountsProblem, writableMounts } from './mounts.ts'
import { imageProblem, labelProblem } from './names.ts'
import { resourcesField } from './resources.ts'
import { refusalSentence, rules } from './rules.ts'

/** The root of a volume, and the directories below it that the workload mounts by `subPath`. */
export interface OwnedVolume {
  readonly name: string
  readonly mountPath: string
  readonly directories?: readonly string[]
}

/** What an init container that shares volumes as their owner is made from. */
export interface OwnerAlignedInit extends InitOptions {
  readonly name: string
  readonly image: string
  /** Owner of the volumes' roots, who is not root. */
  readonly owner: { readonly uid: number; readonly gid: number }
  /** The group that may write afterwards. */
  readonly gid: number
  readonly volumes: readonly OwnedVolume[]
}

/**
 * The init container that `restricted` admits: it runs as the non-root owner of a volume's root and shares the root
 * with a group. An owner needs no capability to hand a file to a group he is in, nor to change its mode.
 *
 * The caller must make `gid` one of the pod's `supplementalGroups`, or its `fsGroup`: otherwise chgrp is refused, and
 * the kernel drops the setgid bit. Files that are already inside keep their group. A directory that the kubelet made
 * for a `subPath` before belongs to root and makes the container fail, which is the truth about it.
 */
export function ownerAlignedInitContainer(wanted: OwnerAlignedInit): InitContainer {
  refuse(ownerAlignedInitProblem(wanted))
  const { name, image, owner, gid, volumes, imagePullPolicy, resources } = wanted
  return {
    name,
    image,
    imagePullPolicy: imagePullPolicy ?? 'IfNotPresent',
    securityContext: restrictedContainerSecurityContext({
      user: owner.uid,
      group: owner.gid,
      readOnlyRootFilesystem: true,
    }),
    command: ['sh', '-ec', shareScript(gid, volumes)],
    ...resourcesField(resources),
    volumeMounts: writableMounts(volumes),
  }
}

/** Why there is no such container, or undefined. */
export function ownerAlignedInitProblem({ name, image, owner, gid, volumes }: OwnerAlignedInit): string | undefined {
  return (
    labelProblem('name', name) ??
    imageProblem(image) ??
    (owner.uid === 0
      ? refusalSentence('owner.uid', 0, 'an owner who is not root')
      : idProblem('owner.uid', owner.uid)) ??
    idProblem('owner.gid', owner.gid) ??
    idProblem('gid', gid) ??
    mountsProblem(volumes, []) ??
    directoriesProblem(volumes)
  )
}

/** Separate commands, since `sh -e` overlooks a failure on the left of `&&`. */
function shareScript(gid: number, volumes: readonly OwnedVolume[]): string {
  const made = volumes.flatMap(directoriesOf)
  const shared = shellWords(
    volumes.flatMap(volume => (isRootWanted(volume) ? [volume.mountPath] : directoriesOf(volume))),
  )
  return sharingScript(String(gid), shared, shellWords(made))
}

/** The script around words that are already quoted, `made` perhaps none; the Helm templates are made from it. */
export function sharingScript(gid: string, shared: string, made: string): string {
  const make = made === '' ? '' : `mkdir -p ${made}; `
  return `${make}chgrp ${gid} ${shared}; chmod g+rwxs ${shared}`
}

function isRootWanted({ directories = [] }: OwnedVolume): boolean {
  return directories.length === 0
}

function directoriesOf({ mountPath, directories = [] }: OwnedVolume): string[] {
  return directories.map(directory => `${mountPath.replace(/\/$/, '')}/${directory}`)
}

function directoriesProblem(volumes: readonly OwnedVolume[]): string | undefined {
  const bad = volumes.flatMap(directoriesOf).find(path => !isVolumePath(path))
  return bad === undefined ? undefined : refusalSentence('directories', bad, rules.path)
}
