import { formatPath } from '../manifest/path.ts'
import { type FieldDifference, streamDifference } from './fields.ts'
import type { Mask } from './mask.ts'
import { maskText } from './mask-text.ts'

/**
 * The first of two outputs of the same input, with the fields masked that differ in the other one: passwords, certificates
 * and times that a chart makes anew each time. A golden file shows that they were. An object whose name differs is not found.
 */
export function maskVolatile(text: string, again: string): string {
  return maskText(text, streamDifference(text, again).fields.flatMap(maskOf)).text
}

/** A field that is there one time alone is masked with what holds it: only that is there each time. */
function maskOf({ object, path: differs, want, got }: FieldDifference): readonly Mask[] {
  const path = want === undefined || got === undefined ? differs.slice(0, -1) : differs
  if (path.length === 0) return []
  const { kind, namespace, name } = object
  const written = {
    object: [kind, ...(namespace === undefined ? [] : [namespace]), name].join('/'),
    path: formatPath(path),
  }
  return [{ kind, ...(namespace !== undefined && { namespace }), name, path, written }]
}
