import { readDocument } from '../manifest/document.ts'
import { type FieldPath, formatPath } from '../manifest/path.ts'
import { documentText, splitStream } from '../manifest/stream.ts'
import { isList, isMap, type Value } from '../manifest/value.ts'
import { type ObjectView, objectsOf } from '../workload/object.ts'
import type { Mask } from './mask.ts'
import { maskText } from './mask-text.ts'

/**
 * The first of two outputs of the same input, with the fields masked that differ in the other one: passwords, certificates
 * and times that a chart makes anew each time. A golden file shows that they were. An object whose name differs is not found.
 */
export function maskVolatile(text: string, again: string): string {
  return text === again ? text : maskText(text, volatileMasks(text, again)).text
}

function volatileMasks(text: string, again: string): readonly Mask[] {
  const others = new Map(objectsBeside(again, text).map(object => [keyOf(object), object]))
  return objectsBeside(text, again).flatMap(object => {
    const other = others.get(keyOf(object))
    return other === undefined ? [] : differing(object.value, other.value, []).map(path => maskAt(object, path))
  })
}

/** Objects of the documents that the other text does not have word for word. */
function objectsBeside(text: string, other: string): readonly ObjectView[] {
  const stream = splitStream(text)
  const others = splitStream(other)
  const known = new Set(others.documents.map(span => documentText(others, span)))
  return stream.documents
    .filter(span => !known.has(documentText(stream, span)))
    .flatMap(span => objectsOf(stream, readDocument(stream, span)))
}

function keyOf({ ref: { kind, namespace, name } }: ObjectView): string {
  return JSON.stringify([kind, namespace, name])
}

/** The smallest fields that differ. Lists of different lengths differ as a whole. */
function differing(one: Value | undefined, other: Value | undefined, path: FieldPath): readonly FieldPath[] {
  if (isMap(one) && isMap(other) && hasKeysOf(one, other))
    return Object.keys(one).flatMap(key => differing(one[key], other[key], [...path, key]))
  if (isList(one) && isList(other) && one.length === other.length)
    return one.flatMap((item, index) => differing(item, other[index], [...path, index]))
  return one === other || JSON.stringify(one) === JSON.stringify(other) ? [] : [path]
}

function hasKeysOf(one: object, other: object): boolean {
  const keys = Object.keys(one)
  return keys.length === Object.keys(other).length && keys.every(key => Object.hasOwn(other, key))
}

function maskAt({ ref: { kind, namespace, name } }: ObjectView, path: FieldPath): Mask {
  const object = [kind, ...(namespace === undefined ? [] : [namespace]), name].join('/')
  return {
    kind,
    ...(namespace !== undefined && { namespace }),
    name,
    path,
    written: { object, path: formatPath(path) },
  }
}
