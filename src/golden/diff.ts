import { formatPatch, structuredPatch } from 'diff'
import { createColors } from 'picocolors'
import { visibleLine } from '../manifest/visible.ts'

/** A difference is shown up to this many lines; the rest is counted. */
const longestDiff = 200
/** Beyond this many changed lines the search for the shortest difference takes too long, and one window is compared. */
const mostChanges = 2000
const windowLines = 100
const context = 3

/**
 * A unified diff of two texts, empty when they are equal. What cannot be seen (`\r`, a byte order mark) is written as an
 * escape, and what is cut off is counted.
 */
export function unifiedDiff(name: string, want: string, got: string): string {
  return want === got ? '' : capped(wholeDiff(name, want, got) ?? windowDiff(name, want, got))
}

/** Undefined where the texts differ in too many lines. */
function wholeDiff(name: string, want: string, got: string): string[] | undefined {
  const patch = structuredPatch(name, `${name} (now)`, want, got, undefined, undefined, {
    context,
    maxEditLength: mostChanges,
  })
  if (patch === undefined) return undefined
  const hunks = patch.hunks.map(hunk => ({ ...hunk, lines: hunk.lines.map(visibleLine) }))
  return formatPatch({ ...patch, hunks })
    .replace(/^=+\n/, '')
    .trimEnd()
    .split('\n')
}

/** The first lines that differ, each text against the other from there. */
function windowDiff(name: string, want: string, got: string): string[] {
  const [wanted, found] = [want.split('\n'), got.split('\n')]
  const first = wanted.findIndex((line, index) => line !== found[index])
  const from = Math.max(0, (first === -1 ? wanted.length : first) - context)
  const cut = (lines: readonly string[]): string => `${lines.slice(from, from + windowLines).join('\n')}\n`
  const shown = wholeDiff(name, cut(wanted), cut(found)) ?? []
  return [
    ...shown,
    `… more than ${mostChanges} lines differ; compared here: ${windowLines} lines from line ${from + 1}`,
  ]
}

function capped(lines: readonly string[]): string {
  const rest = lines.length - longestDiff
  const kept = rest > 0 ? [...lines.slice(0, longestDiff), `… ${rest} more lines of this diff are not shown`] : lines
  return `${kept.join('\n')}\n`
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
