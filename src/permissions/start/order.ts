import { isMap, listAt, textAt, type ValueMap } from '../../manifest/value.ts'
import type { ImageFacts } from '../../workload/image.ts'
import { type ContainerView, containersOf, type PodView } from '../../workload/pod.ts'
import { all } from '../answer.ts'
import type { Answer, Identity } from '../mount.ts'
import { refusedAsRoot } from '../process/identity.ts'
import { cannotDrop } from '../process/root-phase.ts'
import type { JudgedVolume } from '../volume/volume.ts'
import { isReadOnly } from '../volume/wants.ts'
import { cleanPath, initialState, perhaps, type VolumeStates, withState, withSubPath } from './directories.ts'
import { type RunMount, runScript } from './script-run.ts'

/** A container with what is known of its process. */
export interface Actor {
  readonly container: ContainerView
  readonly process: Identity
  readonly image: ImageFacts | undefined
}

/** What a container meets when its turn comes. */
export interface Meeting extends Actor {
  readonly states: VolumeStates
  /** Whether it starts at all, and why not. */
  readonly starts: Answer
  readonly because?: string
}

interface Progress {
  readonly states: VolumeStates
  readonly starts: Answer
  readonly because?: string
  readonly meetings: readonly Meeting[]
}

/**
 * Let the containers of a pod start one after the other: init containers in their order, then the others. What an
 * init container does to owners and modes is what the later ones meet; one that is bound to fail keeps them from
 * starting.
 */
export function meetingsOf(
  pod: PodView,
  volumes: ReadonlyMap<string, JudgedVolume>,
  actorOf: (container: ContainerView) => Actor,
): readonly Meeting[] {
  const states: VolumeStates = new Map([...volumes].map(([name, volume]) => [name, initialState(volume)]))
  const start: Progress = { states, starts: 'yes', meetings: [] }
  return containersOf(pod).reduce<Progress>((progress, container) => next(pod, progress, actorOf(container)), start)
    .meetings
}

function next(pod: PodView, before: Progress, actor: Actor): Progress {
  const mounts = runMountsOf(actor.container, before.states)
  const states = withSubPaths(before.states, mounts)
  const own = ownObstacle(pod, actor, mounts, states)
  const blocked = before.starts === 'no' ? before.because : own
  const starts: Answer = blocked === undefined ? before.starts : 'no'
  const because = blocked ?? before.because
  const meeting = { ...actor, states, starts, ...(because === undefined ? {} : { because }) }
  const meetings = [...before.meetings, meeting]
  if (actor.container.list !== 'initContainers') return { ...before, states, meetings }
  return { ...afterInit(before, actor, mounts, { states, own }), meetings }
}

function afterInit(
  before: Progress,
  { container, process }: Actor,
  mounts: readonly RunMount[],
  { states, own }: { readonly states: VolumeStates; readonly own: string | undefined },
): Omit<Progress, 'meetings'> {
  if (before.starts === 'no') return before
  if (own !== undefined)
    return { states, starts: 'no', because: `init container ${container.name} cannot start: ${own}` }
  const outcome = runScript(container, process, mounts, states)
  // Nobody waits for a sidecar's command: what it changes may come too late, and it need not end well.
  if (container.role === 'sidecar') return { ...before, states: eitherOf(states, outcome.states) }
  const starts = all([before.starts, outcome.succeeds])
  const failure = outcome.succeeds === 'yes' ? before.because : failureOf(container, process, outcome)
  return { states: outcome.states, starts, ...(failure === undefined ? {} : { because: failure }) }
}

function failureOf(
  { name }: ContainerView,
  process: Identity,
  { succeeds, because }: { readonly succeeds: Answer; readonly because?: string },
): string {
  const who = process.uid === undefined ? 'a process of unknown user' : `uid ${process.uid}`
  const how = succeeds === 'no' ? 'is bound to fail' : 'may fail'
  return `init container ${name} ${how}: ${because ?? 'its command'} by ${who}`
}

function eitherOf(before: VolumeStates, after: VolumeStates): VolumeStates {
  return new Map(
    [...after].map(([name, state]) => {
      const was = before.get(name)
      return [name, was === undefined ? state : perhaps(was, state)] as const
    }),
  )
}

/** Why this container cannot start, whatever came before it. */
function ownObstacle(
  pod: PodView,
  { container, process, image }: Actor,
  mounts: readonly RunMount[],
  states: VolumeStates,
): string | undefined {
  const blocked = mounts.map(({ volume }) => states.get(volume)?.volume.facts.blocked)
  return (
    refusedAsRoot(pod, container, process, image) ??
    cannotDrop(process, image) ??
    blocked.find(because => because !== undefined)
  )
}

function withSubPaths(states: VolumeStates, mounts: readonly RunMount[]): VolumeStates {
  return mounts.reduce<VolumeStates>((made, { volume, path }) => {
    const state = made.get(volume)
    return state === undefined || path === '' ? made : withState(made, volume, withSubPath(state, path))
  }, states)
}

/** The container's mounts of volumes that exist. */
function runMountsOf({ spec }: ContainerView, states: VolumeStates): readonly RunMount[] {
  return listAt(spec, 'volumeMounts').flatMap(mount => {
    const volume = textAt(mount, 'name')
    const state = volume === undefined ? undefined : states.get(volume)
    if (!isMap(mount) || volume === undefined || state === undefined) return []
    const mountPath = textAt(mount, 'mountPath') ?? ''
    return [{ volume, mountPath, path: subPathOf(mount), readOnly: isReadOnly(mount, state.volume.facts) }]
  })
}

/**
 * The path inside the volume that a mount shows. An expression stands for a directory of its own: two mounts with one
 * expression show the same one.
 */
export function subPathOf(mount: ValueMap): string {
  const written = textAt(mount, 'subPath') ?? ''
  const path = written === '' ? (textAt(mount, 'subPathExpr') ?? '') : written
  return cleanPath(path) ?? ''
}
