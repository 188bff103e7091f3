import { InputError } from '../error.ts'
import { jsonLine } from '../manifest/text/json.ts'

/** The error for a part of a lock, by where it begins, that is not what would be written for the facts it holds. */
export type Damage = (start: number, written: string, expected: string) => InputError

/** What stands in the first line that differs. */
export function damageIn(text: string, file: string): Damage {
  return (start, written, expected) => {
    const first = text.slice(0, start).split('\n').length
    const [lines, wanted] = [written.split('\n'), expected.split('\n')]
    const differs = wanted.findIndex((line, index) => line !== lines[index])
    const at = differs === -1 ? wanted.length - 1 : differs
    return new InputError(
      'BAD_LOCK',
      `${file}:${first + at}: found ${lineAt(lines, at)}, expected ${lineAt(wanted, at)}; restore it from version control, or delete it and run seaworthy lock`,
    )
  }
}

/** A line of a lock that somebody edited may have any length. */
function lineAt(lines: readonly string[], at: number): string {
  const line = lines[at] ?? ''
  if (line === '') return at < lines.length - 1 ? 'an empty line' : 'the end'
  return /^(?:<{7}|={7}|>{7})/.test(line) ? 'a merge conflict' : jsonLine(line.slice(0, 120))
}
