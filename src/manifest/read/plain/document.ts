import type { ManifestDocument } from '../../document.ts'
import type { Syntax } from '../../node.ts'
import { type DocumentSpan, documentText, type ManifestStream } from '../../stream.ts'
import { positionAt } from '../../text/lines.ts'
import { hasLongLine } from '../../text/long-line.ts'
import { offsetOf } from '../locate.ts'
import { readPlain } from './reader.ts'

/**
 * Read one document of a stream if it is plain (see `readPlain`). Whoever can do without the others never loads the
 * YAML library, which takes longer than to read a chart.
 */
export function readPlainDocument(stream: ManifestStream, span: DocumentSpan): ManifestDocument | undefined {
  const text = documentText(stream, span)
  const root = hasLongLine(text) ? undefined : readPlain(text, span.start)
  return root === undefined ? undefined : documentOf(stream, span, { root, ...plain })
}

/** What a plain document has none of: aliases, keys that are there twice, and problems. */
const plain: Syntax = { shared: new Set(), repeating: new Set(), problems: [] }

/** The document in `span` that consists of `syntax`. */
export function documentOf(stream: ManifestStream, span: DocumentSpan, syntax: Syntax): ManifestDocument {
  const { text } = stream
  const { index, start, end } = span
  const position = (offset: number) => positionAt(text, stream.lineStarts(), offset)
  return {
    index,
    start,
    end,
    value: syntax.root?.value ?? null,
    problems: syntax.problems.map(({ offset, message }) => ({ position: position(offset), message })),
    text,
    syntax,
    positionOf: path => position(syntax.root === undefined ? start : offsetOf(syntax.root, path)),
  }
}
