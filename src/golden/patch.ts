import { formatPatch, type StructuredPatchHunk, structuredPatch } from 'diff'
import { type DocumentSpan, type ManifestStream, splitStream } from '../manifest/stream.ts'

/**
 * What hardening changed in a file, as a patch that `patch -p0` applies; empty when nothing changed.
 *
 * Hardening keeps the number and order of documents, so documents are compared in pairs: thousands of small comparisons
 * are quick where one of the whole file is not.
 */
export function hardenPatch(file: string, before: string, after: string): string {
  if (before === after) return ''
  const [old, now] = [splitStream(before), splitStream(after)]
  const hunks = old.documents.flatMap((span, index) => documentHunks(old, span, now, now.documents[index]))
  const patch = {
    oldFileName: file,
    newFileName: file,
    oldHeader: undefined,
    newHeader: undefined,
    hunks,
    index: undefined,
  }
  return formatPatch(patch).replace(/^=+\n/, '')
}

function documentHunks(
  old: ManifestStream,
  before: DocumentSpan,
  now: ManifestStream,
  after: DocumentSpan | undefined,
): readonly StructuredPatchHunk[] {
  const [was, is] = [textOf(old, before), after === undefined ? '' : textOf(now, after)]
  if (was === is) return []
  const { hunks } = structuredPatch('', '', was, is, undefined, undefined, { context: 3 })
  return hunks.map(hunk => ({
    ...hunk,
    oldStart: hunk.oldStart + before.line - 1,
    newStart: hunk.newStart + (after?.line ?? 1) - 1,
  }))
}

/** From the start of the line on which the document begins, so that its lines are whole. */
function textOf({ text }: ManifestStream, { start, end }: DocumentSpan): string {
  return text.slice(text.lastIndexOf('\n', start - 1) + 1, end)
}
