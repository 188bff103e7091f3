import { InputError } from '../error.ts'
import { type ManifestDocument, type Position, readDocument } from './document.ts'
import type { YamlNode } from './node.ts'
import { splitStream } from './stream.ts'
import { positionAt } from './text/lines.ts'

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
      duplicatesIn(syntax.root).map(({ start, name }) =>
        line(positionAt(text, stream.lineStarts(), start), `the key ${JSON.stringify(name)} is there twice`),
      ),
    )
    return { documents: documents.filter(({ value }) => value !== null), problems: [...broken, ...twice] }
  } catch (error) {
    // What exceeds a limit is thrown, with the line and without the file.
    if (!(error instanceof InputError)) throw error
    return { documents: [], problems: [`${file}: ${error.message}`] }
  }
}

interface Duplicate {
  readonly name: string
  readonly start: number
}

/** Later keys of a map that have the name of an earlier one, at any depth. */
function duplicatesIn(node: YamlNode | undefined): readonly Duplicate[] {
  if (node === undefined) return []
  switch (node.kind) {
    case 'scalar':
    case 'alias':
      return []
    case 'list':
      return node.items.flatMap(duplicatesIn)
    case 'map': {
      const seen = new Set<string>()
      return node.entries.flatMap(({ key, name, value, merge }) => {
        const isTwice = !merge && seen.has(name)
        if (!merge) seen.add(name)
        return [...(isTwice ? [{ name, start: key.start }] : []), ...duplicatesIn(value)]
      })
    }
  }
}
