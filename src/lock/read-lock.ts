import { InputError } from '../error.ts'
import { jsonLine } from '../manifest/text/json.ts'
import { listAt, mapAt, textAt, type Value, type ValueMap } from '../manifest/value.ts'
import type { PathFacts, PlatformFacts } from '../registry/image-facts.ts'
import type { ImageUser } from '../registry/image-user.ts'
import type { LockedImage } from './lock.ts'
import { readLockLines } from './lock-text.ts'
import { imageText, lockHead } from './write-lock.ts'

/** A lock whose entries are read when they are asked for: a pod needs a few of some hundreds. */
export interface LockIndex {
  /** In the order of the file. */
  readonly references: readonly string[]
  /** Undefined where the lock has no such reference. Throws `InputError('BAD_LOCK')` for an entry that was edited. */
  readonly image: (reference: string) => LockedImage | undefined
}

/**
 * Read a lock. It is written by this program alone, so an entry must be, to the byte, what would be written for the facts
 * that it holds: that finds unknown keys, wrong types and merge conflicts at once.
 */
export function readLock(text: string, file: string): LockIndex {
  if (!text.startsWith(lockHead)) throw damaged(file, 1, text, lockHead)
  const spans = spansOf(text)
  const known = new Map(spans.map(span => [span.reference, span]))
  return {
    references: spans.map(({ reference }) => reference),
    image: reference => {
      const span = known.get(reference)
      return span === undefined ? undefined : readSpan(text, span, file)
    },
  }
}

interface Span {
  readonly reference: string
  readonly start: number
  readonly end: number
}

/** An entry begins with its reference, two columns in, and ends where the next one begins. */
function spansOf(text: string): readonly Span[] {
  const starts = [...text.matchAll(/^ {2}(?! )(.*):$/gm)].map(({ index, 1: key = '' }) => ({
    reference: key.replaceAll('"', ''),
    start: index,
  }))
  return starts.map((entry, index) => ({ ...entry, end: starts[index + 1]?.start ?? text.length }))
}

function readSpan(text: string, { reference, start, end }: Span, file: string): LockedImage {
  const written = text.slice(start, end)
  const image = lockedImage(readLockLines(written)[reference])
  const expected = imageText(reference, image)
  if (expected !== written) throw damaged(file, text.slice(0, start).split('\n').length, written, expected)
  return image
}

/** What stands in the first line that differs, of a text that begins in line `first`. */
function damaged(file: string, first: number, written: string, expected: string): InputError {
  const [lines, wanted] = [written.split('\n'), expected.split('\n')]
  const differs = wanted.findIndex((line, index) => line !== lines[index])
  const at = differs === -1 ? wanted.length - 1 : differs
  return new InputError(
    'BAD_LOCK',
    `${file}:${first + at}: found ${lineAt(lines, at)}, expected ${lineAt(wanted, at)}; restore it from version control, or delete it and run seaworthy lock`,
  )
}

/** A line of a lock that somebody edited may have any length. */
function lineAt(lines: readonly string[], at: number): string {
  const line = lines[at] ?? ''
  if (line === '') return at < lines.length - 1 ? 'an empty line' : 'the end'
  return /^(?:<{7}|={7}|>{7})/.test(line) ? 'a merge conflict' : jsonLine(line.slice(0, 120))
}

// What follows takes what is there and leaves out the rest: writing it again shows whether anything was lost.

function lockedImage(value: Value | undefined): LockedImage {
  const digest = textAt(value, 'digest')
  const platforms = Object.entries(mapAt(value, 'platforms') ?? {}).map(([name, facts]) => [name, platformFacts(facts)])
  return { ...(digest !== undefined && { digest }), platforms: Object.fromEntries(platforms) }
}

function platformFacts(value: Value): PlatformFacts {
  const [uid, gid] = (textAt(value, 'switchesTo') ?? '').split(':').map(Number)
  return {
    config: textAt(value, 'config') ?? '',
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
      Object.entries(mapAt(value, 'paths') ?? {}).map(([path, facts]) => [path, pathFacts(facts)]),
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
    uid: Number(user.uid),
    gid: Number(user.gid),
    groups: listAt(user, 'groups').map(Number),
    from: oneOf(user, 'from', ['config', 'etc/passwd']),
  }
}

function pathFacts(value: Value): PathFacts {
  return value === 'absent' ? value : { owner: textAt(value, 'owner') ?? '', mode: textAt(value, 'mode') ?? '' }
}

function texts(value: Value | undefined, key: string): readonly string[] {
  return listAt(value, key).map(String)
}

/** The text at a key; anything else becomes the first of `known`, which the comparison then finds. */
function oneOf<Text extends string>(value: Value, key: string, known: readonly [Text, ...Text[]]): Text {
  const found = textAt(value, key)
  return known.find(text => text === found) ?? known[0]
}
