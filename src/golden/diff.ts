import { FILE_HEADERS_ONLY, formatPatch } from 'diff'
import { createColors } from 'picocolors'
import { visibleLine, visibleLines } from '../manifest/text/visible.ts'
import { hunksOf } from './hunks.ts'

/**
 * A unified diff of two texts of one file, whole and exact, as `patch` and `git apply` take it: lines of `want` are the
 * removed ones. Empty when they are equal.
 */
export function unifiedDiff(name: string, want: string, got: string): string {
  const hunks = want === got ? [] : hunksOf(want, got)
  if (hunks.length === 0) return ''
  const patch = { oldFileName: name, newFileName: name, oldHeader: undefined, newHeader: undefined, hunks }
  return formatPatch(patch, FILE_HEADERS_ONLY)
}

/** A readable diff is shown up to this many lines; the rest is counted. */
const longestDiff = 200

/** As `unifiedDiff`, for reading: what cannot be seen (`\r`, a byte order mark) becomes an escape, and it ends somewhere. */
export function readableDiff(name: string, want: string, got: string): string {
  const lines = unifiedDiff(name, want, got).split('\n').slice(0, -1).map(visibleLine)
  const rest = lines.length - longestDiff
  const cut = rest > 0 ? [...lines.slice(0, longestDiff), `… ${rest} more lines of this diff are not shown`] : lines
  return cut.map(line => `${line}\n`).join('')
}

/** Unified diffs, one after another, as a person at a terminal reads them: removed lines red, added ones green, nothing hidden. */
export function colourDiff(diff: string): string {
  const paint = createColors(true)
  const lines = visibleLines(diff).split('\n')
  return lines
    .map((line, index) => {
      if (isHeader(lines, index) || isHeader(lines, index - 1)) return paint.bold(line)
      if (line.startsWith('@@')) return paint.cyan(line)
      if (line.startsWith('+')) return paint.green(line)
      return line.startsWith('-') ? paint.red(line) : line
    })
    .join('\n')
}

/** Only the three lines together begin a file: a removed `-- a` reads `--- a` too. */
function isHeader(lines: readonly string[], index: number): boolean {
  const [first, second, third] = lines.slice(Math.max(0, index), index + 3)
  return first?.startsWith('--- ') === true && second?.startsWith('+++ ') === true && third?.startsWith('@@ ') === true
}
