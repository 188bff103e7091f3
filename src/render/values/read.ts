import { readOwnFile } from '../../config/own-file.ts'
import { InputError } from '../../error.ts'
import type { ManifestDocument } from '../../manifest/document.ts'
import type { FieldPath } from '../../manifest/path.ts'
import { isMap, type Value, type ValueMap, valueAt } from '../../manifest/value.ts'
import { assigned, mergeValues, withoutNulls } from './merge.ts'
import { readSet, type SetFlag } from './set.ts'

/** A values file. */
export interface ValuesFile {
  readonly file: string
  readonly text: string
}

/** One `--set` or `--set-string`. */
export interface SetOption {
  readonly flag: SetFlag
  readonly text: string
}

/** Values that were read, not yet validated. */
export interface ReadValues {
  readonly value: ValueMap
  /** Where a field was said last: `values.yaml:3:5`, `--set`; for a field that nobody said, its nearest parent. */
  readonly placeOf: (path: FieldPath) => string
}

/** Something that says values. */
interface Source {
  readonly value: ValueMap
  readonly placeOf: (path: FieldPath) => string
}

/**
 * Read values files in order, then every `--set`, then every `--set-string`, as Helm does. Throws
 * `InputError('BAD_VALUES')` for a file that is not one YAML map.
 */
export function readValues(files: readonly ValuesFile[], sets: readonly SetOption[]): ReadValues {
  const sources = files.map(readFile)
  const base = sources.reduce<ValueMap>((merged, { value }) => mergeValues(merged, value), {})
  const ordered = (['--set', '--set-string', '--task'] as const).flatMap(flag =>
    sets.filter(option => option.flag === flag),
  )
  const options = ordered.map(setSource)
  const value = ordered.reduce<ValueMap>(applySet, base)
  const read = withoutNulls(value)
  return { value: isMap(read) ? read : {}, placeOf: path => placeIn([...sources, ...options], path) }
}

function readFile({ file, text }: ValuesFile): Source {
  const { documents, problems } = readOwnFile(text, file)
  if (problems.length > 0) throw bad(problems)
  const [first, second] = documents
  if (second !== undefined) throw bad([`${place(file, second, [])}: found a second document, expected one`])
  if (first === undefined) return { value: {}, placeOf: () => file }
  if (!isMap(first.value)) throw bad([`${place(file, first, [])}: expected a map of values`])
  return { value: first.value, placeOf: path => place(file, first, path) }
}

function place(file: string, document: ManifestDocument, path: FieldPath): string {
  const { line, column } = document.positionOf(path)
  return `${file}:${line}:${column}`
}

function applySet(value: ValueMap, { flag, text }: SetOption): ValueMap {
  const result = readSet(text, flag).reduce<Value>((under, set) => assigned(under, set.path, set.value), value)
  return isMap(result) ? result : value
}

function setSource({ flag, text }: SetOption): Source {
  const place = `${flag} ${text}`
  return { value: applySet({}, { flag, text }), placeOf: () => place }
}

/** The last source that goes as deep along the path as any does. What nobody said, the first file should have. */
function placeIn(sources: readonly Source[], path: FieldPath): string {
  for (let depth = path.length; depth > 0; depth -= 1) {
    const found = sources.findLast(({ value }) => valueAt(value, path.slice(0, depth)) !== undefined)
    if (found !== undefined) return found.placeOf(path.slice(0, depth))
  }
  return sources[0]?.placeOf([]) ?? 'values'
}

function bad(lines: readonly string[]): InputError {
  return new InputError('BAD_VALUES', lines.join('\n'))
}
