/**
 * Where the plain reader stands. It moves from line to line and changes in place: a value made for each step would
 * cost more than all the reading.
 */
export interface Cursor {
  readonly text: string
  /** Where `text` begins in the stream. */
  readonly base: number
  /** The first character of the next line that holds anything but blanks and a comment. */
  at: number
  /** The column of `at`; -1 after the last line. */
  indent: number
}

/** Character codes by name, as no comparison of one-character strings is as fast. */
export const code = {
  newline: 0x0a,
  space: 0x20,
  quote: 0x22,
  hash: 0x23,
  apostrophe: 0x27,
  comma: 0x2c,
  dash: 0x2d,
  dot: 0x2e,
  colon: 0x3a,
  question: 0x3f,
  openList: 0x5b,
  backslash: 0x5c,
  closeList: 0x5d,
  openMap: 0x7b,
  pipe: 0x7c,
  closeMap: 0x7d,
  byteOrderMark: 0xfeff,
} as const

/** A cursor at the first line of `text` with something in it. */
export function cursorAt(text: string, base: number): Cursor {
  const cursor = { text, base, at: 0, indent: -1 }
  toContent(cursor, 0)
  return cursor
}

/** Move to the first line from `lineStart` on that holds anything but blanks and a comment. */
export function toContent(cursor: Cursor, lineStart: number): void {
  const { text } = cursor
  let start = lineStart
  for (;;) {
    const at = behindSpaces(text, start)
    const first = text.charCodeAt(at)
    if (first === code.hash) start = nextLine(text, at)
    else if (first === code.newline) start = at + 1
    else {
      cursor.at = at
      cursor.indent = at < text.length ? at - start : -1
      return
    }
  }
}

/** Move on from the end of a value. False when something other than blanks and a comment follows it on its line. */
export function endValueLine(cursor: Cursor, from: number): boolean {
  const { text } = cursor
  const at = behindSpaces(text, from)
  const next = text.charCodeAt(at)
  if (next === code.newline) toContent(cursor, at + 1)
  else if (at === text.length) toContent(cursor, at)
  else if (next === code.hash && at > from) toContent(cursor, nextLine(text, at))
  else return false
  return true
}

/** The first offset from `at` on that is no space. A tab is no space here: what it means depends on where it stands. */
export function behindSpaces(text: string, at: number): number {
  let behind = at
  while (text.charCodeAt(behind) === code.space) behind += 1
  return behind
}

/** Whether a line, or the text, ends at `at`. */
export function endsLine(text: string, at: number): boolean {
  return at >= text.length || text.charCodeAt(at) === code.newline
}

/** Whether an indicator at `at - 1` counts as one: a space or the end of its line follows. */
export function isBlank(text: string, at: number): boolean {
  return text.charCodeAt(at) === code.space || endsLine(text, at)
}

function nextLine(text: string, at: number): number {
  const newline = text.indexOf('\n', at)
  return newline === -1 ? text.length : newline + 1
}
