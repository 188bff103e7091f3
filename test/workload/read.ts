import { readDocument } from '../../src/manifest/document.ts'
import { splitStream } from '../../src/manifest/stream.ts'
import { podsOf } from '../../src/workload/object/kinds.ts'
import { type ObjectView, objectsOf } from '../../src/workload/object/object.ts'
import { type ContainerView, containersOf, type PodView } from '../../src/workload/pod/pod.ts'

/** Every object of a stream. */
export function objectsIn(text: string): ObjectView[] {
  const stream = splitStream(text)
  return stream.documents.flatMap(span => objectsOf(stream, readDocument(stream, span)))
}

/** Every pod of a stream. */
export function podsIn(text: string): PodView[] {
  return objectsIn(text).flatMap(object => podsOf(object, []))
}

/** The only pod of a stream. */
export function podIn(text: string): PodView {
  const [pod, ...others] = podsIn(text)
  if (pod === undefined || others.length > 0) throw new Error(`want one pod, got ${pod ? others.length + 1 : 0}`)
  return pod
}

/** The first container of the only pod. */
export function containerIn(text: string): { readonly pod: PodView; readonly container: ContainerView } {
  const pod = podIn(text)
  const [container] = containersOf(pod)
  if (container === undefined) throw new Error('want a container')
  return { pod, container }
}

/** The smallest Pod, with more lines under its spec (indented by two). */
export function podWith(spec: string): string {
  return `apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n${spec}`
}
