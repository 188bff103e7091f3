import { formatPath } from '../manifest/path.ts'
import type { ObjectRef } from '../workload/object/object.ts'
import { type FieldDifference, streamDifference } from './fields.ts'
import type { Mask } from './mask.ts'
import { maskText } from './mask-text.ts'
import { valueDifferences } from './value-difference.ts'

/**
 * The first of two outputs of the same input, with the fields masked that differ in the other one: passwords, certificates,
 * names and times that a chart makes anew each time. A golden file shows that they were.
 */
export function maskVolatile(text: string, again: string): string {
  const { fields } = streamDifference(text, again)
  const inBoth = fields.filter(({ path }) => path.length > 0)
  return maskText(text, [...inBoth, ...renamed(fields)].flatMap(maskOf)).text
}

/** What differs in objects whose name is made anew: the first of a kind that only one output has is the first that only the other has. */
function renamed(fields: readonly FieldDifference[]): readonly FieldDifference[] {
  const alone = fields.filter(({ path }) => path.length === 0)
  return alone.flatMap(one => {
    const alike = alone.filter(({ object }) => kindOf(object) === kindOf(one.object))
    const here = alike.filter(({ want }) => want !== undefined)
    const there = alike.filter(({ got }) => got !== undefined)
    const [before, after] = [one.want, there[here.indexOf(one)]?.got]
    if (before === undefined || after === undefined || here.length !== there.length) return []
    return valueDifferences(before, after).map(difference => ({ object: one.object, ...difference }))
  })
}

function kindOf({ apiVersion, kind, namespace }: ObjectRef): string {
  return JSON.stringify([apiVersion, kind, namespace])
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
