import type { OwnershipStep } from '../../../shell/steps/ownership-step.ts'
import { all, any, everywhere } from '../answer.ts'
import type { Answer } from '../mount.ts'
import { either, type PartialOwnership } from '../partial.ts'
import { directoryAccess, isMember, isOwner, type Process, type Way } from '../process/access.ts'
import { anyWorld, inEvery, orElse, type Worlds } from '../worlds.ts'
import {
  type Directory,
  directoriesBelow,
  directoryAt,
  type InodeChange,
  type InodePlace,
  onlyAt,
  parentOf,
  perhaps,
  throughout,
  type VolumeState,
  withDirectory,
} from './directories.ts'
import { ifFound, isFound } from './found-by.ts'
import { afterStep } from './step-effect.ts'

/** Who runs a step, and through which mount. */
export interface StepRunner {
  readonly name: string
  readonly process: Process
  readonly way: Way
  /** Whether it may walk through all directories above the path. */
  readonly comes: Answer
}

/** Whether a step on one path succeeds, and the volume afterwards if it does. */
export interface StepOutcome {
  readonly succeeds: Answer
  readonly state: VolumeState
}

const setgid = 0o2000
/** 0777 under the umask 022 that runtimes start containers with. */
const underUmask = 0o755

/** Run one step on one path inside a volume. */
export function runStep(state: VolumeState, path: string, step: OwnershipStep, runner: StepRunner): StepOutcome {
  const { succeeds, state: after } = runThere(state, path, step, runner)
  return { succeeds: all([runner.comes, succeeds]), state: after }
}

/** Nothing can be done to what is not there. */
function runThere(state: VolumeState, path: string, step: OwnershipStep, runner: StepRunner): StepOutcome {
  if ((step.op === 'chown' || step.op === 'chmod') && directoryAt(state, path) === undefined)
    return { succeeds: 'no', state }
  switch (step.op) {
    case 'chown':
      return chown(state, path, step, runner)
    case 'chmod':
      return chmod(state, path, step, runner)
    case 'mkdir':
      return mkdir(state, path, step, runner)
    case 'enter':
      return { succeeds: entered(state, path, runner), state }
    case 'none':
    case 'exit':
    case 'unknown':
      return { succeeds: 'yes', state }
  }
}

/** Those above it were walked through: `comes`. */
function entered(state: VolumeState, path: string, runner: StepRunner): Answer {
  const { process, way } = runner
  const found = directoryAt(state, path)
  if (found === undefined) return 'no'
  const here = inEvery(found.worlds, inode => directoryAccess(process, inode, way).enter)
  const there: Answer = state.directories.has(path) ? 'yes' : 'unknown'
  return all([here, there])
}

type Chown = Extract<OwnershipStep, { op: 'chown' }>
type Chmod = Extract<OwnershipStep, { op: 'chmod' }>
type Mkdir = Extract<OwnershipStep, { op: 'mkdir' }>

/** What a step asks of one inode: to go on below it, and to change it. */
interface Asks {
  readonly reads: (inode: PartialOwnership) => Answer
  readonly changes: (inode: PartialOwnership) => Answer
}

/** Whether all goes well at an inode. What is not found need not be changed. */
function wellAt(step: Chown | Chmod, { reads, changes }: Asks, at: InodePlace) {
  return (inode: PartialOwnership): Answer => {
    if (step.forgiving === true) return reads(inode)
    const found = isFound(step, inode, at)
    const changed = changes(inode)
    const done = found === 'yes' || changed === 'yes' ? changed : found === 'no' ? 'yes' : 'unknown'
    return all([reads(inode), done])
  }
}

/** What becomes of an inode; a command that is forgiven changes what it may. */
function changeOf(step: Chown | Chmod, { changes }: Asks, { name, process }: StepRunner): InodeChange {
  const effect = step.op === 'chown' ? { ...step, contentsOnly: false } : step
  return {
    by: name,
    inode: (before, at) => {
      if (at === 'top' && step.op === 'chown' && step.contentsOnly === true) return before
      const changed = afterStep(before, effect, process)
      const may = step.forgiving === true ? changes(before) : 'yes'
      const after = may === 'yes' ? changed : may === 'no' ? before : either(before, changed)
      return ifFound(step, at, { before, after })
    },
  }
}

function chown(state: VolumeState, path: string, step: Chown, runner: StepRunner): StepOutcome {
  const { process, way } = runner
  const asks: Asks = {
    reads: inode => (step.recursive ? directoryAccess(process, inode, way).read : 'yes'),
    changes: inode => all([mayChown(inode, step, runner), reownable(state)]),
  }
  const below = step.recursive ? inAllBelow(state, path, wellAt(step, asks, 'below')) : 'yes'
  const done = applied(state, path, step, changeOf(step, asks, runner))
  const listed = inEvery(worldsAt(state, path), inode => directoryAccess(process, inode, way).read)
  if (step.contentsOnly !== true) {
    const top = inEvery(worldsAt(state, path), wellAt(step, asks, 'top'))
    if (step.piped !== true || listed === 'yes') return { succeeds: all([top, below]), state: done }
    return { succeeds: 'unknown', state: perhaps(state, done) }
  }
  const may = wellAt(step, asks, 'below')
  const ends = all([below, step.sparesLostAndFound === true ? 'yes' : inLostAndFound(state, path, may)])
  if (findsNothing(state, path, step)) return { succeeds: 'no', state }
  return ofFound(listed, { succeeds: ends, state: done }, { step, before: state })
}

/** A `find` that may not look finds nothing, and its pipe ends as `xargs` does: with `-r` well. */
function ofFound(
  listed: Answer,
  { succeeds, state }: StepOutcome,
  { step, before }: { readonly step: Chown; readonly before: VolumeState },
): StepOutcome {
  const onNothing = step.failsOnNothing === true || step.pipefail === true ? 'no' : 'yes'
  if (listed === 'no') return { succeeds: onNothing, state: before }
  if (listed === 'yes') return { succeeds, state }
  return { succeeds: everywhere([succeeds, onNothing]), state }
}

/** Nothing but lost+found, which it leaves alone, lies in what `xargs` without `-r` is to be told of. */
export function findsNothing(state: VolumeState, path: string, step: Chown): boolean {
  if (step.failsOnNothing !== true || directoryAt(state, path)?.contents !== undefined) return false
  const isNew = path === '' && state.volume.facts.lostAndFound === true
  return directoriesBelow(state, path).length === 0 && (!isNew || step.sparesLostAndFound === true)
}

/** A new disk has lost+found, and root has it; a volume that somebody used may have neither that owner nor the directory. */
function inLostAndFound(state: VolumeState, path: string, may: (inode: PartialOwnership) => Answer): Answer {
  if (path !== '' || state.volume.facts.lostAndFound !== true) return 'yes'
  return inEvery(worldsAt(state, path), may) === 'yes' ? 'yes' : 'unknown'
}

/** What a recursive step meets below the directory that it names. Of what is not listed, nobody knows that it is there. */
function inAllBelow(state: VolumeState, path: string, may: (inode: PartialOwnership) => Answer): Answer {
  const listed = directoriesBelow(state, path)
  const unlisted = [directoryAt(state, path), ...listed].flatMap(found => found?.contents?.folders ?? [])
  const inUnlisted = unlisted.every(inode => may(inode) === 'yes') ? 'yes' : 'unknown'
  return all([inUnlisted, ...listed.map(({ worlds }) => inEvery(worlds, may))])
}

function worldsAt(state: VolumeState, path: string): Worlds {
  return directoryAt(state, path)?.worlds ?? anyWorld
}

function applied(state: VolumeState, path: string, step: Chown | Chmod, change: InodeChange): VolumeState {
  return step.recursive ? throughout(state, path, change) : onlyAt(state, path, change)
}

/** CAP_CHOWN changes everything; an owner may keep the group or give one of its own (fs/attr.c `chgrp_ok`). */
function mayChown(inode: PartialOwnership, step: Chown, { process, way }: StepRunner): Answer {
  const capable = hasCapability(process, 'CHOWN', way)
  const own = isOwner(process, inode)
  const keepsUser = step.uid === undefined || step.uid === process.uid ? own : 'no'
  const keepsGroup = step.gid === undefined || step.gid === inode.gid
  const member = keepsGroup ? 'yes' : isMember(process, { ...inode, gid: step.gid })
  return any([capable, all([own, keepsUser, member, way.readOnly ? 'no' : 'yes'])])
}

function hasCapability(process: Process, name: string, { remote, readOnly }: Way): Answer {
  if (readOnly) return 'no'
  if (process.capabilities.includes(name)) return remote ? 'unknown' : 'yes'
  const mayBeRoot = process.uid === undefined && process.nonRoot !== true
  return mayBeRoot && (process.bounding?.includes(name) ?? true) ? 'unknown' : 'no'
}

/** CIFS and EFS access points refuse even root; of an unknown volume nothing is promised. */
function reownable({ volume }: VolumeState): Answer {
  const { chownable } = volume.facts
  return chownable === undefined ? 'unknown' : chownable ? 'yes' : 'no'
}

/** A recursive chmod changes a directory before it enters it. */
function chmod(state: VolumeState, path: string, step: Chmod, runner: StepRunner): StepOutcome {
  const { process, way } = runner
  const changes = (inode: PartialOwnership) => directoryAccess(process, inode, way).own
  const isChanged = (inode: PartialOwnership) =>
    isFound(step, inode, 'top') === 'yes' && (step.forgiving !== true || changes(inode) === 'yes')
  const met = (inode: PartialOwnership) => (isChanged(inode) ? afterStep(inode, step, process) : inode)
  const asks: Asks = {
    reads: inode => (step.recursive ? directoryAccess(process, met(inode), way).read : 'yes'),
    changes,
  }
  const top = inEvery(worldsAt(state, path), wellAt(step, asks, 'top'))
  const below = step.recursive ? inAllBelow(state, path, wellAt(step, asks, 'below')) : 'yes'
  return { succeeds: all([top, below]), state: applied(state, path, step, changeOf(step, asks, runner)) }
}

/** `mkdir` makes one directory, `mkdir -p` every missing one above it; one that exists keeps its mode. */
function mkdir(state: VolumeState, path: string, step: Mkdir, runner: StepRunner): StepOutcome {
  if (state.directories.has(path)) {
    const given = inEvery(worldsAt(state, path), inode => mayGive(inode, step, runner))
    return { succeeds: step.parents ? given : 'no', state }
  }
  const above: StepOutcome = step.parents
    ? mkdir(state, parentOf(path), { op: 'mkdir', parents: true, paths: [] }, runner)
    : { succeeds: 'yes', state }
  const parent = directoryAt(above.state, parentOf(path))
  const inside = parent?.worlds ?? anyWorld
  const { contents } = parent ?? {}
  const creates = inEvery(inside, inode => directoryAccess(runner.process, inode, runner.way).create)
  const made = inside.map(inode => madeBy(runner.process, inode, step))
  const next: Directory = {
    worlds: orElse(made, contents?.folders ?? []),
    ...(contents === undefined ? {} : { contents }),
    reowned: [],
  }
  const exists: Answer = contents === undefined ? 'no' : 'unknown'
  const ownOnes = inside.map(inode => madeBy(runner.process, inode, { op: 'mkdir', parents: true, paths: [] }))
  const given = inEvery(ownOnes, inode => mayGive(inode, step, runner))
  const succeeds = all([above.succeeds, any([creates, step.parents ? exists : 'no']), given])
  return { succeeds, state: withDirectory(above.state, path, next) }
}

/** `install -o` gives away what it makes; that of GNU sets the mode after that, which takes FOWNER then. */
function mayGive(inode: PartialOwnership, { uid, gid }: Mkdir, runner: StepRunner): Answer {
  if (uid === undefined && gid === undefined) return 'yes'
  const owner = { ...(uid === undefined ? {} : { uid }), ...(gid === undefined ? {} : { gid }) }
  const { capabilities } = runner.process
  const setsMode =
    uid === undefined || uid === runner.process.uid || capabilities.includes('FOWNER') ? 'yes' : 'unknown'
  return all([setsMode, mayChown(inode, { op: 'chown', recursive: false, paths: [], ...owner }, runner)])
}

/** A new directory belongs to its maker, to its parent's group if that is setgid, and has the umask's 0755. */
function madeBy(process: Process, parent: PartialOwnership, step: Mkdir): PartialOwnership {
  const inherits = (parent.set & setgid) !== 0
  const gid = inherits ? parent.gid : (parent.maybe & setgid) !== 0 ? undefined : process.gid
  const base: PartialOwnership = {
    ...(process.uid === undefined ? {} : { uid: process.uid }),
    ...(gid === undefined ? {} : { gid }),
    set: underUmask | (inherits ? setgid : 0),
    maybe: parent.maybe & setgid,
  }
  return afterStep(base, step, process)
}
