import type { ImageFacts } from '../../../knowledge/images/image-facts.ts'
import { compact } from '../../../manifest/compact.ts'
import { isMap, listAt, textAt } from '../../../manifest/value.ts'
import { type ContainerView, containersOf, type PodView } from '../../../workload/pod/pod.ts'
import type { WaitReason } from '../../../workload/reason/start-reason.ts'
import { all } from '../answer.ts'
import type { Answer, Identity } from '../mount.ts'
import { afterDrop } from '../process/root-phase.ts'
import type { JudgedVolume } from '../volume/volume.ts'
import { isReadOnly } from '../volume/wants.ts'
import { initialState, perhaps, type VolumeStates, withState, withSubPath, withUnlistedEntries } from './directories.ts'
import { hiddenProgram } from './hidden-program.ts'
import { missingSubPath } from './missing-sub-path.ts'
import { missingMountPoint, withMountPoints } from './mount-point.ts'
import { notMade } from './not-made.ts'
import { type Obstacle, podObstacle, refusedAsRoot, type StartProblem, stuckAsRoot } from './obstacle.ts'
import type { RunMount } from './run-mount.ts'
import type { ScriptOutcome, TracedStep } from './script-outcome.ts'
import { hasOwnArgv, runScript } from './script-run.ts'
import { setUpAgain } from './second-start.ts'
import { subPathOf } from './sub-path.ts'

/** A container with what is known of its process. */
export interface ContainerProcess {
  readonly container: ContainerView
  readonly process: Identity
  readonly image: ImageFacts | undefined
}

/** What a container meets when its turn comes. */
export interface ContainerStart extends ContainerProcess {
  readonly states: VolumeStates
  /** Whether it starts at all, and why not. */
  readonly starts: Answer
  readonly reason?: WaitReason
}

/** A pod's containers in the order in which they start, and why some do not. */
export interface PodStart {
  readonly meetings: readonly ContainerStart[]
  /** Each cause once, whatever it keeps from starting. */
  readonly problems: readonly StartProblem[]
  /** Scripts that may fail at a later start, on what the containers made until then. */
  readonly laterDoubts: readonly StartProblem[]
  /** What the containers' own scripts did, at the first start and at one after it. */
  readonly traces: readonly ScriptTrace[]
}

/** What the script of a container did at a start, step by step. */
export interface ScriptTrace {
  readonly container: ContainerView
  readonly steps: readonly TracedStep[]
  /** It is the start after the first, on what that one left. */
  readonly later?: true
}

interface Progress extends PodStart {
  /** As the next container meets them, and once the main containers have run their own scripts, too. */
  readonly states: VolumeStates
  readonly used: VolumeStates
  /** Some script sets owners or modes, so that a second start may meet another volume than the first. */
  readonly leavesTraces: boolean
  readonly starts: Answer
  readonly reason?: WaitReason
}

/**
 * Let the containers of a pod start one after the other: init containers in their order, then the others. What an
 * init container does to owners and modes is what the later ones meet; one that will fail keeps them from
 * starting.
 */
export function startOf(
  pod: PodView,
  volumes: ReadonlyMap<string, JudgedVolume>,
  actorOf: (container: ContainerView) => ContainerProcess,
): PodStart {
  const states: VolumeStates = new Map([...volumes].map(([name, volume]) => [name, initialState(volume)]))
  const actors = containersOf(pod).map(actorOf)
  const { meetings, problems, traces, ...first } = startFrom(pod, states, actors)
  if (first.starts === 'no' || !first.leavesTraces) return { meetings, problems, traces, laterDoubts: [] }
  const left = statesLeft(first.used, actors)
  const again = startFrom(pod, setUpAgain(pod, left), actors)
  const later = laterProblems(problems, again.problems)
  return {
    meetings,
    problems: [...problems, ...later.filter(({ starts }) => starts === 'no')],
    laterDoubts: later.filter(({ starts }) => starts === 'unknown'),
    traces: [...traces, ...again.traces.map(trace => ({ ...trace, later: true as const }))],
  }
}

function startFrom(pod: PodView, states: VolumeStates, actors: readonly ContainerProcess[]): Progress {
  const start = { states, used: states, leavesTraces: false, meetings: [], problems: [], laterDoubts: [], traces: [] }
  const obstacle = podObstacle(pod)
  const progress: Progress =
    obstacle === undefined
      ? { ...start, starts: 'yes' }
      : { ...start, starts: 'no', reason: obstacle.reason, problems: [{ obstacle, starts: 'no' }] }
  return actors.reduce((before, actor) => next(pod, before, actor), progress)
}

/** What the containers that keep running put into the volumes that they may write. */
function statesLeft(states: VolumeStates, actors: readonly ContainerProcess[]): VolumeStates {
  return actors
    .filter(({ container }) => container.role !== 'init')
    .reduce<VolumeStates>((all, { container, process, image }) => {
      const { uid } = afterDrop(process, image)
      return runMountsOf(container, all)
        .filter(({ readOnly }) => !readOnly)
        .reduce<VolumeStates>((now, { volume, path }) => {
          const state = now.get(volume)
          return state === undefined ? now : withState(now, volume, withUnlistedEntries(state, path, uid))
        }, all)
    }, states)
}

/** Scripts that fail, or may, on what the first start left, and did not then. */
function laterProblems(first: readonly StartProblem[], again: readonly StartProblem[]): readonly StartProblem[] {
  const told = new Set(first.map(({ container }) => container))
  return again
    .filter(({ obstacle, container }) => obstacle.step !== undefined && !told.has(container))
    .map(problem => ({ ...problem, onlyLater: true }))
}

function next(pod: PodView, before: Progress, actor: ContainerProcess): Progress {
  const { container } = actor
  const mounts = runMountsOf(container, before.states)
  const states = withSubPaths(before.states, mounts)
  const own = ownProblem(pod, before, actor, { mounts, states })
  const starts = all([before.starts, own?.starts ?? 'yes'])
  const reason = before.starts === 'no' ? before.reason : (own?.obstacle.reason ?? before.reason)
  const meeting = { ...actor, states, starts, ...(reason === undefined ? {} : { reason }) }
  const met: Progress = {
    ...before,
    states: withMountPoints(states, mounts),
    used: withMountPoints(withSubPaths(before.used, mounts), mounts),
    meetings: [...before.meetings, meeting],
    problems: own === undefined || isTold(before.problems, own) ? before.problems : [...before.problems, own],
  }
  if (container.list === 'ephemeralContainers') return met
  return container.list === 'initContainers' ? afterInit(met, actor, mounts, own) : afterMain(met, actor, mounts, own)
}

/**
 * A main container whose script will fail fails for itself: nothing waits for it. Of what its program does behind
 * that, nothing is known.
 */
function afterMain(
  before: Progress,
  { container, process }: ContainerProcess,
  mounts: readonly RunMount[],
  own: StartProblem | undefined,
): Progress {
  if (own !== undefined || before.starts === 'no' || !hasOwnArgv(container)) return before
  const outcome = runScript(container, process, mounts, before.used)
  return {
    ...before,
    used: outcome.states,
    ...traced(before, container, outcome),
    problems: withOwnFailure(before, process, container, outcome),
  }
}

function withOwnFailure(
  { problems }: Progress,
  process: Identity,
  container: ContainerView,
  outcome: ScriptOutcome,
): readonly StartProblem[] {
  if (outcome.succeeds !== 'no') return problems
  return [...problems, { container, starts: 'no', obstacle: failureOf(process, outcome) }]
}

function traced(
  { leavesTraces, traces }: Progress,
  container: ContainerView,
  { setsOwners, trace }: ScriptOutcome,
): Pick<Progress, 'leavesTraces' | 'traces'> {
  const steps = trace.length === 0 ? [] : [{ container, steps: trace }]
  return { leavesTraces: leavesTraces || setsOwners, traces: [...traces, ...steps] }
}

/** What is wrong with a volume keeps every container that mounts it from starting, and is one cause. */
function isTold(problems: readonly StartProblem[], { obstacle }: StartProblem): boolean {
  const cause = JSON.stringify(obstacle.reason)
  return obstacle.of === 'volume' && problems.some(other => JSON.stringify(other.obstacle.reason) === cause)
}

function afterInit(
  before: Progress,
  { container, process }: ContainerProcess,
  mounts: readonly RunMount[],
  own: StartProblem | undefined,
): Progress {
  if (before.starts === 'no') return before
  if (own !== undefined) {
    return { ...before, starts: all([before.starts, own.starts]), reason: waitingFor(own, container) }
  }
  const { states } = before
  const outcome = runScript(container, process, mounts, states)
  const traces = traced(before, container, outcome)
  // Nobody waits for a sidecar's command: what it changes may come too late, and it need not end well.
  if (container.role === 'sidecar') {
    const either = eitherOf(states, outcome.states)
    return {
      ...before,
      ...traces,
      states: either,
      used: either,
      problems: withOwnFailure(before, process, container, outcome),
    }
  }
  const after = { ...before, ...traces, states: outcome.states, used: outcome.states }
  if (outcome.succeeds === 'yes') return after
  const problem: StartProblem = { container, starts: outcome.succeeds, obstacle: failureOf(process, outcome) }
  return {
    ...after,
    starts: all([before.starts, outcome.succeeds]),
    reason: waitingFor(problem, container),
    problems: [...before.problems, problem],
  }
}

function waitingFor({ starts, obstacle: { reason } }: StartProblem, { name }: ContainerView): WaitReason {
  return { code: 'init-container', name, starts, reason }
}

function failureOf({ uid }: Identity, { command, lacks, step = 'unknown', succeeds }: ScriptOutcome): Obstacle {
  const fails = succeeds === 'no' ? 'yes' : 'unknown'
  return {
    of: 'command',
    step,
    ...(uid === 0 || lacks?.code === 'capability' ? { ofPrivilege: true } : {}),
    reason: { code: 'command-fails', fails, ...compact({ command, uid, lack: lacks }) },
  }
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
function ownProblem(
  pod: PodView,
  before: Progress,
  { container, process, image }: ContainerProcess,
  { mounts, states }: { readonly mounts: readonly RunMount[]; readonly states: VolumeStates },
): StartProblem | undefined {
  const refused = notMade(container) ?? refusedAsRoot(pod, container, process, image) ?? stuckAsRoot(process, image)
  if (refused !== undefined) return { container, starts: 'no', obstacle: refused }
  const blocked = mounts.flatMap(({ volume }) => states.get(volume)?.volume.facts.blocked ?? [])[0]
  if (blocked !== undefined) return { container, starts: 'no', obstacle: { of: 'volume', reason: blocked } }
  // What a container that never ran would have made, nobody knows.
  if (before.starts === 'no') return undefined
  const missing =
    missingMountPoint(pod, container, mounts, states) ?? hiddenProgram(pod, { container, image }, mounts, states)
  if (missing?.starts === 'no') return { container, ...missing }
  const subPath = missingSubPath(mounts, before.states)
  if (subPath !== undefined) return { container, starts: 'unknown', obstacle: subPath }
  return missing && { container, ...missing }
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
    return [{ volume, mountPath, path: subPathOf(spec, mount), readOnly: isReadOnly(mount, state.volume.facts) }]
  })
}
