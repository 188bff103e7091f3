import { readDocument } from '../../manifest/document.ts'
import { splitStream } from '../../manifest/stream.ts'
import { type ObjectRef, type ObjectView, objectsOf } from '../../workload/object/object.ts'

/** The name of an object that holds in every render. */
export type KeyOf = (ref: ObjectRef, source: string | undefined) => string

/** Two renders of the same values tell which names are random: such an object is known by the template that makes it. */
export function keysOf(one: string, other: string): KeyOf {
  const names = new Set(objectsOfText(other).map(({ ref }) => fullName(ref)))
  const stable = new Set(
    objectsOfText(one)
      .map(({ ref }) => fullName(ref))
      .filter(name => names.has(name)),
  )
  return (ref, source) =>
    stable.has(fullName(ref)) || source === undefined ? fullName(ref) : `${ref.kind} of ${source}`
}

/** Every object of a render. */
export function objectsOfText(text: string): readonly ObjectView[] {
  const stream = splitStream(text)
  return stream.documents.flatMap(span => objectsOf(stream, readDocument(stream, span)))
}

function fullName({ kind, namespace, name }: ObjectRef): string {
  return [kind, ...(namespace === undefined ? [] : [namespace]), name].join('/')
}
