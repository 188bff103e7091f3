import type { Position } from '../manifest/document.ts'
import type { Edit } from '../manifest/edit.ts'
import type { Splice } from './report.ts'

/** `edits` of `text` by line and column, in the order of the text. Insertions at one place become one splice. */
export function splicesOf(text: string, edits: readonly Edit[]): Splice[] {
  const lines = lineStarts(text)
  return merged(edits.toSorted((a, b) => a.offset - b.offset || a.length - b.length)).map(edit => ({
    start: positionAt(lines, edit.offset),
    end: positionAt(lines, edit.offset + edit.length),
    content: edit.content,
  }))
}

/** Two replacements at one place have no order in SARIF, so edits that begin at one offset are joined. */
function merged(ordered: readonly Edit[]): Edit[] {
  const result: Edit[] = []
  for (const edit of ordered) {
    const last = result.at(-1)
    if (last?.offset !== edit.offset) result.push(edit)
    else result.splice(-1, 1, { ...edit, content: last.content + edit.content })
  }
  return result
}

function lineStarts(text: string): readonly number[] {
  return [0, ...Array.from(text.matchAll(/\n/g), ({ index }) => index + 1)]
}

/** Halves the range of lines until one is left. */
function positionAt(starts: readonly number[], offset: number): Position {
  let low = 0
  let high = starts.length
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if ((starts[middle] ?? 0) <= offset) low = middle
    else high = middle
  }
  return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 }
}
