import { readDocument } from '../../manifest/document.ts'
import { sameValue } from '../../manifest/same-value.ts'
import { type DocumentSpan, type ManifestStream, splitStream } from '../../manifest/stream.ts'
import { isMap, listAt, mapAt, textAt, type ValueMap } from '../../manifest/value.ts'
import type { Settings } from '../../workload/settings/settings.ts'
import type { Hardened } from '../harden/harden.ts'
import { inFile } from '../in-file.ts'
import type { SourceText } from '../source.ts'
import { type Export, type ExportForm, keyOf, knownTargets, type Piece } from './export.ts'

/** What an earlier export says that the manifests do not need, and what it should say. One sentence each. */
export function staleness(
  { file, text }: SourceText,
  { form, pieces }: Export,
  hardened: Hardened,
  settings: Settings,
): readonly string[] {
  const targets = form === 'kustomize' ? knownTargets(hardened, settings) : new Set<string>()
  const old = inFile(file, () => piecesIn(text, form))
  const known = new Map(pieces.map(piece => [piece.key, piece]))
  const gone = old.filter(({ key }) => !known.has(key))
  return [
    ...gone.map(
      ({ key, title }) => `${title}: ${targets.has(key) ? 'nothing changes any more' : matchesNothing(form)}`,
    ),
    ...pieces.flatMap(piece => differences(piece, old)),
  ]
}

function matchesNothing(form: ExportForm): string {
  return form === 'kustomize' ? 'matches nothing in the manifests' : 'is for nothing in the manifests that changes'
}

function differences({ key, title, value }: Piece, old: readonly Piece[]): readonly string[] {
  const was = old.find(piece => piece.key === key)
  if (was === undefined) return [`${title}: is not exported yet`]
  return sameValue(was.value, value) ? [] : [`${title}: changes in another way by now`]
}

/** The pieces of an export, from its file. Comments are for people. */
function piecesIn(text: string, form: ExportForm): readonly Piece[] {
  const stream = splitStream(text)
  const objects = stream.documents.flatMap(span => objectIn(stream, span))
  const values = form === 'kustomize' ? objects.flatMap(object => listAt(object, 'patches').filter(isMap)) : objects
  return values.map(value => ({ key: keyOf(form, value), title: titleIn(form, value), value }))
}

function objectIn(stream: ManifestStream, span: DocumentSpan): readonly ValueMap[] {
  const { value } = readDocument(stream, span)
  return isMap(value) ? [value] : []
}

function titleIn(form: ExportForm, value: ValueMap): string {
  const target = mapAt(value, 'target')
  const [kind, name] =
    form === 'kustomize'
      ? [textAt(target, 'kind'), textAt(target, 'name')?.replaceAll(/\\(.)/g, '$1')]
      : [textAt(value, 'kind'), textAt(mapAt(value, 'metadata'), 'name')]
  return `${kind ?? 'an object'}/${name ?? 'without a name'}`
}
