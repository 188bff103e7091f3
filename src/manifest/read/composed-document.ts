import { InputError } from '../../error.ts'
import type { ManifestDocument } from '../document.ts'
import type { Syntax } from '../node.ts'
import { type DocumentSpan, documentText, type ManifestStream } from '../stream.ts'
import { positionAt } from '../text/lines.ts'
import { compose } from './compose.ts'
import { documentOf } from './plain/document.ts'

/** Read one document of a stream, whatever it is written in. */
export function readComposedDocument(stream: ManifestStream, span: DocumentSpan): ManifestDocument {
  return documentOf(stream, span, composeSpan(stream, span))
}

/** What a document's text consists of. One beyond a limit is an `InputError` that names its line. */
export function composeSpan(stream: ManifestStream, span: DocumentSpan): Syntax {
  const over = (offset: number, message: string): never => {
    throw new InputError('BAD_INPUT', `line ${positionAt(stream.text, stream.lineStarts(), offset).line}: ${message}`)
  }
  return compose(documentText(stream, span), span.start, over, span.json ? 'JSON' : 'YAML')
}
