import type { Edit } from '../manifest/edit.ts'
import { lineStarts, positionAt } from '../manifest/lines.ts'
import type { Splice } from './report.ts'

/** `edits` of `text` by line and column, in the order of the text. Insertions at one place become one splice. */
export function splicesOf(text: string, edits: readonly Edit[]): Splice[] {
  const starts = lineStarts(text)
  return merged(edits.toSorted((a, b) => a.offset - b.offset || a.length - b.length)).map(edit => ({
    start: positionAt(text, starts, edit.offset),
    end: positionAt(text, starts, edit.offset + edit.length),
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
