import { InputError } from '../error.ts'
import { jsonLine } from '../manifest/text/json.ts'

/** The error for a part of a lock, by where it begins, that is not what would be written for the facts it holds. */
export type Damage = (start: number, written: string, expected: string) => InputError

/** What stands in the first line that differs. */
export function damageIn(text: string, file: string): Damage {
  return (start, written, expected) => {
    const first = lineOf(text, start)
    const [lines, wanted] = [written.split('\n'), expected.split('\n')]
    const differs = wanted.findIndex((line, index) => line !== lines[index])
    const at = differs === -1 ? wanted.length - 1 : differs
    return badLock(`${file}:${first + at}: found ${lineAt(lines, at)}, expected ${lineAt(wanted, at)}`)
  }
}

/** The error for an image that stands in a lock twice, by where its two lines begin. */
export type Repetition = (first: number, again: number) => InputError

/** What the second line holds, and where the first one is. */
export function repetitionIn(text: string, file: string): Repetition {
  return (first, again) => {
    const found = lineAt(text.slice(again).split('\n', 1), 0)
    return badLock(
      `${file}:${lineOf(text, again)}: found ${found}, which stands in line ${lineOf(text, first)} already, expected each image once`,
    )
  }
}

/** What never was a lock may be of some worth to somebody: nobody is told to delete it. */
export function refuseOther(text: string, file: string): void {
  if (text === '' || /^kind: *Lock\b/m.test(text) || text.startsWith('# Written by `seaworthy lock`')) return
  const found = lineAt(text.split('\n', 1), 0)
  throw new InputError('BAD_LOCK', `${file}: this is no lock: found ${found}, expected what seaworthy lock writes`)
}

/** Half of a merge is nothing that anybody locked, wherever it stands. */
export function refuseConflict(text: string, file: string): void {
  const at = text.startsWith('<<<<<<<') ? 0 : text.indexOf('\n<<<<<<<')
  if (at === -1) return
  throw new InputError(
    'BAD_LOCK',
    `${file}:${lineOf(text, at + 1)}: found a merge conflict; take the whole file of either side, then run seaworthy lock`,
  )
}

function badLock(what: string): InputError {
  return new InputError('BAD_LOCK', `${what}; restore it from version control, or delete it and run seaworthy lock`)
}

function lineOf(text: string, start: number): number {
  return text.slice(0, start).split('\n').length
}

/** A line of a lock that somebody edited may have any length. */
function lineAt(lines: readonly string[], at: number): string {
  const line = lines[at] ?? ''
  if (line === '') return at < lines.length - 1 ? 'an empty line' : 'the end'
  return jsonLine(line.slice(0, 120))
}
