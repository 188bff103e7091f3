import type { ManifestDocument } from '../../manifest/document.ts'
import type { FieldPath } from '../../manifest/path.ts'
import type { ManifestStream } from '../../manifest/stream.ts'
import { isList, isMap, mapAt, textAt, type Value, type ValueMap } from '../../manifest/value.ts'

/** What names a Kubernetes object. `namespace` is absent when the manifest does not say. */
export interface ObjectRef {
  readonly apiVersion: string
  readonly kind: string
  readonly namespace?: string
  /** An object with `generateName` alone is called by that prefix, as kubectl prints it. */
  readonly name: string
}

/** A Kubernetes object inside a document: the document itself, or an item of its List (`path` = `['items', n]`). */
export interface ObjectView {
  readonly ref: ObjectRef
  readonly document: ManifestDocument
  readonly path: FieldPath
  readonly value: ValueMap
  /** The template path that Helm wrote in `# Source:` or in the filename annotation. */
  readonly source?: string
  /** Where fields of a pod stand that is put together from parts of the object, or read from a text of it. */
  readonly pathOf?: (path: FieldPath) => FieldPath
}

/** A path of the document, or of a pod that is made of parts, from the object on. */
export function pathInObject({ path: start, pathOf }: ObjectView, path: FieldPath): FieldPath {
  return (pathOf?.(path) ?? path).slice(start.length)
}

/** Where Helm 4 keeps the template path while a post-renderer runs (`annotateAndMerge`, pkg/action/action.go, v4.1.4). */
const filenameAnnotation = 'postrenderer.helm.sh/postrender-filename'

/** API group of an `apiVersion`: `apps` of `apps/v1`, `''` of the core group's `v1`. */
export function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf('/')
  return slash < 0 ? '' : apiVersion.slice(0, slash)
}

/**
 * Every object of a document, in order: itself, or the items of a list, nested lists included. What has no kind is none.
 * What has a list of `items` is a list, whatever its kind, as it is to kubectl and Helm (`UnstructuredJSONScheme` in
 * apimachinery): they create the items and forget the rest.
 */
export function objectsOf(stream: ManifestStream, document: ManifestDocument): ObjectView[] {
  if (!isMap(document.value)) return []
  const origin: Origin = { document, source: sourceComment(stream.text, document), inherited: {} }
  return viewsOf(document.value, [], origin)
}

interface Origin {
  readonly document: ManifestDocument
  readonly source: string | undefined
  readonly inherited: Inherited
}

/** What an item takes from its list where it says nothing itself. */
export interface Inherited {
  readonly apiVersion?: string
  readonly kind?: string
}

function viewsOf(value: ValueMap, path: FieldPath, origin: Origin): ObjectView[] {
  const kind = textAt(value, 'kind') ?? origin.inherited.kind
  if (kind === undefined || kind === '') return []
  const apiVersion = textAt(value, 'apiVersion') ?? origin.inherited.apiVersion ?? ''
  const source = textAt(mapAt(mapAt(value, 'metadata'), 'annotations'), filenameAnnotation) ?? origin.source
  if (isList(value.items))
    return itemsOf(value.items, path, { ...origin, source, inherited: inheritedFrom(kind, apiVersion) })
  return [{ ref: refOf(value, apiVersion, kind), document: origin.document, path, value, ...(source && { source }) }]
}

function itemsOf(items: readonly Value[], path: FieldPath, origin: Origin): ObjectView[] {
  return items.flatMap((item, index) => (isMap(item) ? viewsOf(item, [...path, 'items', index], origin) : []))
}

/** Items of a typed list may lack what the list's kind says of them; those of `kind: List` may not. */
export function inheritedFrom(kind: string, apiVersion: string): Inherited {
  return kind === 'List' ? {} : { apiVersion, kind: kind.replace(/List$/, '') }
}

function refOf(value: ValueMap, apiVersion: string, kind: string): ObjectRef {
  const metadata = mapAt(value, 'metadata')
  const namespace = textAt(metadata, 'namespace')
  const name = textAt(metadata, 'name') || textAt(metadata, 'generateName') || ''
  return { apiVersion, kind, name, ...(namespace && { namespace }) }
}

const sourceMark = '# Source: '

/**
 * The template path that Helm wrote above a document, which may be broken. Helm 3 writes one such line above every
 * document; it is looked for among the comments at the head alone. Line by line: a pattern takes ten times as long.
 */
export function sourceComment(
  text: string,
  { start, end }: Pick<ManifestDocument, 'start' | 'end'>,
): string | undefined {
  const head = text.slice(start, Math.min(end, start + 4096))
  for (let at = 0; at < head.length; ) {
    const newline = head.indexOf('\n', at)
    const line = head.slice(at, newline === -1 ? head.length : newline)
    if (line.startsWith(sourceMark) && /\S/.test(line.charAt(sourceMark.length)))
      return line.slice(sourceMark.length).trimEnd()
    if (!line.startsWith('#') && line.trim() !== '') return undefined
    at += line.length + 1
  }
  return undefined
}

/** An object that is made rather than read: there is no text behind it, and no place in one. */
export function madeObject(value: ValueMap): ObjectView {
  const kind = textAt(value, 'kind') ?? ''
  const document: ManifestDocument = { ...unwritten, value }
  return { ref: refOf(value, textAt(value, 'apiVersion') ?? '', kind), document, path: [], value }
}

const unwritten: ManifestDocument = {
  index: 0,
  start: 0,
  end: 0,
  value: null,
  problems: [],
  text: '',
  syntax: { shared: new Set(), repeating: new Set(), problems: [] },
  positionOf: () => ({ line: 1, column: 1 }),
}
