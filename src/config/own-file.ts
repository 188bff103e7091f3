import { InputError } from '../error.ts'
import { type ManifestDocument, type Position, readDocument } from '../manifest/document.ts'
import { duplicateKeys } from '../manifest/duplicate-keys.ts'
import { splitStream } from '../manifest/stream.ts'
import { positionAt } from '../manifest/text/lines.ts'

/** A file that people write for this program: its documents, and what is wrong with it as YAML. */
export interface OwnFile {
  /** Those that hold something. */
  readonly documents: readonly ManifestDocument[]
  /** As `file:line:column: message`. */
  readonly problems: readonly string[]
}

/**
 * Read a policy, values, or a fleet. Of two keys with one name Kubernetes takes the last; here that is an error, since the
 * author meant both.
 */
export function readOwnFile(text: string, file: string): OwnFile {
  const stream = splitStream(text)
  const line = ({ line, column }: Position, message: string) => `${file}:${line}:${column}: ${message}`
  try {
    const documents = stream.documents.map(span => readDocument(stream, span))
    const broken = documents.flatMap(({ problems }) => problems.map(({ position, message }) => line(position, message)))
    const twice = documents.flatMap(({ syntax }) =>
      duplicateKeys(syntax).map(({ start, name }) =>
        line(positionAt(text, stream.lineStarts(), start), `the key ${JSON.stringify(name)} appears twice`),
      ),
    )
    return { documents: documents.filter(({ value }) => value !== null), problems: [...broken, ...twice] }
  } catch (error) {
    // What exceeds a limit is thrown, with the line and without the file.
    if (!(error instanceof InputError)) throw error
    return { documents: [], problems: [`${file}: ${error.message}`] }
  }
}
