import { listAt, type Value } from '../../../manifest/value.ts'
import { type ScriptStep, scriptSteps } from '../../../security/chown-script.ts'
import type { ContainerView } from '../../../workload/pod.ts'
import type { StepLack } from '../../../workload/reason/start-reason.ts'
import { all, everywhere } from '../answer.ts'
import type { Answer, Identity } from '../mount.ts'
import { nothingKnown, type PartialOwnership } from '../partial.ts'
import { directoryAccess, isOwner } from '../process/access.ts'
import { anyWorld, inEvery } from '../worlds.ts'
import {
  cleanPath,
  directoryAt,
  parentOf,
  perhaps,
  throughout,
  type VolumeState,
  type VolumeStates,
  withState,
  withUnlistedBelow,
  withUnlistedEntries,
} from './directories.ts'
import { whatStepLacks } from './step-failure.ts'
import { runStep, type StepOutcome } from './step-run.ts'
import { expanded, variablesOf } from './variables.ts'

/** A mount of the container that runs, in the order of its mount paths' length: the longest prefix of a path counts. */
export interface RunMount {
  readonly volume: string
  readonly mountPath: string
  readonly path: string
  readonly readOnly: boolean
}

/** A step that fails or may fail, and what it would take. */
interface Failing {
  readonly command: string
  readonly lacks?: StepLack
  readonly step: ScriptStep['op']
}

/** What a command leaves, and whether it ends well. */
export interface ScriptOutcome {
  readonly states: VolumeStates
  readonly succeeds: Answer
  /** Whether the step that ran last ended well, which decides about one after `&&`. */
  readonly last: Answer
  /** The script has ended, by `exit`. */
  readonly ended: Answer
  /** The last step that failed or may have. */
  readonly failed?: Failing
  /** The first step that fails or may fail, and what it would take. */
  readonly command?: string
  readonly lacks?: StepLack
  readonly step?: ScriptStep['op']
  /** Some step that is understood sets owners or modes, or makes something. */
  readonly setsOwners: boolean
  /** Every step that is understood, on each of its paths, in order: also those whose failure is forgiven. */
  readonly trace: readonly TracedStep[]
}

/** A step of a script on one path, and how it ends. */
export interface TracedStep {
  readonly op: 'chown' | 'chmod' | 'mkdir'
  readonly path: string
  /** It reaches what lies below the path, too. */
  readonly recursive: boolean
  readonly succeeds: Answer
  /** What it lacks, where it fails. */
  readonly lacks?: StepLack
}

/** What the command of an init container does to owners and modes of the volumes that it mounts. */
export function runScript(
  container: ContainerView,
  process: Identity,
  mounts: readonly RunMount[],
  states: VolumeStates,
): ScriptOutcome {
  const variables = variablesOf(container.spec)
  const argv = argvOf(container)?.map(word => expanded(word, variables))
  const start: ScriptOutcome = { states, succeeds: 'yes', last: 'yes', ended: 'no', setsOwners: false, trace: [] }
  if (argv === undefined) return { ...start, states: afterEntrypoint(container, process, mounts, states) }
  const steps = scriptSteps(argv, variables)
  const setsOwners = steps.some(({ op }) => op !== 'none' && op !== 'unknown')
  return steps.reduce<ScriptOutcome>((before, step) => afterScriptStep(before, step, { container, process, mounts }), {
    ...start,
    setsOwners,
  })
}

interface Run {
  readonly container: ContainerView
  readonly process: Identity
  readonly mounts: readonly RunMount[]
}

/** Whether the manifest says what the container runs. */
export function hasOwnArgv(container: ContainerView): boolean {
  return argvOf(container) !== undefined
}

/**
 * Whether a script says all that its container does, and that is to set owners and modes: then nothing else has to be
 * possible on its mounts.
 */
export function onlySetsOwners(container: ContainerView): boolean {
  const known = simple.get(container.spec)
  if (known !== undefined) return known
  const variables = variablesOf(container.spec)
  const steps = scriptSteps(
    (argvOf(container) ?? []).map(word => expanded(word, variables)),
    variables,
  )
  const isSimple = steps.some(({ op }) => op !== 'none') && steps.every(({ op }) => op !== 'unknown')
  simple.set(container.spec, isSimple)
  return isSimple
}

/** Every outcome that a search tries asks again. */
const simple = new WeakMap<ContainerView['spec'], boolean>()

/** Undefined where the image's entrypoint runs. Arguments alone are a command for images that have none. */
function argvOf({ spec }: ContainerView): readonly Value[] | undefined {
  const [command, args] = [listAt(spec, 'command'), listAt(spec, 'args')]
  if (command.length > 0) return [...command, ...args]
  const [first] = args
  return typeof first === 'string' && /^(.*\/)?(sh|ash|bash|dash|chown|chmod|mkdir)$/.test(first) ? args : undefined
}

/** Of `a && b`, b does not run once a failed. Under `-e` the script may go on after them all the same. */
function afterScriptStep(before: ScriptOutcome, step: ScriptStep, run: Run): ScriptOutcome {
  const runs = all([runsAfter(before, step), step.ifRoot === true ? isRoot(run.process) : 'yes'])
  if (runs === 'no') return before
  const after = afterRun(before, step, run)
  return runs === 'yes' ? after : perhapsRun(before, after)
}

function runsAfter({ last, ended }: ScriptOutcome, { ifSucceeded, ifFailed, perhaps: isOpen }: ScriptStep): Answer {
  const open: Answer = isOpen === true ? 'unknown' : 'yes'
  const follows = ifSucceeded === true ? last : ifFailed === true ? opposite[last] : 'yes'
  return all([opposite[ended], open, follows])
}

function isRoot({ uid }: Identity): Answer {
  return uid === undefined ? 'unknown' : uid === 0 ? 'yes' : 'no'
}

const opposite = { yes: 'no', no: 'yes', unknown: 'unknown' } as const

function perhapsRun(before: ScriptOutcome, after: ScriptOutcome): ScriptOutcome {
  const states = new Map([...after.states].map(([name, now]) => [name, perhaps(before.states.get(name) ?? now, now)]))
  const succeeds = before.succeeds === 'no' ? 'no' : everywhere([after.succeeds, before.succeeds])
  return {
    ...after,
    states,
    succeeds,
    last: everywhere([before.last, after.last]),
    ended: everywhere([before.ended, after.ended]),
  }
}

function afterRun(before: ScriptOutcome, step: ScriptStep, run: Run): ScriptOutcome {
  const start: ScriptOutcome = { ...before, last: 'yes' }
  switch (step.op) {
    case 'unknown':
      return afterUnknown(start, step, run)
    case 'exit':
      return isGuard(before, step) ? before : { ...endedWith(before, step, `exit ${step.status}`), ended: 'yes' }
    case 'none':
      return step.ends === 'unknown' ? afterTest(before) : endedWith(before, step, 'false')
    default:
      return step.paths.reduce<ScriptOutcome>((outcome, path) => afterTree(outcome, step, path, run), start)
  }
}

function afterTest({ failed: _, ...before }: ScriptOutcome): ScriptOutcome {
  return { ...before, last: 'unknown' }
}

/** `[ -n "$A" ] || exit 1`: nobody writes a test that will fail. */
function isGuard({ last, failed }: ScriptOutcome, { ends, ifFailed, perhaps: isOpen }: Ending): boolean {
  if (ends !== 'no' || failed !== undefined) return false
  return isOpen === true || (ifFailed === true && last === 'unknown')
}

/** A status that the script gives itself; behind `||` it is that of the step which failed. */
function endedWith(before: ScriptOutcome, step: Ending, own: string): ScriptOutcome {
  if (step.ends !== 'no') return { ...before, last: 'yes' }
  if (step.op === 'none' && step.mayFail) return { ...before, last: 'no' }
  if (before.succeeds === 'no') return before
  const failing = (step.ifFailed === true ? before.failed : undefined) ?? { command: own, step: step.op }
  return { ...before, ...failing, succeeds: 'no', last: 'no' }
}

type Ending = Extract<ScriptStep, { op: 'none' | 'exit' }>

type PathStep = Extract<ScriptStep, { op: TracedStep['op'] }>

/** A recursive step goes on into what is mounted below its path, and fails where that is read-only. */
function afterTree(before: ScriptOutcome, step: PathStep, path: string, run: Run): ScriptOutcome {
  const after = afterPath(before, step, path, run)
  const inside = cleanPath(path)
  if (step.op === 'mkdir' || !step.recursive || !path.startsWith('/') || inside === undefined) return after
  const below = inside === '' ? '' : `${inside}/`
  return run.mounts
    .filter(({ mountPath }) => {
      const place = cleanPath(mountPath)
      return place !== undefined && place !== inside && place.startsWith(below)
    })
    .reduce((outcome, { mountPath }) => afterPath(outcome, ofFound(step), mountPath, run), after)
}

/** What a step does to a directory that it has come to: that one is no longer where it began. */
function ofFound(step: RecursiveStep): RecursiveStep {
  if (step.op === 'chmod') return step
  const { contentsOnly: _, failsOnNothing: __, sparesLostAndFound: ___, ...whole } = step
  return whole
}

type RecursiveStep = Extract<ScriptStep, { op: 'chown' | 'chmod' }>

function afterPath(before: ScriptOutcome, step: PathStep, path: string, run: Run): ScriptOutcome {
  const inside = cleanPath(path)
  // Where a relative path leads, only the image or an earlier `cd` knows.
  if (!path.startsWith('/') || inside === undefined) {
    return afterUnknown(before, { op: 'unknown', words: [step.op, path], mayFail: step.mayFail }, run)
  }
  const mount = mountOf(run.mounts, inside)
  const state = mount === undefined ? undefined : before.states.get(mount.volume)
  if (mount === undefined || state === undefined) return before
  const below = inside.slice(cleanPath(mount.mountPath)?.length ?? 0)
  const target = cleanPath(`${mount.path}/${below}`) ?? ''
  const way = { readOnly: mount.readOnly, remote: state.volume.facts.remote }
  const runner = { name: run.container.name, process: run.process, way }
  const outcome = runStep(state, target, step, runner)
  const states = withState(before.states, mount.volume, settled(state, outcome))
  const last = all([before.last, outcome.succeeds])
  const why = outcome.succeeds === 'no' ? whatStepLacks(step, target, state, runner) : undefined
  const lacks = why === undefined ? {} : { lacks: why }
  const trace = [...before.trace, ...tracedAt(step, path, { succeeds: outcome.succeeds, ...lacks })]
  if (outcome.succeeds === 'yes') return { ...before, states, last, trace }
  const failed: Failing = { step: step.op, command: `${step.op} ${path}`, ...lacks }
  if (step.mayFail) return { ...before, states, last, trace, failed }
  const succeeds = all([before.succeeds, outcome.succeeds])
  if (!isWorse(before, outcome.succeeds)) return { ...before, states, succeeds, last, trace, failed }
  return { ...before, states, succeeds, last, trace, failed, ...failed }
}

function tracedAt(step: PathStep, path: string, end: Pick<TracedStep, 'succeeds' | 'lacks'>): readonly TracedStep[] {
  const recursive = step.op === 'mkdir' ? step.parents : step.recursive
  return [{ op: step.op, path, recursive, ...end }]
}

/** The first step that will fail is told of before one that may. */
function isWorse({ succeeds }: ScriptOutcome, now: Answer): boolean {
  return succeeds === 'yes' || (succeeds === 'unknown' && now === 'no')
}

/** A step that fails changes nothing; one that may fail may have changed everything it would. */
function settled(before: VolumeState, { succeeds, state }: StepOutcome): VolumeState {
  if (succeeds === 'unknown') return perhaps(before, state)
  return succeeds === 'yes' ? state : before
}

/** The mount that a clean path of the container lies in. */
export function mountOf(mounts: readonly RunMount[], path: string): RunMount | undefined {
  const holding = mounts.filter(({ mountPath }) => `${path}/`.startsWith(`${cleanPath(mountPath) ?? '..'}/`))
  return holding.toSorted((a, b) => b.mountPath.length - a.mountPath.length)[0]
}

const ownershipCommand = /^(.*\/)?(chown|chgrp|chmod|install|setfacl)$/
const ownershipWords = /\b(chown|chgrp|chmod|install|setfacl|rsync|tar)\b|\bcp\s+-\w*[ap]/

/**
 * A command that is not understood leaves things behind; if it speaks of owners or modes, those are open as well, and
 * so is whether it succeeds where the process may not change them.
 */
function afterUnknown(
  before: ScriptOutcome,
  { words, mayFail, perhaps: isOpen }: Extract<ScriptStep, { op: 'unknown' }>,
  { container, process, mounts }: Run,
): ScriptOutcome {
  const text = words.join(' ')
  if (cannotPut(before.states, words, { container, process, mounts })) {
    const failed: Failing = { step: 'unknown', command: text }
    if (mayFail) return { ...before, last: 'no', failed }
    return before.succeeds === 'no' ? before : { ...before, succeeds: 'no', last: 'no', failed, ...failed }
  }
  const speaks = ownershipWords.test(text)
  const states = changed(before.states, mounts, (state, mount) => {
    const filled = withUnlistedBelow(state, mount.path, process.uid)
    if (!speaks || cannotOwn(filled, mount, process)) return filled
    return throughout(filled, mount.path, { by: container.name, inode: inode => reownedBy(process, inode, text) })
  })
  // Behind a condition it may be about what the script has made itself.
  const refused =
    isOpen !== true &&
    ownershipCommand.test(words[0] ?? '') &&
    mounts.some(mount => refuses(before.states, mount, process))
  const last: Answer = refused ? 'unknown' : 'yes'
  if (!refused) return { ...before, states, last }
  const failed: Failing = { step: 'unknown', command: text }
  if (mayFail || before.succeeds !== 'yes') return { ...before, states, last, failed }
  return { ...before, states, succeeds: 'unknown', last, failed, ...failed }
}

const putting = /^(>|(.*\/)?(cp|mv|touch|install|tee))$/

/** A file for a directory of which nothing but what is listed lies in it, and in which the process may make none. */
function cannotPut(states: VolumeStates, words: readonly string[], { process, mounts }: Run): boolean {
  const place = words.at(-1) ?? ''
  const inside = cleanPath(place)
  if (!putting.test(words[0] ?? '') || words.includes('-t') || !place.startsWith('/') || inside === undefined)
    return false
  const mount = mountOf(mounts, inside)
  const state = mount && states.get(mount.volume)
  if (mount === undefined || state === undefined) return false
  const path = cleanPath(`${mount.path}/${inside.slice(cleanPath(mount.mountPath)?.length ?? 0)}`) ?? ''
  const folder = directoryAt(state, path) ?? directoryAt(state, parentOf(path))
  if (folder === undefined || folder.contents !== undefined) return false
  const way = { readOnly: mount.readOnly, remote: state.volume.facts.remote }
  return inEvery(folder.worlds, inode => directoryAccess(process, inode, way).create) === 'no'
}

const ownerBits = 0o700
const modeWords = /\b(chmod|install|setfacl)\b/

/**
 * Without CAP_CHOWN an owner stays one and gives at most the group away. What copies and unpacks does not shut its own
 * user out; what sets modes may.
 */
function reownedBy(process: Identity, inode: PartialOwnership, words: string): PartialOwnership {
  const mayBeAnybody = ['CHOWN', 'FOWNER'].some(name => process.capabilities.includes(name))
  const owner = mayBeAnybody || process.uid === undefined ? 'unknown' : isOwner(process, inode)
  if (owner === 'no') return inode
  if (owner === 'unknown' || inode.uid === undefined) return nothingKnown
  const set = modeWords.test(words) ? 0 : inode.set & ownerBits
  return { uid: inode.uid, set, maybe: 0o7777 & ~set }
}

function refuses(states: VolumeStates, mount: RunMount, process: Identity): boolean {
  const state = states.get(mount.volume)
  return state !== undefined && cannotOwn(state, mount, process)
}

/** An image's own entrypoint may open a directory that it owns. Nobody closes one that is open, so what is set stays. */
function afterEntrypoint(
  { name }: ContainerView,
  process: Identity,
  mounts: readonly RunMount[],
  states: VolumeStates,
): VolumeStates {
  const opened = (inode: PartialOwnership): PartialOwnership => ({ ...inode, maybe: 0o7777 & ~inode.set })
  return changed(states, mounts, (state, mount) => {
    const filled = withUnlistedEntries(state, mount.path, process.uid)
    return cannotOwn(filled, mount, process) ? filled : throughout(filled, mount.path, { by: name, inode: opened })
  })
}

function cannotOwn(state: VolumeState, { path, readOnly }: RunMount, process: Identity): boolean {
  const worlds = directoryAt(state, path)?.worlds ?? anyWorld
  const way = { readOnly, remote: state.volume.facts.remote }
  const owns = inEvery(worlds, inode => directoryAccess(process, inode, way).own)
  return owns === 'no' && !process.capabilities.includes('CHOWN')
}

function changed(
  states: VolumeStates,
  mounts: readonly RunMount[],
  change: (state: VolumeState, mount: RunMount) => VolumeState,
): VolumeStates {
  return mounts.reduce<VolumeStates>((all, mount) => {
    const state = all.get(mount.volume)
    return state === undefined || mount.readOnly ? all : withState(all, mount.volume, change(state, mount))
  }, states)
}
