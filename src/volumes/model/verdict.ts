import { isMap, listAt, textAt, type ValueMap } from '../../manifest/value.ts'
import { imageFacts } from '../../workload/image/images.ts'
import { runsOnWindows } from '../../workload/pod/operating-system.ts'
import { type ContainerView, containersOf, type PodView } from '../../workload/pod/pod.ts'
import type { AccessReason } from '../../workload/reason/access-reason.ts'
import type { Settings } from '../../workload/settings/settings.ts'
import type { Answer, MountVerdict } from './mount.ts'
import { whole } from './partial.ts'
import { identityOf } from './process/identity.ts'
import { accessTo, type MountAccessInput } from './process/mount-access.ts'
import { mountReason } from './process/mount-reason.ts'
import { afterDrop } from './process/root-phase.ts'
import { type Directory, directoriesBelow, directoryAt, initialState, withSubPath } from './start/directories.ts'
import { nodeDoubts } from './start/node-doubt.ts'
import type { StartProblem } from './start/obstacle.ts'
import { type ContainerProcess, type ContainerStart, type PodStart, startOf, subPathOf } from './start/order.ts'
import type { StreamStorage } from './volume/facts.ts'
import { volumesOf } from './volume/named-volumes.ts'
import { type JudgedVolume, judgeVolume } from './volume/volume.ts'
import { isReadOnly, wantsOf } from './volume/wants.ts'
import { anyWorld, merged } from './worlds.ts'

/**
 * Who can read and write every mount of a pod, in the order of its containers and their mounts.
 *
 * The pod is thought through as it starts: the kubelet sets the volumes up, init containers run one after the other,
 * and each container meets what is there then. Windows pods have no UNIX modes and get no verdicts.
 */
export function judgeMounts(pod: PodView, storage: StreamStorage, settings: Settings): readonly MountVerdict[] {
  const verdicts = judgeOnNode(pod, storage, settings)
  const [doubt] = nodeDoubts(pod)
  return doubt === undefined ? verdicts : verdicts.map(verdict => doubted(verdict, doubt.obstacle.reason))
}

/** The same on a node that has all that the pod asks for: what fixes are tried against. */
export function judgeOnNode(pod: PodView, storage: StreamStorage, settings: Settings): readonly MountVerdict[] {
  const last = judgements.get(pod)
  if (last !== undefined && last.storage === storage && last.settings === settings) return last.verdicts
  const verdicts = judged(pod, storage, settings)
  judgements.set(pod, { storage, settings, verdicts })
  return verdicts
}

/** Check, hardening and the search for fixes ask about the same pods, each by itself. */
const judgements = new WeakMap<PodView, Judged>()

interface Judged {
  readonly storage: StreamStorage
  readonly settings: Settings
  readonly verdicts: readonly MountVerdict[]
}

function judged(pod: PodView, storage: StreamStorage, settings: Settings): readonly MountVerdict[] {
  if (runsOnWindows(pod)) return []
  const volumes = judgedVolumes(pod, storage, settings)
  const volumeGroups = [...volumes.values()].flatMap(({ group }) => (group === undefined ? [] : [group]))
  const actors = new Map(
    containersOf(pod).map(container => [key(container), actorOf(pod, container, volumeGroups, settings)]),
  )
  const actor = (container: ContainerView): ContainerProcess =>
    actors.get(key(container)) ?? actorOf(pod, container, volumeGroups, settings)
  const users = usersOf([...actors.values()], volumes)
  const start = startOf(pod, volumes, actor)
  found.set(pod, start)
  return start.meetings.flatMap(meeting => verdictsOf(pod, meeting, users))
}

/** A container may mount nothing, so that no verdict tells of it. */
const found = new WeakMap<PodView, PodStart>()

/** Let a pod start as `twin` does, which was judged: nothing that decides about them differs. */
export function startsLike(pod: PodView, twin: PodView): void {
  const start = found.get(twin)
  if (start !== undefined) found.set(pod, start)
}

/** Why containers of a pod do not start, or may not; judges the pod where nobody has. */
export function startProblems(pod: PodView, storage: StreamStorage, settings: Settings): readonly StartProblem[] {
  if (runsOnWindows(pod)) return []
  if (!found.has(pod)) judgeOnNode(pod, storage, settings)
  return [...(found.get(pod)?.problems ?? []), ...nodeDoubts(pod)]
}

/** Scripts of a pod that was judged that may fail at a start after the first. */
export function laterDoubts(pod: PodView): readonly StartProblem[] {
  return found.get(pod)?.laterDoubts ?? []
}

/** How a pod that was judged starts; undefined where nobody has judged it. */
export function startIn(pod: PodView): PodStart | undefined {
  return found.get(pod)
}

/** Containers of a pod that was judged, of which it is certain that they do not start or end well, and whose own doing that is. */
export function neverStarts(pod: PodView, { list, index }: ContainerView): boolean {
  return (found.get(pod)?.problems ?? []).some(
    ({ starts, container }) => starts === 'no' && container?.list === list && container.index === index,
  )
}

/** What holds only if the pod starts is not certain where that is not. */
function doubted(verdict: MountVerdict, reason: AccessReason): MountVerdict {
  const { access, wants } = verdict
  const { read, create, modify, own } = access
  const capped = { read: perhaps(read), create: perhaps(create), modify: perhaps(modify), own: perhaps(own) }
  const now = { ...verdict, read: capped.read, write: capped.create, access: capped }
  return verdict[wants] === 'yes' ? { ...now, reason, fromStart: true } : now
}

function perhaps(answer: Answer): Answer {
  return answer === 'no' ? 'no' : 'unknown'
}

/** The first volume of a name counts; the API server refuses a second one. */
function judgedVolumes(pod: PodView, storage: StreamStorage, settings: Settings): ReadonlyMap<string, JudgedVolume> {
  const named = volumesOf(pod).toReversed()
  return new Map(named.map(volume => [volume.name, judgeVolume(pod, volume, { storage, settings })]))
}

function key({ list, index }: ContainerView): string {
  return `${list}/${index}`
}

function actorOf(
  pod: PodView,
  container: ContainerView,
  volumeGroups: readonly number[],
  settings: Settings,
): ContainerProcess {
  const image = imageFacts(textAt(container.spec, 'image'), settings)
  return { container, image, process: identityOf(pod, container, { image, volumeGroups }) }
}

/** The uids of the containers that keep running and write a volume, by its name; undefined is an unknown one. */
type Users = ReadonlyMap<string, readonly (number | undefined)[]>

function usersOf(actors: readonly ContainerProcess[], volumes: ReadonlyMap<string, JudgedVolume>): Users {
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

function verdictsOf(pod: PodView, meeting: ContainerStart, users: Users): readonly MountVerdict[] {
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
  const state = meeting.states.get(volume)
  if (state === undefined) return { pod, container, index, volume, mountPath, process, fixes: [], ...noVolume(volume) }
  const path = subPathOf(mount)
  const directory = directoryAt(state, path) ?? { worlds: anyWorld, reowned: [] }
  const { facts } = state.volume
  const encounter: MountAccessInput = {
    process,
    image: meeting.image,
    volume: state.volume,
    directory,
    below: directoriesBelow(state, path),
    mountPath,
    path,
    way: { readOnly: isReadOnly(mount, facts), remote: facts.remote },
    alone: isAlone(users.get(volume) ?? []),
  }
  const wants = wantsOf(mount, facts)
  const { access, ...why } = answered(encounter, meeting, wants)
  const { read, create: write } = access
  const reowned = directory.reowned.length < 2 ? directory.reowned : [...new Set(directory.reowned)]
  const { source } = facts
  const { fresh, root, met } = ownersOf(state.volume, path, directory)
  const [subPath, subPathExpr] = [textAt(mount, 'subPath'), textAt(mount, 'subPathExpr')]
  const judged = { wants, source, facts, reowned, read, write, access, ...why, fresh, root, met, subPath, subPathExpr }
  return { pod, container, index, volume, mountPath, process, fixes: [], ...judged }
}

/** A container that cannot start reads and writes nothing; one that may not start does nothing for certain. */
function answered(
  encounter: MountAccessInput,
  { starts, reason }: ContainerStart,
  wants: 'read' | 'write',
): Pick<MountVerdict, 'access' | 'reason' | 'fromStart'> {
  const access = accessTo(encounter)
  const wanted = wants === 'read' ? access.read : access.create
  if (starts === 'yes' || reason === undefined) return { access, reason: mountReason(encounter, wants, wanted) }
  const limited = (answer: Answer): Answer => (starts === 'no' ? 'no' : perhaps(answer))
  const { read, create, modify, own } = access
  const capped = { read: limited(read), create: limited(create), modify: limited(modify), own: limited(own) }
  if (starts === 'no' || wanted === 'yes') return { access: capped, reason, fromStart: true }
  return { access: capped, reason: mountReason(encounter, wants, wanted) }
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
