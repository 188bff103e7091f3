import type { Edit } from '../../manifest/edit/edit.ts'
import type { ManifestStream } from '../../manifest/stream.ts'
import { type LineStarts, positionAt } from '../../manifest/text/lines.ts'
import type { DocumentSplices, Splice } from '../report.ts'

type Splices = Pick<DocumentSplices, 'index' | 'splices'>

/** `edits` of a stream by line and column, document by document as they stand. */
export function documentSplices(stream: ManifestStream, edits: readonly Edit[]): Splices[] {
  const starts = edits.length === 0 ? [] : stream.lineStarts()
  return byDocument(stream, merged(edits)).map(({ index, edits }) => ({
    index,
    splices: edits.map(edit => spliceOf(stream.text, starts, edit)),
  }))
}

/**
 * In the order of the text. Two replacements at one place have no order in SARIF, so edits that begin at one offset are
 * joined.
 */
function merged(edits: readonly Edit[]): Edit[] {
  const result: Edit[] = []
  for (const edit of edits.toSorted((a, b) => a.offset - b.offset || a.length - b.length)) {
    const last = result.at(-1)
    if (last?.offset !== edit.offset) result.push(edit)
    else result.splice(-1, 1, { ...edit, content: last.content + edit.content })
  }
  return result
}

interface DocumentEdits {
  readonly index: number
  readonly edits: Edit[]
}

/** Walks documents and edits together; an edit belongs to the last document that begins at or before it. */
function byDocument({ documents }: ManifestStream, ordered: readonly Edit[]): DocumentEdits[] {
  const result: DocumentEdits[] = []
  let index = 0
  for (const edit of ordered) {
    while ((documents[index + 1]?.start ?? Number.POSITIVE_INFINITY) <= edit.offset) index += 1
    const last = result.at(-1)
    if (last?.index === index) last.edits.push(edit)
    else result.push({ index, edits: [edit] })
  }
  return result
}

function spliceOf(text: string, starts: LineStarts, { offset, length, content }: Edit): Splice {
  return { start: positionAt(text, starts, offset), end: positionAt(text, starts, offset + length), content }
}
