import { textAt } from '../../manifest/value.ts'
import { imageFacts } from '../../workload/image/images.ts'
import { runsOnWindows } from '../../workload/pod/operating-system.ts'
import { type ContainerView, containersOf, type PodView } from '../../workload/pod/pod.ts'
import type { AccessReason } from '../../workload/reason/access-reason.ts'
import type { Settings } from '../../workload/settings/settings.ts'
import { doubtful } from './answer.ts'
import type { MountVerdict } from './mount.ts'
import { usersOf, verdictsOf } from './mount-verdict.ts'
import { identityOf } from './process/identity.ts'
import { eachUse } from './process/mount-access.ts'
import { nodeDoubts } from './start/node-doubt.ts'
import type { StartProblem } from './start/obstacle.ts'
import { type ContainerProcess, type PodStart, startOf } from './start/order.ts'
import type { StreamStorage } from './volume/facts.ts'
import { volumesOf } from './volume/named-volumes.ts'
import { type JudgedVolume, judgeVolume } from './volume/volume.ts'

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
  const { start, users } = started(pod, storage, settings)
  return start.meetings.flatMap(meeting => verdictsOf(pod, meeting, users))
}

/** How a pod starts, and who uses its volumes then. */
function started(pod: PodView, storage: StreamStorage, settings: Settings) {
  const volumes = judgedVolumes(pod, storage, settings)
  const volumeGroups = [...volumes.values()].flatMap(({ group }) => (group === undefined ? [] : [group]))
  const actors = new Map(
    containersOf(pod).map(container => [key(container), actorOf(pod, container, volumeGroups, settings)]),
  )
  const actor = (container: ContainerView): ContainerProcess =>
    actors.get(key(container)) ?? actorOf(pod, container, volumeGroups, settings)
  const start = startOf(pod, volumes, actor)
  found.set(pod, start)
  return { start, users: usersOf([...actors.values()], volumes) }
}

/** A container may mount nothing, so that no verdict tells of it. */
const found = new WeakMap<PodView, PodStart>()

/** Let a pod start as `twin` does, which was judged: nothing that decides about them differs. */
export function startsLike(pod: PodView, twin: PodView): void {
  const start = found.get(twin)
  if (start !== undefined) found.set(pod, start)
}

/** Why containers of a pod do not start, or may not; where nobody has judged the pod, its mounts are not. */
export function startProblems(pod: PodView, storage: StreamStorage, settings: Settings): readonly StartProblem[] {
  if (runsOnWindows(pod)) return []
  const start = found.get(pod) ?? started(pod, storage, settings).start
  return [...start.problems, ...nodeDoubts(pod)]
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
  const access = eachUse(verdict.access, doubtful)
  const now = { ...verdict, read: access.read, write: access.create, access }
  return verdict[verdict.wants] === 'yes' ? { ...now, reason, fromStart: true } : now
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
