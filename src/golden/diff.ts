import { formatPatch, structuredPatch } from 'diff'
import { createColors } from 'picocolors'
import { visibleLine } from '../manifest/visible.ts'

/** A difference is shown up to this many lines; the rest is counted. */
const longestDiff = 200
/** Beyond this many changed lines the search for the shortest difference takes too long, and one window is compared. */
const mostChanges = 2000
const windowLines = 60
const context = 3

/**
 * A unified diff of two texts, empty when they are equal. What cannot be seen (`\r`, a byte order mark) is written as an
 * escape, and what is cut off is counted.
 */
export function unifiedDiff(name: string, want: string, got: string): string {
  if (want === got) return ''
  const whole = diffLines(name, { want, got, firstLine: 1 })
  const lines = whole === undefined ? windowDiff(name, want, got) : capped(whole)
  return `${lines.join('\n')}\n`
}

interface Sides {
  readonly want: string
  readonly got: string
  /** The line of the file on which both texts begin. */
  readonly firstLine: number
}

/** Undefined where the texts differ in too many lines. */
function diffLines(name: string, { want, got, firstLine }: Sides): string[] | undefined {
  const options = { context, maxEditLength: mostChanges }
  const patch = structuredPatch(name, `${name} (now)`, want, got, undefined, undefined, options)
  if (patch === undefined) return undefined
  const hunks = patch.hunks.map(hunk => ({
    ...hunk,
    oldStart: hunk.oldStart + firstLine - 1,
    newStart: hunk.newStart + firstLine - 1,
    lines: hunk.lines.map(visibleLine),
  }))
  return formatPatch({ ...patch, hunks })
    .replace(/^=+\n/, '')
    .replace(/\n$/, '')
    .split('\n')
}

/** A few lines of each text from the first that differs. */
function windowDiff(name: string, want: string, got: string): string[] {
  const [wanted, found] = [want.split('\n'), got.split('\n')]
  const first = wanted.findIndex((line, index) => line !== found[index])
  const from = Math.max(0, (first === -1 ? wanted.length : first) - context)
  const cut = (lines: readonly string[]): string => `${lines.slice(from, from + windowLines).join('\n')}\n`
  const shown = diffLines(name, { want: cut(wanted), got: cut(found), firstLine: from + 1 }) ?? []
  return [...shown, `… more than ${mostChanges} lines differ; lines ${from + 1} to ${from + windowLines} were compared`]
}

function capped(lines: readonly string[]): readonly string[] {
  const rest = lines.length - longestDiff
  return rest > 0 ? [...lines.slice(0, longestDiff), `… ${rest} more lines of this diff are not shown`] : lines
}

/** A unified diff in the colours people know: removed red, added green. */
export function colourDiff(diff: string): string {
  const paint = createColors(true)
  return diff
    .split('\n')
    .map(line => {
      if (/^(---|\+\+\+) /.test(line)) return paint.bold(line)
      if (line.startsWith('@@')) return paint.cyan(line)
      if (line.startsWith('+')) return paint.green(line)
      return line.startsWith('-') ? paint.red(line) : line
    })
    .join('\n')
}
