import { type ManifestDocument, readDocument } from '../manifest/document.ts'
import type { FieldChange, Refusal, RefusalReason } from '../manifest/edit/change.ts'
import { changeDocument } from '../manifest/edit/change-document.ts'
import { applyEdits, type Edit } from '../manifest/edit/edit.ts'
import { type FieldPath, formatPath, isWithin } from '../manifest/path.ts'
import { mayHoldKind } from '../manifest/scan.ts'
import { type ManifestStream, splitStream } from '../manifest/stream.ts'
import { valueAt } from '../manifest/value.ts'
import { type ObjectView, objectsOf } from '../workload/object/object.ts'
import type { Mask } from './mask.ts'

/** What a masked value reads like, in golden files and in diffs. */
const placeholder = '<masked>'

/** A masked stream. Masks that changed nothing say why, so that a misspelt one does not go unnoticed. */
export interface MaskedText {
  readonly text: string
  readonly unused: readonly UnusedMask[]
}

/** A mask that matches nothing: it would hide the day on which its field moves. */
export interface UnusedMask {
  readonly mask: Mask
  readonly because: string
}

/** Replace the value of every masked field by the placeholder. Everything else keeps its bytes. */
export function maskText(text: string, masks: readonly Mask[]): MaskedText {
  if (masks.length === 0) return { text, unused: [] }
  const stream = splitStream(text)
  const kinds = new Set(masks.map(({ kind }) => kind))
  const passes = stream.documents
    .filter(span => mayHoldKind(stream, span, kinds))
    .map(span => maskDocument(stream, readDocument(stream, span), masks))
  const edits = passes.flatMap(pass => pass.edits)
  return {
    text: applyEdits(text, edits),
    unused: unusedMasks(
      masks,
      passes.flatMap(pass => pass.hits),
    ),
  }
}

/** The golden text and the output of one case. */
export interface Sides {
  readonly want: string
  readonly got: string
}

/** Mask both sides alike. A mask is unused only where it changes neither. */
export function maskBoth(sides: Sides, masks: readonly Mask[]): Sides & Pick<MaskedText, 'unused'> {
  const want = maskText(sides.want, masks)
  const got = maskText(sides.got, masks)
  const unused = got.unused.filter(({ mask }) => want.unused.some(other => other.mask === mask))
  return { want: want.text, got: got.text, unused }
}

interface DocumentPass {
  readonly edits: readonly Edit[]
  readonly hits: readonly Hit[]
}

/** An object that a mask names, and what stands in the way of masking its field. */
interface Hit {
  readonly mask: Mask
  readonly obstacle?: 'absent' | RefusalReason
}

function maskDocument(stream: ManifestStream, document: ManifestDocument, masks: readonly Mask[]): DocumentPass {
  const named = objectsOf(stream, document).flatMap(object =>
    masks.filter(mask => isNamed(object, mask)).map(mask => ({ mask, path: [...object.path, ...mask.path] })),
  )
  const present = named.map(({ path }) => path).filter(path => valueAt(document.value, path) !== undefined)
  const { edits, refused } = changeDocument(document, outermost(present).map(setPlaceholder))
  return { edits, hits: named.map(({ mask, path }) => ({ mask, ...obstacleTo(path, present, refused) })) }
}

function isNamed({ ref }: ObjectView, { kind, namespace, name }: Mask): boolean {
  return ref.kind === kind && ref.name === name && (namespace === undefined || ref.namespace === namespace)
}

/** Each path once, and none inside another: `data` masks `data.password` too, and edits must not overlap. */
function outermost(paths: readonly FieldPath[]): readonly FieldPath[] {
  const unique = [...new Map(paths.map(path => [formatPath(path), path])).values()]
  return unique.filter(path => !unique.some(other => other.length < path.length && isWithin(path, other)))
}

function setPlaceholder(path: FieldPath): FieldChange {
  return { op: 'set', path, value: placeholder }
}

function obstacleTo(
  path: FieldPath,
  present: readonly FieldPath[],
  refused: readonly Refusal[],
): Pick<Hit, 'obstacle'> {
  if (!present.includes(path)) return { obstacle: 'absent' }
  const refusal = refused.find(({ change }) => isWithin(path, change.path))
  return refusal === undefined ? {} : { obstacle: refusal.reason }
}

function unusedMasks(masks: readonly Mask[], hits: readonly Hit[]): UnusedMask[] {
  return masks.flatMap(mask => {
    const mine = hits.filter(hit => hit.mask === mask)
    const because = whyUnused(mask, mine)
    return because === undefined ? [] : [{ mask, because }]
  })
}

function whyUnused({ written }: Mask, hits: readonly Hit[]): string | undefined {
  if (hits.some(({ obstacle }) => obstacle === undefined)) return undefined
  const refusal = hits.find(({ obstacle }) => obstacle !== 'absent')?.obstacle
  if (refusal !== undefined) return `${written.path} of ${written.object} cannot be replaced (${refusal})`
  return hits.length === 0 ? `there is no ${written.object}` : `${written.object} has no ${written.path}`
}
