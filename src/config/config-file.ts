import { InputError, type InputErrorCode } from '../error.ts'
import type { ManifestDocument, Position } from '../manifest/document.ts'
import { type FieldPath, formatPath } from '../manifest/path.ts'
import { readOwnFile } from './own-file.ts'
import type { Described, Problem } from './schema-problems.ts'

/** A file of ours that people write: one YAML document of a kind of its own. */
export interface ConfigFormat extends Described {
  readonly kind: string
  readonly code: InputErrorCode
}

/** What such a file is read from, and where its fields are. */
export type ConfigDocument = Pick<ManifestDocument, 'value' | 'positionOf'>

/** The document of such a file. There is one, so that it is never asked which of two counts. */
export function onlyDocument(text: string, file: string, format: ConfigFormat): ManifestDocument {
  const { documents, problems } = readOwnFile(text, file)
  if (problems.length > 0) throw bad(format, ...problems)
  const [first, second] = documents
  if (first === undefined)
    throw bad(
      format,
      `${file}: found nothing, expected a map with apiVersion: seaworthy.dev/v1alpha1 and kind: ${format.kind}`,
    )
  if (second !== undefined)
    throw bad(format, line(file, second.positionOf([]), 'found a second document, expected one'))
  return first
}

/** All that is wrong with such a file, in the order of its lines. `at` is the field of the whole document that it is. */
export function configRefusal(
  file: string,
  document: ConfigDocument,
  problems: readonly Problem[],
  format: ConfigFormat,
  at: FieldPath = [],
): InputError {
  const placed = problems.map(({ path, message }) => ({ position: document.positionOf(path), path, message }))
  const ordered = placed.toSorted((a, b) => a.position.line - b.position.line || a.position.column - b.position.column)
  const lines = ordered.map(({ position, path, message }) => {
    const field = formatPath([...at, ...path])
    return line(file, position, field === '' ? message : `${field}: ${message}`)
  })
  return bad(format, ...lines)
}

function line(file: string, { line, column }: Position, message: string): string {
  return `${file}:${line}:${column}: ${message}`
}

function bad({ code }: ConfigFormat, ...lines: readonly string[]): InputError {
  return new InputError(code, lines.join('\n'))
}
