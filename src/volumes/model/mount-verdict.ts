import { isMap, listAt, textAt, type ValueMap } from '../../manifest/value.ts'
import type { PodView } from '../../workload/pod/pod.ts'
import type { AccessReason } from '../../workload/reason/access-reason.ts'
import { all, doubtful } from './answer.ts'
import type { Answer, MountVerdict } from './mount.ts'
import { whole } from './partial.ts'
import { type Access, accessTo, eachUse, type MountAccessInput } from './process/mount-access.ts'
import { mountReason } from './process/mount-reason.ts'
import { passes } from './process/reach.ts'
import { afterDrop } from './process/root-phase.ts'
import {
  cleanPath,
  type Directory,
  directoriesBelow,
  directoryAt,
  initialState,
  withSubPath,
} from './start/directories.ts'
import type { ContainerProcess, ContainerStart } from './start/order.ts'
import { subPathOf } from './start/sub-path.ts'
import type { JudgedVolume } from './volume/volume.ts'
import { isReadOnly, wantsOf } from './volume/wants.ts'
import { anyWorld, merged } from './worlds.ts'

/** The uids of the containers that keep running and write a volume, by its name; undefined is an unknown one. */
export type Users = ReadonlyMap<string, readonly (number | undefined)[]>

/** Who keeps running and writes each volume, by its name. */
export function usersOf(actors: readonly ContainerProcess[], volumes: ReadonlyMap<string, JudgedVolume>): Users {
  const uses = actors
    .filter(({ container }) => container.role !== 'init')
    .flatMap(({ container, process, image }) =>
      listAt(container.spec, 'volumeMounts').flatMap(mount => {
        const name = textAt(mount, 'name')
        const facts = name === undefined ? undefined : volumes.get(name)?.facts
        if (!isMap(mount) || name === undefined || facts === undefined || isReadOnly(mount, facts)) return []
        return [{ name, uid: afterDrop(process, image).uid }]
      }),
    )
  return new Map([...volumes.keys()].map(name => [name, uses.filter(use => use.name === name).map(({ uid }) => uid)]))
}

/** Files that the pod makes are its program's own if nobody with another uid makes some, too. */
function isAlone(uids: readonly (number | undefined)[]): Answer {
  const [first] = uids
  return first !== undefined && uids.every(uid => uid === first) ? 'yes' : 'unknown'
}

/** The verdicts on the mounts of a container, in their order. */
export function verdictsOf(pod: PodView, meeting: ContainerStart, users: Users): readonly MountVerdict[] {
  return listAt(meeting.container.spec, 'volumeMounts').flatMap((mount, index) =>
    isMap(mount) ? [verdictOf(pod, meeting, { mount, index, users })] : [],
  )
}

interface MountPlace {
  readonly mount: ValueMap
  readonly index: number
  readonly users: Users
}

function verdictOf(pod: PodView, meeting: ContainerStart, place: MountPlace): MountVerdict {
  const { mount, index, users } = place
  const { container, process } = meeting
  const volume = textAt(mount, 'name') ?? ''
  const mountPath = textAt(mount, 'mountPath') ?? ''
  const encounter = encountered(meeting, mount, users)
  if (encounter === undefined) {
    return { pod, container, index, volume, mountPath, process, fixes: [], ...noVolume(volume) }
  }
  const { directory, path } = encounter
  const { facts } = encounter.volume
  const wants = wantsOf(mount, facts)
  const { access, ...why } = answered(reached(encounter, outerOf(meeting, mount, users), wants), meeting, wants)
  const { read, create: write } = access
  const reowned = directory.reowned.length < 2 ? directory.reowned : [...new Set(directory.reowned)]
  const { source } = facts
  const { fresh, root, met } = ownersOf(encounter.volume, path, directory)
  const [subPath, subPathExpr] = [textAt(mount, 'subPath'), textAt(mount, 'subPathExpr')]
  const judged = { wants, source, facts, reowned, read, write, access, ...why, fresh, root, met, subPath, subPathExpr }
  return { pod, container, index, volume, mountPath, process, fixes: [], ...judged }
}

/** A mount as its container meets it; undefined where the pod has no such volume. */
function encountered(meeting: ContainerStart, mount: ValueMap, users: Users): MountAccessInput | undefined {
  const name = textAt(mount, 'name') ?? ''
  const state = meeting.states.get(name)
  if (state === undefined) return undefined
  const { process, image } = meeting
  const path = subPathOf(meeting.container.spec, mount)
  const volume = mountedOf(state.volume, path)
  const { facts } = volume
  return {
    process,
    image,
    volume,
    directory: directoryAt(state, path) ?? { worlds: anyWorld, reowned: [] },
    below: directoriesBelow(state, path),
    mountPath: textAt(mount, 'mountPath') ?? '',
    path,
    way: { readOnly: isReadOnly(mount, facts), remote: facts.remote },
    alone: isAlone(users.get(name) ?? []),
  }
}

/** A volume as a mount of one path meets it: of an image that has no directory there, this is what is to be said. */
function mountedOf(volume: JudgedVolume, path: string): JudgedVolume {
  if (volume.absent?.has(path) !== true) return volume
  return { ...volume, facts: { ...volume.facts, unknown: [{ code: 'image-path-absent', path }] } }
}

/** The mounts of the same container that a mount lies below. */
function outerOf(meeting: ContainerStart, mount: ValueMap, users: Users): readonly MountAccessInput[] {
  const mounts = listAt(meeting.container.spec, 'volumeMounts')
  if (mounts.length < 2) return []
  const place = cleanPath(textAt(mount, 'mountPath') ?? '') ?? ''
  const outer = mounts.filter(other => place.startsWith(`${cleanPath(textAt(other, 'mountPath') ?? '') ?? '..'}/`))
  return outer.flatMap(other => (isMap(other) ? (encountered(meeting, other, users) ?? []) : []))
}

interface Judgement {
  readonly access: Access
  readonly reason: AccessReason
}

/** What may be done through a mount that lies below others, and why or why not. */
function reached(encounter: MountAccessInput, outer: readonly MountAccessInput[], wants: 'read' | 'write'): Judgement {
  const access = accessTo(encounter)
  const wanted = wants === 'read' ? access.read : access.create
  const shut = shutBy(outer)
  if (shut === undefined) return { access, reason: mountReason(encounter, wants, wanted) }
  const passing = passes(shut)
  const decides = wanted === 'yes' || passing === 'no'
  const reason = decides ? mountReason(shut, 'read', passing) : mountReason(encounter, wants, wanted)
  return { access: eachUse(access, answer => all([passing, answer])), reason }
}

/** The first of them that the program may not walk through, else the first of which that is open. */
function shutBy(outer: readonly MountAccessInput[]): MountAccessInput | undefined {
  return outer.find(one => passes(one) === 'no') ?? outer.find(one => passes(one) === 'unknown')
}

/** A container that cannot start reads and writes nothing; one that may not start does nothing for certain. */
function answered(
  { access, reason: own }: Judgement,
  { starts, reason }: ContainerStart,
  wants: 'read' | 'write',
): Judgement & Pick<MountVerdict, 'fromStart'> {
  const wanted = wants === 'read' ? access.read : access.create
  if (starts === 'yes' || reason === undefined) return { access, reason: own }
  const capped = eachUse(access, answer => (starts === 'no' ? 'no' : doubtful(answer)))
  if (starts === 'no' || wanted === 'yes') return { access: capped, reason, fromStart: true }
  return { access: capped, reason: own }
}

/** Owner and mode of the mounted directory: before the kubelet's set-up, after it, and when the container starts. */
function ownersOf(
  volume: JudgedVolume,
  path: string,
  { worlds }: Directory,
): Pick<MountVerdict, 'fresh' | 'root' | 'met'> {
  const before = path === '' ? volume.fresh : atStart({ ...volume, root: volume.fresh }, path)
  const after = path === '' ? volume.root : atStart(volume, path)
  return { fresh: whole(before), root: whole(after), met: whole(merged(worlds)) }
}

function atStart(volume: JudgedVolume, path: string) {
  return merged(directoryAt(withSubPath(initialState(volume), path), path)?.worlds ?? anyWorld)
}

function noVolume(volume: string) {
  const access = { read: 'no', create: 'no', modify: 'no', own: 'no' } as const
  return {
    wants: 'write',
    source: 'no volume',
    reowned: [],
    read: 'no',
    write: 'no',
    access,
    reason: { code: 'no-volume', volume },
  } as const
}
