import { type ManifestDocument, readDocument } from '../manifest/document.ts'
import type { FieldPath } from '../manifest/path.ts'
import { mayHoldKind } from '../manifest/scan.ts'
import type { DocumentSpan } from '../manifest/stream.ts'
import { textAt, type Value, valueAt } from '../manifest/value.ts'
import { customTypesOf } from '../schema/custom.ts'
import { objectProblems } from '../schema/object.ts'
import type { SchemaProblem } from '../schema/problem.ts'
import type { ObjectType } from '../schema/type.ts'
import { builtinKinds, type KubernetesTypes, kubernetesAt } from '../schema/types.ts'
import type { Finding } from '../workload/finding.ts'
import { type ObjectView, objectsOf } from '../workload/object.ts'
import type { Settings } from '../workload/settings.ts'
import { inFile } from './in-file.ts'
import { placeOf } from './place.ts'
import type { Source } from './source.ts'
import { yamlFindings } from './yaml-findings.ts'

/**
 * What the API server of the chosen version would refuse in any object of a kind that it serves, or that a definition in
 * the sources makes. A document that nobody else needed is read here, and nobody keeps it.
 */
export function schemaFindings(sources: readonly Source[], settings: Settings): readonly Finding[] {
  if (settings.schema === 'off') return []
  const types = kubernetesAt(settings.kubeMinor)
  const custom = customKinds(sources)
  const kinds = new Set([...builtinKinds(), ...[...custom.values()].map(({ kind }) => kind)])
  const typeOf = ({ apiVersion, kind }: ObjectView['ref']) =>
    custom.get(`${apiVersion}/${kind}`)?.type() ?? types.ofKind(apiVersion, kind)
  return sources.flatMap(source => {
    const read = new Map(source.documents.map(document => [document.index, document]))
    return source.stream.documents.flatMap(span => {
      const known = read.get(span.index)
      if (known !== undefined) return documentFindings(source, known, typeOf, types)
      if (!mayHoldKind(source.stream, span, kinds)) return []
      const document = readOne(source, span)
      return [...yamlFindings(source.file, document), ...documentFindings(source, document, typeOf, types)]
    })
  })
}

const definitions: ReadonlySet<string> = new Set(['CustomResourceDefinition'])

interface CustomKind {
  readonly kind: string
  readonly type: () => ObjectType
}

/** Kinds that the sources define, by version and kind. */
function customKinds(sources: readonly Source[]): ReadonlyMap<string, CustomKind> {
  const found = sources.flatMap(source =>
    source.stream.documents
      .filter(span => mayHoldKind(source.stream, span, definitions))
      .flatMap(span => objectsOf(source.stream, readOne(source, span)))
      .filter(({ ref }) => ref.kind === 'CustomResourceDefinition')
      .flatMap(({ value }) => customTypesOf(value)),
  )
  return new Map(found.map(({ apiVersion, kind, type }) => [`${apiVersion}/${kind}`, { kind, type }]))
}

function readOne({ file, stream }: Source, span: DocumentSpan): ManifestDocument {
  return inFile(file, () => readDocument(stream, span))
}

function documentFindings(
  source: Source,
  document: ManifestDocument,
  typeOf: (ref: ObjectView['ref']) => ObjectType | undefined,
  types: KubernetesTypes,
): readonly Finding[] {
  return objectsOf(source.stream, document).flatMap(object => {
    const type = typeOf(object.ref)
    if (type === undefined) return []
    return objectProblems(object.value, type, types).map(problem => schemaFinding(source, object, problem))
  })
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
