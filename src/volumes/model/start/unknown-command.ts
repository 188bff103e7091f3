import type { ScriptStep } from '../../../shell/steps/script-steps.ts'
import type { Answer } from '../mount.ts'
import { nothingKnown, type PartialOwnership } from '../partial.ts'
import { directoryAccess, isOwner, type Process } from '../process/access.ts'
import { anyWorld, inEvery } from '../worlds.ts'
import {
  cleanPath,
  directoryAt,
  parentOf,
  throughout,
  type VolumeState,
  type VolumeStates,
  withoutListed,
  withState,
  withUnlistedBelow,
  withUnlistedEntries,
} from './directories.ts'
import { comesTo } from './lookup.ts'
import { mountOf, pathInVolume, type RunMount, wayThrough } from './run-mount.ts'
import { type Failing, type ScriptOutcome, type ScriptRun, withFailed } from './script-outcome.ts'

type UnknownStep = Extract<ScriptStep, { op: 'unknown' }>

/**
 * A command that is not understood leaves things behind; if it speaks of owners or modes, those are open as well, and
 * so is whether it succeeds where the process may not change them.
 */
export function afterUnknown(before: ScriptOutcome, step: UnknownStep, run: ScriptRun): ScriptOutcome {
  const { words, mayFail } = step
  const failed: Failing = { step: 'unknown', command: words.join(' ') }
  if (cannotPut(before.states, words, run)) {
    if (before.succeeds === 'no' && !mayFail) return before
    return withFailed({ ...before, last: 'no' }, failed, { succeeds: 'no', mayFail })
  }
  const states = filledBy(words.join(' '), before.states, run)
  // Where it counts, the script is at its end if it fails; elsewhere it goes on, and nobody knows how.
  if (!isRefused(before.states, step, run)) return { ...before, states, last: mayFail ? 'unknown' : 'yes' }
  return withFailed({ ...before, states, last: 'unknown' }, failed, { succeeds: 'unknown', mayFail })
}

const putting = /^(>|(.*\/)?(cp|mv|touch|install|tee))$/

/** A file for a directory of which nothing but what is listed lies in it, and in which the process may make none. */
function cannotPut(states: VolumeStates, words: readonly string[], { process, mounts }: ScriptRun): boolean {
  const inside = placeOf(words)
  const mount = inside === undefined ? undefined : mountOf(mounts, inside)
  const state = mount && states.get(mount.volume)
  if (inside === undefined || mount === undefined || state === undefined) return false
  if (comesTo(inside, states, mounts, process) === 'no') return true
  const path = pathInVolume(mount, inside) ?? ''
  const folder = directoryAt(state, path) ?? directoryAt(state, parentOf(path))
  if (folder === undefined || folder.contents !== undefined) return false
  const way = wayThrough(mount, state)
  return inEvery(folder.worlds, inode => directoryAccess(process, inode, way).create) === 'no'
}

/** The clean path at which a command puts something; undefined where it puts nothing, or nobody knows where. */
function placeOf(words: readonly string[]): string | undefined {
  const place = words.at(-1) ?? ''
  const isKnown = putting.test(words[0] ?? '') && !words.includes('-t') && place.startsWith('/')
  return isKnown ? cleanPath(place) : undefined
}

const removing = /\b(rm|rmdir|mv|unlink)\b|-delete\b/
const kept = (state: VolumeState): VolumeState => state

const ownershipWords = /\b(chown|chgrp|chmod|install|setfacl|rsync|tar)\b|\bcp\s+-\w*[ap]/

/** A program that only a running shell knows may be any. */
const unnamed = /^(?:eval )?\u2026/

function filledBy(text: string, states: VolumeStates, { container, process, mounts }: ScriptRun): VolumeStates {
  const speaks = ownershipWords.test(text) || unnamed.test(text)
  const left = removing.test(text) ? withoutListed : kept
  return changed(states, mounts, (state, mount) => {
    const filled = withUnlistedBelow(left(state, mount.path), mount.path, process.uid)
    if (!speaks || cannotOwn(filled, mount, process)) return filled
    return throughout(filled, mount.path, { by: container.name, inode: inode => reownedBy(process, inode, text) })
  })
}

const ownerBits = 0o700
const modeWords = /\b(chmod|install|setfacl)\b/

/**
 * Without CAP_CHOWN an owner stays one and gives at most the group away. What copies and unpacks does not shut its own
 * user out; what sets modes may.
 */
function reownedBy(process: Process, inode: PartialOwnership, words: string): PartialOwnership {
  const mayBeAnybody = ['CHOWN', 'FOWNER'].some(name => process.capabilities.includes(name))
  const owner = mayBeAnybody || process.uid === undefined ? 'unknown' : isOwner(process, inode)
  if (owner === 'no') return inode
  if (owner === 'unknown' || inode.uid === undefined) return nothingKnown
  const set = modeWords.test(words) ? 0 : inode.set & ownerBits
  return { uid: inode.uid, set, maybe: 0o7777 & ~set }
}

const ownershipCommand = /^(.*\/)?(chown|chgrp|chmod|install|setfacl)$/
const inScript = /(^|[\s;&|(`])(chown|chgrp|chmod|setfacl)\s/

/** Behind a condition it may be about what the script has made itself. */
function isRefused(states: VolumeStates, { words, perhaps }: UnknownStep, run: ScriptRun): boolean {
  const text = words.join(' ')
  const speaks = ownershipCommand.test(words[0] ?? '') || unnamed.test(text)
  if (perhaps === true) return false
  return run.mounts.some(mount => {
    const state = states.get(mount.volume)
    const isMeant = speaks || speaksOf(text, mount)
    return isMeant && state !== undefined && mayBeRefused(state, mount, text, run.process)
  })
}

/** A line of a script that gives away or opens the mount itself. What lies below it the script may have made. */
function speaksOf(text: string, { mountPath }: RunMount): boolean {
  const mayName = makes.test(text) ? /\u2026/ : /[$`\u2026]/
  return text.split('\n').some(line => inScript.test(line) && (named(line, mountPath) || mayName.test(line)))
}

const makes = /\b(mkdir|mktemp|touch|cp|tar|install)\b|>/

function named(line: string, path: string): boolean {
  return line.split(/[\s"';|&()]+/).some(word => word.startsWith('/') && cleanPath(word) === cleanPath(path))
}

/** Without CHOWN nobody gives anything away, and root without the other two meets what it may not touch. */
function mayBeRefused(state: VolumeState, mount: RunMount, text: string, process: Process): boolean {
  if (cannotOwn(state, mount, process)) return true
  const { capabilities, uid } = process
  if (/\bchown\b/.test(text) && !capabilities.includes('CHOWN')) return true
  if (uid !== 0 || ownsAt(state, mount, process) === 'yes') return false
  return !capabilities.includes('DAC_OVERRIDE') || (/\bchmod\b/.test(text) && !capabilities.includes('FOWNER'))
}

/** An image's own entrypoint may open a directory that it owns. Nobody closes one that is open, so what is set stays. */
export function afterEntrypoint(states: VolumeStates, { container, process, mounts }: ScriptRun): VolumeStates {
  const inode = (found: PartialOwnership): PartialOwnership => ({ ...found, maybe: 0o7777 & ~found.set })
  return changed(states, mounts, (state, mount) => {
    const filled = withUnlistedEntries(state, mount.path, process.uid)
    return cannotOwn(filled, mount, process) ? filled : throughout(filled, mount.path, { by: container.name, inode })
  })
}

function cannotOwn(state: VolumeState, mount: RunMount, process: Process): boolean {
  return ownsAt(state, mount, process) === 'no' && !process.capabilities.includes('CHOWN')
}

function ownsAt(state: VolumeState, mount: RunMount, process: Process): Answer {
  const worlds = directoryAt(state, mount.path)?.worlds ?? anyWorld
  const way = wayThrough(mount, state)
  return inEvery(worlds, inode => directoryAccess(process, inode, way).own)
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
