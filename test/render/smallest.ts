import { InputError } from '../../src/error.ts'
import { readDocument } from '../../src/manifest/document.ts'
import { splitStream } from '../../src/manifest/stream.ts'
import type { Value } from '../../src/manifest/value.ts'
import { podsOf } from '../../src/workload/object/kinds.ts'
import { type ObjectView, objectsOf } from '../../src/workload/object/object.ts'
import type { PodView } from '../../src/workload/pod/pod.ts'

/** The fewest values that either template accepts. Rows add what they are about. */
export const smallestAgent = { image: { repository: 'example/agent', tag: '1' } }
export const smallestWorker = { image: { repository: 'example/worker', tag: '1' } }
export const smallest = { name: 'web', namespace: 'ns1' }

/** Values as a person writes them, from a row that may hold anything. */
export function valuesOf(extra: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return { ...smallest, ...extra }
}

export function objectsIn(text: string): ObjectView[] {
  const stream = splitStream(text)
  return stream.documents.flatMap(span => objectsOf(stream, readDocument(stream, span)))
}

export function podsIn(text: string): PodView[] {
  return objectsIn(text).flatMap(object => podsOf(object, []))
}

/** The only value of a text. */
export function valueIn(text: string): Value {
  const stream = splitStream(text)
  return stream.documents.map(span => readDocument(stream, span).value)[0] ?? null
}

/** What `work` refuses, or a sentence that no row expects. */
export function refusal(work: () => unknown): { code: string; message: string } {
  try {
    work()
  } catch (error) {
    if (error instanceof InputError) return { code: error.code, message: error.message }
    throw error
  }
  return { code: 'none', message: 'it was accepted' }
}
