import { type ManifestDocument, readDocument } from '../../manifest/document.ts'
import { type Memory, memoryOf } from '../../manifest/memory.ts'
import { type Outline, outlineOfText, outlineOfValue } from '../../manifest/outline.ts'
import type { FieldPath } from '../../manifest/path.ts'
import { mayHoldApiVersion, mayHoldKind } from '../../manifest/scan.ts'
import { isSoundInColumns, isSurelySound } from '../../manifest/sound.ts'
import type { DocumentSpan } from '../../manifest/stream.ts'
import { textAt, type Value, valueAt } from '../../manifest/value.ts'
import { type CustomKind, customKindOf } from '../../schema/custom.ts'
import { objectProblems } from '../../schema/object.ts'
import type { SchemaProblem } from '../../schema/problem.ts'
import type { ObjectType } from '../../schema/type.ts'
import { builtinKinds, type KubernetesTypes, kubernetesAt } from '../../schema/types.ts'
import { isOfKubernetes, type UnservedKind } from '../../schema/unserved-kind.ts'
import type { Finding } from '../../workload/finding/finding.ts'
import { type ObjectView, objectsOf } from '../../workload/object/object.ts'
import type { Settings } from '../../workload/settings/settings.ts'
import { inFile } from '../in-file.ts'
import { placeOf } from '../place.ts'
import type { Source } from '../source.ts'
import { duplicateKeyFindings } from './duplicate-key-findings.ts'
import { isSurelyObject, nonObjectFindings, otherFindings } from './non-object-findings.ts'
import { unservedIn } from './unserved-in.ts'
import { yamlFindings } from './yaml-findings.ts'

/**
 * What the API server of the chosen version would refuse in any object of a kind that it serves, or that a definition in
 * the sources makes, and of documents that nobody else needed, broken YAML and what is no object. Each of those is read
 * once, if at all, and nobody keeps it.
 */
export function schemaFindings(
  sources: readonly Source[],
  settings: Settings,
  served: Served = servedBy(sources, settings),
): readonly Finding[] {
  if (settings.schema === 'off') return sources.flatMap(brokenFindings)
  const { kinds, definitions } = served
  return sources.flatMap(source => [
    ...source.documents.flatMap(document => documentFindings(source, document, served)),
    ...unreadSpans(source).flatMap(span => {
      const document = toValidate(source, span, definitions.get(span), { kinds, settings })
      if (document === undefined) return []
      return [
        ...refusalsOf(source, document),
        ...duplicateKeyFindings(source, document),
        ...documentFindings(source, document, served),
      ]
    }),
  ])
}

/** What the API server serves, with what the definitions in the sources add. */
export interface Served {
  /** What was found in the specs of pods before. */
  readonly podSpecs: Memory<readonly SchemaProblem[]>
  readonly types: KubernetesTypes
  readonly typeOf: (ref: ObjectView['ref']) => ObjectType | undefined
  readonly unserved: (object: ObjectView) => UnservedKind | undefined
  readonly kinds: ReadonlySet<string>
  readonly definitions: ReadonlyMap<DocumentSpan, Definitions>
}

/** What is served where `sources` hold every definition there is. */
export function servedBy(sources: readonly Source[], settings: Settings): Served {
  const types = kubernetesAt(settings.kubeMinor)
  const definitions = new Map(sources.flatMap(definitionsIn))
  const custom = byKind([
    ...sources.flatMap(({ objects }) => definedBy(objects)),
    ...[...definitions.values()].flatMap(one => one.kinds),
  ])
  const typeOf = ({ apiVersion, kind }: ObjectView['ref']) =>
    kind === definition && settings.schema !== 'full'
      ? undefined
      : (customType(custom.get(kind), apiVersion) ?? types.ofKind(apiVersion, kind))
  const unserved = ({ ref }: ObjectView) => (custom.has(ref.kind) ? undefined : unservedIn(settings, ref))
  const kinds = new Set([...builtinKinds(), ...custom.keys()])
  return { types, typeOf, unserved, kinds, definitions, podSpecs: memoryOf<readonly SchemaProblem[]>() }
}

const definition = 'CustomResourceDefinition'
const definitionKinds: ReadonlySet<string> = new Set([definition])

/** A document that may define kinds. Most are sound and a megabyte, and are read where they are used. */
interface Definitions {
  readonly kinds: readonly CustomKind[]
  /** Absent: it is sound, and was not read as a whole. */
  readonly document?: ManifestDocument
}

function definitionsIn(source: Source): readonly (readonly [DocumentSpan, Definitions])[] {
  const { stream } = source
  return unreadSpans(source)
    .filter(span => mayHoldKind(stream, span, definitionKinds))
    .map(span => [span, definitionsAt(source, span)])
}

function definitionsAt(source: Source, span: DocumentSpan): Definitions {
  const { stream } = source
  const outline = isSoundInColumns(stream, span) ? outlineOfText(stream.text.slice(span.start, span.end)) : undefined
  if (outline?.at('kind') === definition && isSurelyObject(stream, span)) return { kinds: definedIn(outline) }
  const document = readOne(source, span)
  return { document, kinds: definedBy(objectsOf(stream, document)) }
}

function definedBy(objects: readonly ObjectView[]): readonly CustomKind[] {
  const definitions = objects.filter(({ ref }) => ref.kind === definition)
  return definitions.flatMap(({ value }) => definedIn(outlineOfValue(value)))
}

function definedIn(outline: Outline): readonly CustomKind[] {
  const kind = customKindOf(outline)
  return kind === undefined ? [] : [kind]
}

/** Two groups may have a kind of one name. */
function byKind(found: readonly CustomKind[]): ReadonlyMap<string, readonly CustomKind[]> {
  const kinds = new Map<string, CustomKind[]>()
  for (const custom of found) {
    const known = kinds.get(custom.kind)
    if (known === undefined) kinds.set(custom.kind, [custom])
    else known.push(custom)
  }
  return kinds
}

/** Of two definitions of one kind the last one counts. */
function customType(kinds: readonly CustomKind[] = [], apiVersion: string): ObjectType | undefined {
  return kinds.reduce<ObjectType | undefined>((found, { typeAt }) => typeAt(apiVersion) ?? found, undefined)
}

function unreadSpans({ stream, documents }: Source): readonly DocumentSpan[] {
  const read = new Set(documents.map(({ index }) => index))
  return stream.documents.filter(({ index }) => !read.has(index))
}

/** The document in a span, if something in it is to be held against a schema, or it may be broken. */
function toValidate(
  source: Source,
  span: DocumentSpan,
  definitions: Definitions | undefined,
  { kinds, settings }: { readonly kinds: ReadonlySet<string>; readonly settings: Settings },
): ManifestDocument | undefined {
  if (definitions?.document !== undefined) return definitions.document
  const { stream } = source
  const isWanted =
    definitions !== undefined && settings.schema !== 'full'
      ? mayHoldApiVersion(stream, span, isOldDefinition)
      : mayHoldKind(stream, span, kinds) ||
        mayHoldApiVersion(stream, span, isOfKubernetes) ||
        !isSurelyFine(source, span)
  return isWanted ? readOne(source, span) : undefined
}

function isOldDefinition(apiVersion: string): boolean {
  return isOfKubernetes(apiVersion) && apiVersion !== 'apiextensions.k8s.io/v1'
}

function isSurelyFine({ stream }: Source, span: DocumentSpan): boolean {
  return isSurelySound(stream, span) && isSurelyObject(stream, span)
}

function brokenFindings(source: Source): readonly Finding[] {
  return unreadSpans(source)
    .filter(span => !isSurelyFine(source, span))
    .flatMap(span => refusalsOf(source, readOne(source, span)))
}

/** Broken YAML, and what is no object, in every document of a source. */
export function soundnessFindings(source: Source): readonly Finding[] {
  return [
    ...otherFindings(source),
    ...source.documents.flatMap(document => refusalsOf(source, document)),
    ...brokenFindings(source),
  ]
}

function refusalsOf(source: Source, document: ManifestDocument): readonly Finding[] {
  return [...yamlFindings(source, document), ...nonObjectFindings(source, document)]
}

function readOne({ file, stream }: Source, span: DocumentSpan): ManifestDocument {
  return inFile(file, () => readDocument(stream, span))
}

function documentFindings(source: Source, document: ManifestDocument, served: Served): readonly Finding[] {
  return objectsOf(source.stream, document).flatMap(object => {
    const type = served.typeOf(object.ref)
    if (type === undefined) return kindFindings(source, object, served)
    return objectProblems(object.value, type, served.types, served.podSpecs).map(problem =>
      schemaFinding(source, object, problem),
    )
  })
}

function kindFindings(source: Source, object: ObjectView, { unserved }: Served): readonly Finding[] {
  const found = unserved(object)
  if (found === undefined) return []
  const place = placeOf(source, object, [...object.path, 'kind'])
  const severity = found.isOlder === undefined ? 'error' : 'warning'
  return [{ code: 'unknown-kind', by: 'kubernetes', ...found, severity, place }]
}

function schemaFinding(source: Source, object: ObjectView, { path, ...problem }: SchemaProblem): Finding {
  const place = placeOf(source, object, [...object.path, ...path], containerAt(object.value, path))
  return { ...problem, severity: 'error', place }
}

/** The name of the container that a path leads into. */
function containerAt(value: Value, path: FieldPath): string | undefined {
  const list = path.findLastIndex(step => /^(?:init|ephemeral)?containers$/i.test(String(step)))
  if (list < 0 || path.length < list + 3) return undefined
  return textAt(valueAt(value, path.slice(0, list + 2)), 'name')
}
