import { isMap, listAt, textAt, type ValueMap } from '../../manifest/value.ts'
import { copyableEnv } from '../../security/env.ts'
import type { WorkloadMount } from '../../security/mounts.ts'
import { ownerAlignedInitContainer } from '../../security/owner-aligned-init.ts'
import type { Level } from '../../workload/level.ts'
import type { ChownInit, Claim, Identity } from '../values/pod.ts'
import type { Values } from '../values/values.ts'
import { compact } from './plain.ts'
import { claimsOf, type Mechanism, mechanismOf, storageOf, volumeGroup } from './storage.ts'

/** Arguments of the `chownInit` helper. */
export interface ChownView {
  readonly name: string
  readonly image: string
  readonly uid: number
  readonly gid: number
  readonly mounts: readonly ValueMap[]
  readonly policy: string
  readonly env: readonly ValueMap[]
  readonly resources: ValueMap | null
}

/** What a pod does before anything else, so that its claims can be written. */
export interface Repairs {
  readonly chown: ChownView | null
  readonly first: readonly ValueMap[]
}

interface Need {
  readonly mount: WorkloadMount
  readonly claim: Claim
  readonly mechanism: Mechanism | undefined
}

/** The repairs that a pod of these containers needs for the claims that they write. */
export function repairsOf(
  values: Values,
  containers: readonly ValueMap[],
  image: string,
  chownInit: ChownInit,
): Repairs {
  const needs = needsOf(containers, claimsOf(values.volumes), values.identity, values.level)
  const chowned = needs.filter(({ mechanism }) => mechanism === 'chownInit').map(({ mount }) => mount)
  const shared = needs.filter(({ mechanism }) => mechanism === 'ownerAlignedInit')
  return {
    chown: chowned.length === 0 ? null : chownView(chowned, values.identity, image, chownInit, containers),
    first: shared.map((need, index) => ownerAligned(need, index, values.identity, chownInit.image ?? image)),
  }
}

/** Each claim that is written, once for each place inside it. */
function needsOf(
  containers: readonly ValueMap[],
  claims: ReadonlyMap<string, Claim>,
  identity: Identity,
  level: Level,
): Need[] {
  const mounts = containers
    .flatMap(container => listAt(container, 'volumeMounts'))
    .flatMap(mount => (isMap(mount) ? [mount] : []))
  const written = mounts.filter(mount => mount.readOnly !== true && claims.has(textAt(mount, 'name') ?? ''))
  const distinct = written.filter(
    (mount, index) => index === written.findIndex(other => placeOf(other) === placeOf(mount)),
  )
  return distinct.flatMap(mount => {
    const claim = claims.get(textAt(mount, 'name') ?? '')
    return claim === undefined
      ? []
      : [{ mount: workloadMount(mount), claim, mechanism: mechanismOf(claim, identity, level) }]
  })
}

function placeOf(mount: ValueMap): string {
  return JSON.stringify([mount.name, mount.subPath ?? '', mount.subPathExpr ?? ''])
}

function workloadMount(mount: ValueMap): WorkloadMount {
  const [subPath, subPathExpr] = [textAt(mount, 'subPath'), textAt(mount, 'subPathExpr')]
  return {
    name: textAt(mount, 'name') ?? '',
    mountPath: textAt(mount, 'mountPath') ?? '',
    ...(subPath === undefined ? {} : { subPath }),
    ...(subPathExpr === undefined ? {} : { subPathExpr }),
  }
}

function chownView(
  mounts: readonly WorkloadMount[],
  identity: Identity,
  image: string,
  { name, policy, resources, image: ownImage }: ChownInit,
  containers: readonly ValueMap[],
): ChownView {
  return {
    name,
    image: ownImage ?? image,
    uid: identity.user,
    gid: volumeGroup(identity),
    mounts: mounts.map(compact),
    policy,
    env: containers.flatMap(container => copyableEnv(container.env)).map(compact),
    resources: resources === undefined ? null : compact(resources),
  }
}

/** The kubelet makes a missing `subPath` as root, so the owner makes it first, in the volume's root. */
function ownerAligned({ mount, claim }: Need, index: number, identity: Identity, image: string): ValueMap {
  const owner = storageOf(claim).root ?? { uid: identity.user, gid: identity.group }
  const directories = mount.subPath === undefined ? {} : { directories: [mount.subPath] }
  const container = ownerAlignedInitContainer({
    name: index === 0 ? 'share-volumes' : `share-volumes-${index + 1}`,
    image,
    owner: { uid: owner.uid, gid: owner.gid },
    gid: volumeGroup(identity),
    volumes: [{ name: mount.name, mountPath: mount.mountPath, ...directories }],
  })
  return compact(container)
}
