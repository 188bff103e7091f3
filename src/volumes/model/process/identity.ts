import type { ImageFacts } from '../../../knowledge/images/image-facts.ts'
import { isMap, listAt, mapAt, type Value } from '../../../manifest/value.ts'
import { largestId } from '../../../workload/ids.ts'
import { saidBy } from '../../../workload/image/merged-facts.ts'
import { effective, effectiveValue } from '../../../workload/pod/effective.ts'
import { runsEntrypoint } from '../../../workload/pod/entrypoint.ts'
import type { ContainerView, PodView } from '../../../workload/pod/pod.ts'
import type { IdOrigin, ProcessDoubt } from '../../../workload/reason/doubt.ts'
import type { Identity } from '../mount.ts'
import { boundingSet, switching } from './capabilities.ts'

/** What decides about an identity besides the pod's own fields. */
export interface IdentityEvidence {
  readonly image: ImageFacts | undefined
  /** `pv.beta.kubernetes.io/gid` of the volumes: the kubelet adds them as supplemental groups. */
  readonly volumeGroups: readonly number[]
}

/**
 * Who the container's process is when it starts. The pipeline is the kubelet's: container over pod over the image's
 * USER (pkg/securitycontext/util.go, pkg/kubelet/kuberuntime/security_context.go v1.36.2).
 */
export function identityOf(pod: PodView, container: ContainerView, evidence: IdentityEvidence): Identity {
  const user = userOf(pod, container, evidence.image)
  const gid = groupOf(pod, container, user.uid, evidence.image)
  const nonRoot = user.uid === undefined ? effective(pod, container, 'runAsNonRoot') === true : user.uid !== 0
  const bounding = boundingSet(container)
  const supplemental = supplementalOf(pod, user.uid, evidence)
  const drop = dropOf(container, user.uid, { image: evidence.image, bounding })
  const identity: Draft = {
    groups: supplemental.groups,
    groupsComplete: supplemental.groupsComplete,
    // No ambient capabilities: a non-root process has none, whatever `add` says.
    capabilities: user.uid === 0 ? bounding : [],
    bounding,
    nonRoot,
    unknown: [
      ...(user.uid === undefined ? [user.from] : []),
      ...(gid.gid === undefined ? [gid.from] : []),
      ...(supplemental.groupsComplete ? [] : [groupsOpen]),
    ],
    from: user.uid === undefined ? [user.from] : [user.from, gid.from],
  }
  // Assigned, because spreading each in costs more than all the rest, for every container of a large stream.
  if (user.uid !== undefined) identity.uid = user.uid
  if (gid.gid !== undefined) identity.gid = gid.gid
  if (drop !== undefined) identity.switchesTo = drop
  if (pod.spec.hostUsers === false) identity.userNamespace = true
  return identity
}

type Draft = { -readonly [Field in keyof Identity]: Identity[Field] }

const groupsOpen: ProcessDoubt = { code: 'image-groups-unknown' }

/** An id and where it comes from, or why it is unknown. */
type Id<Name extends string> =
  | ({ readonly [Key in Name]: number } & { readonly from: IdOrigin })
  | ({ readonly [Key in Name]?: never } & { readonly from: ProcessDoubt })

function userOf(pod: PodView, container: ContainerView, image: ImageFacts | undefined): Id<'uid'> {
  const written = effectiveValue(pod, container, 'runAsUser')
  const uid = idOf(written?.value)
  if (written !== undefined && uid !== undefined)
    return { uid, from: { code: 'field', field: 'runAsUser', id: uid, level: written.level } }
  if (written !== undefined) return { from: { code: 'bad-id', field: 'runAsUser', level: written.level } }
  const user = image?.user
  const from = saidBy(image, 'user')
  if (user?.uid !== undefined)
    return { uid: user.uid, from: { code: 'image-user', user: user.name ?? String(user.uid), from } }
  if (user?.name !== undefined) return { from: { code: 'uid-of-name', user: user.name, from } }
  return { from: { code: 'image-user-unknown', image: imageName(container) } }
}

function groupOf(
  pod: PodView,
  container: ContainerView,
  uid: number | undefined,
  image: ImageFacts | undefined,
): Id<'gid'> {
  const written = effectiveValue(pod, container, 'runAsGroup')
  const gid = idOf(written?.value)
  if (written !== undefined && gid !== undefined)
    return { gid, from: { code: 'field', field: 'runAsGroup', id: gid, level: written.level } }
  if (written !== undefined) return { from: { code: 'bad-id', field: 'runAsGroup', level: written.level } }
  // Root's primary group is 0 in every passwd file, and 0 is also the answer where there is none.
  if (uid === 0) return { gid: 0, from: { code: 'root-group' } }
  const passwd = passwdGroup(uid, image)
  const from = saidBy(image, image?.user?.uid === uid ? 'user' : 'switchesTo')
  if (passwd !== undefined) return { gid: passwd, from: { code: 'image-group', gid: passwd, from } }
  return { from: { code: 'image-group-unknown', image: imageName(container), ...(uid === undefined ? {} : { uid }) } }
}

/** The image's own user has the group of the catalogue; of other uids its /etc/passwd may say anything. */
function passwdGroup(uid: number | undefined, image: ImageFacts | undefined): number | undefined {
  if (uid === undefined) return undefined
  if (image?.user?.uid === uid) return image.user.gid
  return image?.switchesTo?.uid === uid ? image.switchesTo.gid : undefined
}

/**
 * fsGroup is a group of every process, even where it never touches a volume (pkg/kubelet/kuberuntime/
 * security_context.go:66). Under Merge the image's /etc/group adds to the list (KEP-3619).
 */
function supplementalOf(
  pod: PodView,
  uid: number | undefined,
  { image, volumeGroups }: IdentityEvidence,
): Pick<Identity, 'groups' | 'groupsComplete'> {
  const context = mapAt(pod.spec, 'securityContext')
  // Null in a list of numbers is 0: Go's JSON decoder leaves the item as it was made.
  const listed = listAt(context, 'supplementalGroups').map(group => idOf(group ?? 0))
  const written = [idOf(context?.fsGroup), ...listed]
  const strict = context?.supplementalGroupsPolicy === 'Strict'
  const fromImage = uid !== undefined && image?.user?.uid === uid ? image.groups : undefined
  const groups = [...written, ...volumeGroups, ...(strict ? [] : (fromImage ?? []))]
  return {
    groups: [...new Set(groups.filter(id => id !== undefined))].toSorted((a, b) => a - b),
    groupsComplete: strict || fromImage !== undefined,
  }
}

/** Only the image's own entrypoint drops privileges, and only if it starts as root. */
function dropOf(
  container: ContainerView,
  uid: number | undefined,
  { image, bounding }: { readonly image: ImageFacts | undefined; readonly bounding: readonly string[] },
): { readonly uid: number; readonly gid: number } | undefined {
  if (image?.switchesTo === undefined || uid !== 0) return undefined
  if (image.switchesIfAble === true && !switching.every(name => bounding.includes(name))) return undefined
  return runsEntrypoint(container, image) ? image.switchesTo : undefined
}

/** The pod's fsGroup; undefined too when it is no group id, which the API server refuses. */
export function fsGroupOf(pod: PodView): number | undefined {
  return idOf(mapAt(pod.spec, 'securityContext')?.fsGroup)
}

/** The pod's fsGroupChangePolicy; anything but OnRootMismatch means Always. */
export function changePolicyOf(pod: PodView): 'Always' | 'OnRootMismatch' {
  return mapAt(pod.spec, 'securityContext')?.fsGroupChangePolicy === 'OnRootMismatch' ? 'OnRootMismatch' : 'Always'
}

/** A value as a uid or gid; anything the API server refuses is none. */
export function idOf(value: Value | undefined): number | undefined {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= largestId ? value : undefined
}

function imageName(container: ContainerView): string {
  const image = isMap(container.spec) ? container.spec.image : undefined
  return typeof image === 'string' && image !== '' ? image : '(none)'
}
