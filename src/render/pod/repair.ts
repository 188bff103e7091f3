import { compactMap } from '../../manifest/compact.ts'
import { textAt, type Value, type ValueMap } from '../../manifest/value.ts'
import { initMounts, type MountPlace, ownedVolumes } from '../../permissions/fix/init-mounts.ts'
import { copiedResources, nameBeside, sharingNames } from '../../permissions/fix/injected.ts'
import { grouped } from '../../permissions/grouped.ts'
import type { InitContainer, Resources } from '../../security/container.ts'
import { copyableEnv } from '../../security/env.ts'
import { ownerAlignedInitContainer } from '../../security/owner-aligned-init.ts'
import type { ChownInit, Claim } from '../values/pod.ts'
import type { Values } from '../values/values.ts'
import { mapsAt } from './fields.ts'
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
  readonly resources: Value
}

/** What a pod does before anything else, so that its claims can be written. */
export interface Repairs {
  readonly chown: ChownView | null
  /** Containers that share volumes as their owners, whole. */
  readonly sharing: readonly ValueMap[]
}

/** A mount of a claim that its container writes. */
interface Need {
  readonly container: ValueMap
  readonly place: MountPlace
  readonly claim: Claim
  readonly mechanism: Mechanism | undefined
}

/** A pod that needs repairs: its containers, the main one first, with an image that can make them. */
export interface Damaged {
  readonly containers: readonly ValueMap[]
  readonly image: string
  readonly chownInit: ChownInit
}

/** The repairs that a pod needs for the claims that it writes. They are those that the post-renderer would make. */
export function repairsOf(values: Values, pod: Damaged): Repairs {
  const needs = needsOf(values, pod.containers)
  const chowned = needs.filter(({ mechanism }) => mechanism === 'chownInit')
  const shared = needs.filter(({ mechanism }) => mechanism === 'ownerAlignedInit')
  return {
    chown: chowned.length === 0 ? null : chownView(values, pod, chowned),
    sharing: sharingContainers(values, pod, shared),
  }
}

/** By volume, in the order in which each is first mounted: a volume is repaired as a whole. */
function needsOf(values: Values, containers: readonly ValueMap[]): readonly Need[] {
  const claims = claimsOf(values.volumes)
  const needs = containers.flatMap(container =>
    mapsAt(container, 'volumeMounts').flatMap(mount => {
      const claim = claims.get(textAt(mount, 'name') ?? '')
      if (claim === undefined || mount.readOnly === true) return []
      const mechanism = mechanismOf(claim, values.identity, values.level)
      return [{ container, place: placeOf(mount), claim, mechanism }]
    }),
  )
  return grouped(needs, ({ place }) => place.volume).flat()
}

function placeOf(mount: ValueMap): MountPlace {
  const [subPath, subPathExpr] = [textAt(mount, 'subPath'), textAt(mount, 'subPathExpr')]
  return {
    volume: textAt(mount, 'name') ?? '',
    mountPath: textAt(mount, 'mountPath') ?? '',
    ...(subPath === undefined ? {} : { subPath }),
    ...(subPathExpr === undefined ? {} : { subPathExpr }),
  }
}

function chownView({ identity }: Values, { containers, image, chownInit }: Damaged, needs: readonly Need[]): ChownView {
  return {
    name: chownInit.name,
    image: chownInit.image ?? image,
    uid: identity.user,
    gid: volumeGroup(identity),
    mounts: initMounts(needs.map(({ place }) => place)).map(compactMap),
    policy: chownInit.policy,
    env: containers.flatMap(container => copyableEnv(container.env)).map(compactMap),
    resources: compactMap(resourcesFor(chownInit, needs)),
  }
}

/** One container for each owner; all share with one group, the volumes'. */
function sharingContainers(values: Values, pod: Damaged, needs: readonly Need[]): ValueMap[] {
  const names = [pod.chownInit.name, ...pod.containers.map(({ name }) => String(name))]
  const containers: InitContainer[] = []
  for (const served of grouped(needs, need => JSON.stringify(ownerOf(need, values)))) {
    const [first] = served
    if (first === undefined) continue
    const owner = ownerOf(first, values)
    const name = nameBeside([...names, ...containers.map(made => made.name)], sharingNames(owner.uid))
    containers.push(sharingContainer(values, pod, { name, owner, served }))
  }
  return containers.map(compactMap)
}

interface Sharing {
  readonly name: string
  readonly owner: { readonly uid: number; readonly gid: number }
  readonly served: readonly Need[]
}

function sharingContainer({ identity }: Values, pod: Damaged, { name, owner, served }: Sharing): InitContainer {
  return ownerAlignedInitContainer({
    name,
    owner,
    image: pod.chownInit.image ?? pod.image,
    gid: volumeGroup(identity),
    volumes: ownedVolumes(served.map(({ place }) => place)),
    resources: resourcesFor(pod.chownInit, served),
  })
}

function ownerOf({ claim }: Need, { identity }: Values): Sharing['owner'] {
  const { uid, gid } = storageOf(claim).root ?? { uid: identity.user, gid: identity.group }
  return { uid, gid }
}

/** Those of the values, else of the container that is helped: a quota refuses a pod whose container asks for nothing. */
function resourcesFor({ resources }: ChownInit, [first]: readonly Need[]): Resources {
  if (resources !== undefined) return copiedResources({ resources })
  return first === undefined ? {} : copiedResources(first.container)
}
