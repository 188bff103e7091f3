import { type StructuredPatchHunk, structuredPatch } from 'diff'
import { splitStream } from '../manifest/stream.ts'

/** Lines around a change that are shown with it; `git apply` wants some on both sides. */
const context = 3
/** Beyond this many changed lines of one document the search for the shortest difference takes too long. */
const mostChanges = 2000

/**
 * The hunks of a unified diff. Documents are compared in pairs where both texts have equally many, as a hardened stream
 * and its source do: ten thousand small searches end where one large one would not.
 */
export function hunksOf(want: string, got: string): StructuredPatchHunk[] {
  const changes: Change[] = []
  let [oldLine, newLine] = [0, 0]
  for (const [before, after] of chunkPairs(want, got)) {
    for (const change of changesOf(before, after)) {
      changes.push({ ...change, oldAt: change.oldAt + oldLine, newAt: change.newAt + newLine })
    }
    oldLine += linesOf(before).length
    newLine += linesOf(after).length
  }
  const lines = { want: linesOf(want), got: linesOf(got) }
  return grouped(changes).map(group => hunkOf(group, lines))
}

/** Lines `oldAt` … of one text that became lines `newAt` … of the other, counted from 0. */
interface Change {
  readonly oldAt: number
  readonly oldCount: number
  readonly newAt: number
  readonly newCount: number
}

function chunkPairs(want: string, got: string): (readonly [string, string])[] {
  const [before, after] = [chunksOf(want), chunksOf(got)]
  if (before.length !== after.length) return [[want, got]]
  return before.map((chunk, index) => [chunk, after[index] ?? ''])
}

/** The text cut where its documents begin, save for one that shares the line of its `---`. */
function chunksOf(text: string): string[] {
  const starts = splitStream(text).documents.map(({ start }) => start)
  const cuts = [0, ...starts.slice(1).filter(start => text[start - 1] === '\n')]
  return cuts.map((cut, index) => text.slice(cut, cuts[index + 1]))
}

function changesOf(want: string, got: string): Change[] {
  if (want === got) return []
  const patch = structuredPatch('', '', want, got, '', '', { context: 0, maxEditLength: mostChanges })
  if (patch === undefined) return [everything(want, got)]
  return patch.hunks.map(({ oldStart, oldLines, newStart, newLines }) => ({
    oldAt: oldStart - 1,
    oldCount: oldLines,
    newAt: newStart - 1,
    newCount: newLines,
  }))
}

function everything(want: string, got: string): Change {
  return { oldAt: 0, oldCount: linesOf(want).length, newAt: 0, newCount: linesOf(got).length }
}

/** The lines of a text with their line breaks. */
function linesOf(text: string): readonly string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? []
}

/** Changes whose surroundings touch share a hunk. */
function grouped(changes: readonly Change[]): (readonly [Change, ...Change[]])[] {
  const groups: [Change, ...Change[]][] = []
  for (const change of changes) {
    const last = groups.at(-1)?.at(-1)
    if (last === undefined || change.oldAt - last.oldAt - last.oldCount > 2 * context) groups.push([change])
    else groups.at(-1)?.push(change)
  }
  return groups
}

interface Lines {
  readonly want: readonly string[]
  readonly got: readonly string[]
}

function hunkOf(group: readonly [Change, ...Change[]], { want, got }: Lines): StructuredPatchHunk {
  const [first] = group
  const last = group.at(-1) ?? first
  const above = Math.min(context, first.oldAt)
  const below = Math.min(context, want.length - last.oldAt - last.oldCount)
  const oldLines = last.oldAt + last.oldCount + below - (first.oldAt - above)
  const newLines = last.newAt + last.newCount + below - (first.newAt - above)
  const lines: string[] = []
  let at = first.oldAt - above
  for (const { oldAt, oldCount, newAt, newCount } of group) {
    lines.push(...marked(' ', want.slice(at, oldAt)))
    lines.push(...marked('-', want.slice(oldAt, oldAt + oldCount)), ...marked('+', got.slice(newAt, newAt + newCount)))
    at = oldAt + oldCount
  }
  lines.push(...marked(' ', want.slice(at, at + below)))
  return { oldStart: first.oldAt - above + 1, oldLines, newStart: first.newAt - above + 1, newLines, lines }
}

function marked(mark: ' ' | '-' | '+', lines: readonly string[]): string[] {
  return lines.flatMap(line =>
    line.endsWith('\n') ? [mark + line.slice(0, -1)] : [mark + line, '\\ No newline at end of file'],
  )
}
