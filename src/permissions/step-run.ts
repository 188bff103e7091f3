import type { OwnershipStep } from '../security/ownership-step.ts'
import { directoryAccess, isMember, isOwner, type Process, type Way } from './access.ts'
import { all, any } from './answer.ts'
import { type Directory, directoryAt, parentOf, throughout, type VolumeState, withDirectory } from './directories.ts'
import type { Answer } from './mount.ts'
import { either, known, nothingKnown, type PartialOwnership } from './partial.ts'
import { afterStep } from './step-effect.ts'

/** Who runs a step, and through which mount. */
export interface Runner {
  readonly name: string
  readonly process: Process
  readonly way: Way
}

/** Whether a step on one path succeeds, and the volume afterwards if it does. */
export interface StepOutcome {
  readonly succeeds: Answer
  readonly state: VolumeState
}

const setgid = 0o2000

/** Run one step on one path inside a volume. */
export function runStep(state: VolumeState, path: string, step: OwnershipStep, runner: Runner): StepOutcome {
  switch (step.op) {
    case 'chown':
      return chown(state, path, step, runner)
    case 'chmod':
      return chmod(state, path, step, runner)
    case 'mkdir':
      return mkdir(state, path, step, runner)
    case 'none':
    case 'unknown':
      return { succeeds: 'yes', state }
  }
}

type Chown = Extract<OwnershipStep, { op: 'chown' }>
type Chmod = Extract<OwnershipStep, { op: 'chmod' }>
type Mkdir = Extract<OwnershipStep, { op: 'mkdir' }>

function chown(state: VolumeState, path: string, step: Chown, runner: Runner): StepOutcome {
  const inode = directoryAt(state, path)?.inode ?? nothingKnown
  const { process, way } = runner
  const reads = step.recursive ? directoryAccess(process, inode, way).read : 'yes'
  const succeeds = all([reads, mayChown(inode, step, runner), reownable(state)])
  const change = step.recursive ? throughout : onlyTop
  const owner = { ...step, contentsOnly: false }
  const next = change(state, path, {
    by: runner.name,
    inode: (found, at) => (at === 'top' && step.contentsOnly === true ? found : afterStep(found, owner, process)),
  })
  return { succeeds, state: next }
}

/** CAP_CHOWN changes everything; an owner may keep the group or give one of its own (fs/attr.c `chgrp_ok`). */
function mayChown(inode: PartialOwnership, step: Chown, { process, way }: Runner): Answer {
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

function chmod(state: VolumeState, path: string, step: Chmod, runner: Runner): StepOutcome {
  const inode = directoryAt(state, path)?.inode ?? nothingKnown
  const succeeds = directoryAccess(runner.process, inode, runner.way).own
  const change = step.recursive ? throughout : onlyTop
  const next = change(state, path, {
    by: runner.name,
    inode: found => afterStep(found, step, runner.process),
  })
  return { succeeds, state: next }
}

function onlyTop(state: VolumeState, path: string, change: Parameters<typeof throughout>[2]): VolumeState {
  const found = directoryAt(state, path) ?? { inode: nothingKnown, reowned: [] }
  const reowned = [...found.reowned, change.by]
  return withDirectory(state, path, { ...found, inode: change.inode(found.inode, 'top'), reowned })
}

/** `mkdir` makes one directory, `mkdir -p` every missing one above it; one that exists keeps its mode. */
function mkdir(state: VolumeState, path: string, step: Mkdir, runner: Runner): StepOutcome {
  if (state.directories.has(path)) {
    return { succeeds: step.parents ? 'yes' : 'no', state }
  }
  const above: StepOutcome = step.parents
    ? mkdir(state, parentOf(path), { op: 'mkdir', parents: true, paths: [] }, runner)
    : { succeeds: 'yes', state }
  const parent = directoryAt(above.state, parentOf(path))
  const inside = parent?.inode ?? nothingKnown
  const creates = directoryAccess(runner.process, inside, runner.way).create
  const made = madeBy(runner.process, inside, step)
  const existing = parent?.contents?.folders
  const next: Directory = {
    inode: existing === undefined ? made : either(made, existing),
    ...(parent?.contents === undefined ? {} : { contents: parent.contents }),
    reowned: [],
  }
  const exists: Answer = existing === undefined ? 'no' : 'unknown'
  const succeeds = all([above.succeeds, any([creates, step.parents ? exists : 'no'])])
  return { succeeds, state: withDirectory(above.state, path, next) }
}

/** A new directory belongs to its maker, to its parent's group if that is setgid, and has the umask's 0755. */
function madeBy(process: Process, parent: PartialOwnership, step: Mkdir): PartialOwnership {
  const inherits = (parent.set & setgid) !== 0
  const gid = inherits ? parent.gid : (parent.maybe & setgid) !== 0 ? undefined : process.gid
  const base: PartialOwnership = {
    ...(process.uid === undefined ? {} : { uid: process.uid }),
    ...(gid === undefined ? {} : { gid }),
    ...{ set: known({ uid: 0, gid: 0, mode: 0o755 }).set | (inherits ? setgid : 0), maybe: parent.maybe & setgid },
  }
  return afterStep(base, step, process)
}
