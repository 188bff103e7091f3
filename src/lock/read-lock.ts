import { listAt, mapAt, textAt, type Value, type ValueMap } from '../manifest/value.ts'
import { isDigest } from '../registry/digest.ts'
import type { PathFacts, PlatformFacts } from '../registry/facts/image-facts.ts'
import type { ImageUser } from '../registry/facts/image-user.ts'
import { canonicalReference } from '../workload/image/reference.ts'
import { clusterHead } from './cluster-text.ts'
import { type Damage, damageIn, type Repetition, refuseConflict, refuseOther, repetitionIn } from './damage.ts'
import type { LockedImage } from './lock.ts'
import { lockKey, readLockKey, readLockLines } from './lock-text.ts'
import { type ClusterIndex, readCluster } from './read-cluster.ts'
import { nextKey, type Span, spansOf } from './spans.ts'
import { imageText, lockHead } from './write-lock.ts'

/** A lock whose entries are read when they are asked for: a pod needs a few of some hundreds. */
export interface LockIndex {
  /** In the order of the file. */
  readonly references: () => readonly string[]
  /** Undefined where the lock has no such reference. Throws `InputError('BAD_LOCK')` for an entry that was edited. */
  readonly image: (reference: string) => LockedImage | undefined
  /** Undefined where nobody asked a cluster. */
  readonly cluster: ClusterIndex | undefined
}

/**
 * Read a lock. It is written by this program alone, so an entry must be, to the byte, what would be written for the facts
 * that it holds: that finds unknown keys, wrong types and merge conflicts at once.
 */
export function readLock(written: string, file: string): LockIndex {
  const text = withoutReturns(written)
  refuseConflict(text, file)
  refuseOther(text, file)
  const [damaged, repeated] = [damageIn(text, file), repetitionIn(text, file)]
  if (!text.startsWith(lockHead)) throw damaged(0, text, lockHead)
  const block = text.indexOf(`\n${clusterHead}\n`) + 1
  const place = { start: lockHead.length, end: block === 0 ? text.length : block }
  refuseBetween(text, place, damaged)
  let spans: ReadonlyMap<string, Span> | undefined
  let isSpelt = false
  const refuseEdited = () => {
    if (!isSpelt) refuseMisspelt(text, place, damaged)
    isSpelt = true
  }
  return {
    references: () => {
      refuseEdited()
      spans ??= byKey(spansOf(text, 2, place.start, place.end), repeated)
      return [...spans.keys()]
    },
    image: reference => {
      const span = spans === undefined ? spanOf(text, reference, place, repeated) : spans.get(reference)
      if (span !== undefined) return readSpan(text, span, damaged)
      // It may be there under a name that somebody edited.
      refuseEdited()
      return undefined
    },
    cluster: block === 0 ? undefined : readCluster({ text, start: block, damaged }),
  }
}

/** Git gives a file other line ends on Windows (`core.autocrlf`). */
function withoutReturns(text: string): string {
  return text.startsWith('\r', text.indexOf('\n') - 1) ? text.replaceAll('\r\n', '\n') : text
}

type Place = Pick<Span, 'start' | 'end'>

/** Between the head and the first image nothing stands. */
function refuseBetween(text: string, { start, end }: Place, damaged: Damage): void {
  const first = nextKey(text, 2, start, end)
  const [between, expected] = [text.slice(start, first ?? end), first === undefined ? ' {}\n' : '\n']
  if (between !== expected) throw damaged(start, between, expected)
}

/** Of an image, only its name stands this far out. Spelt otherwise nobody finds it, and the image would count as unlocked. */
function refuseMisspelt(text: string, { start, end }: Place, damaged: Damage): void {
  for (const { 0: line, index } of text.slice(start, end).matchAll(/\n(?! {4}).+/g)) {
    const key = readLockKey(line.trim().replace(/:$/, ''))
    const expected = `\n  ${lockKey(canonicalReference(key) ?? key)}:`
    if (line !== expected) throw damaged(start + index + 1, line.slice(1), expected.slice(1))
  }
}

function byKey(spans: readonly Span[], repeated: Repetition): ReadonlyMap<string, Span> {
  const known = new Map<string, Span>()
  for (const span of spans) {
    const first = known.get(span.key)
    if (first !== undefined) throw repeated(first.start, span.start)
    known.set(span.key, span)
  }
  return known
}

/** Where an image stands, found by its key: a lock of hundreds of images is not read for the few that a stream has. */
function spanOf(text: string, key: string, { start, end }: Place, repeated: Repetition): Span | undefined {
  const line = `\n  ${lockKey(key)}:\n`
  const found = text.indexOf(line, start)
  if (found === -1 || found >= end) return undefined
  const again = text.indexOf(line, found + line.length - 1)
  if (again !== -1 && again < end) throw repeated(found + 1, again + 1)
  return { key, start: found + 1, end: nextKey(text, 2, found + line.length, end) ?? end }
}

function readSpan(text: string, { key, start, end }: Span, damaged: Damage): LockedImage {
  const written = text.slice(start, end)
  const image = lockedImage(readLockLines(written)[key])
  const expected = imageText(key, image)
  if (expected !== written) throw damaged(start, written, expected)
  return image
}

// What follows takes what is there and leaves out the rest: writing it again shows whether anything was lost.

function lockedImage(value: Value | undefined): LockedImage {
  const digest = digestAt(value, 'digest')
  const platforms = Object.entries(mapAt(value, 'platforms') ?? {}).map(([name, facts]) => [name, platformFacts(facts)])
  return { ...(digest !== '' && { digest }), platforms: Object.fromEntries(platforms) }
}

function platformFacts(value: Value): PlatformFacts {
  const [uid, gid] = matching(value, 'switchesTo', owner).split(':').map(Number)
  return {
    config: digestAt(value, 'config'),
    user: userFacts(mapAt(value, 'user') ?? {}),
    entrypoint: texts(value, 'entrypoint'),
    cmd: texts(value, 'cmd'),
    workingDir: textAt(value, 'workingDir') ?? '',
    volumes: texts(value, 'volumes'),
    shell: oneOf(value, 'shell', ['present', 'absent', 'unknown']),
    fileCapabilities: fileCapabilities(value),
    setuid: oneOf(value, 'setuid', ['yes', 'no', 'unknown']),
    privilegedFiles: texts(value, 'privilegedFiles'),
    calls: texts(value, 'calls'),
    ...(uid !== undefined && gid !== undefined && { switchesTo: { uid, gid } }),
    paths: Object.fromEntries(
      Object.entries(mapAt(value, 'paths') ?? {})
        .filter(([path]) => path.startsWith('/'))
        .map(([path, facts]) => [path, pathFacts(facts)]),
    ),
  }
}

function fileCapabilities(value: Value): PlatformFacts['fileCapabilities'] {
  const carried = mapAt(value, 'fileCapabilities')
  if (carried === undefined) return 'unknown'
  return Object.fromEntries(Object.keys(carried).map(path => [path, texts(carried, path)]))
}

function userFacts(user: ValueMap): ImageUser {
  const declared = textAt(user, 'declared') ?? ''
  const unknown = textAt(user, 'unknown')
  if (unknown !== undefined) return { declared, unknown }
  return {
    declared,
    uid: idOf(user.uid),
    gid: idOf(user.gid),
    groups: listAt(user, 'groups').map(idOf),
    from: oneOf(user, 'from', ['config', 'etc/passwd']),
  }
}

function pathFacts(value: Value): PathFacts {
  return value === 'absent' || value === 'unknown'
    ? value
    : { owner: matching(value, 'owner', owner), mode: matching(value, 'mode', /^[0-7]{4}$/) }
}

/** An id as the API server takes them; anything else becomes root's, which the comparison then finds. */
function idOf(value: Value | undefined): number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < 2 ** 31 ? value : 0
}

const owner = /^\d+:\d+$/

function digestAt(value: Value | undefined, key: string): string {
  const digest = textAt(value, key) ?? ''
  return isDigest(digest) ? digest : ''
}

function matching(value: Value, key: string, pattern: RegExp): string {
  const text = textAt(value, key) ?? ''
  return pattern.test(text) ? text : ''
}

function texts(value: Value | undefined, key: string): readonly string[] {
  return listAt(value, key).map(String)
}

/** The text at a key; anything else becomes the first of `known`, which the comparison then finds. */
function oneOf<Text extends string>(value: Value, key: string, known: readonly [Text, ...Text[]]): Text {
  const found = textAt(value, key)
  return known.find(text => text === found) ?? known[0]
}
