import { type OtherFile, type OtherFileName, otherFiles } from '../knowledge/kinds/other-files.ts'
import { type ManifestDocument, readDocument } from '../manifest/document.ts'
import { splitStream } from '../manifest/stream.ts'
import { isList, isMap, textAt, type Value, type ValueMap } from '../manifest/value.ts'
import { inFile } from './in-file.ts'

/** A text without objects, and what it is where that can be told. */
export interface NotManifests {
  readonly is?: OtherFileName
}

/**
 * What a text is in which no document is an object, nor half of one. What cannot be read, a plain text and mere comments may
 * be what is left of manifests, and are not told here.
 */
export function notManifests({
  file,
  text,
}: {
  readonly file: string
  readonly text: string
}): NotManifests | undefined {
  if (text.trim() === '') return { is: 'empty' }
  const stream = splitStream(text)
  let told: NotManifests | undefined
  for (const span of stream.documents) {
    const document = inFile(file, () => readDocument(stream, span))
    if (mayBeManifest(file, document)) return undefined
    if (document.value !== null) told ??= whatIs(file, document.value)
  }
  return told
}

function mayBeManifest(file: string, { value, problems }: ManifestDocument): boolean {
  if (problems.length > 0) return true
  return value !== null && whatIs(file, value).is === undefined && isPartOfObject(value)
}

function whatIs(file: string, value: Value): NotManifests {
  const row = isMap(value) ? otherFiles.find(other => fits(other, file, value)) : undefined
  return row === undefined ? {} : { is: row.is }
}

/** What names a kind and an API is an object, unless a row names these. */
function fits({ path, apiVersion, kind, keys = [] }: OtherFile, file: string, map: ValueMap): boolean {
  const own = { apiVersion: textAt(map, 'apiVersion'), kind: textAt(map, 'kind') }
  if (apiVersion === undefined && own.apiVersion !== undefined && own.kind !== undefined) return false
  return (
    (path?.test(file) ?? true) &&
    (apiVersion?.test(own.apiVersion ?? '') ?? true) &&
    (kind?.test(own.kind ?? '') ?? true) &&
    keys.every(key => Object.hasOwn(map, key))
  )
}

/** Values of a chart may hold objects deeper down; one that lost its kind still has what objects have at the root. */
function isPartOfObject(value: Value): boolean {
  if (isList(value)) return value.some(item => isMap(item) && Object.hasOwn(item, 'kind'))
  if (!isMap(value)) return true
  const has = (key: string) => Object.hasOwn(value, key)
  return has('kind') || (has('apiVersion') && (has('metadata') || has('spec') || has('data') || has('items')))
}
