import { readDocument } from '../../src/manifest/document.ts'
import { splitStream } from '../../src/manifest/stream.ts'
import { podsOf } from '../../src/workload/object/kinds.ts'
import { objectsOf } from '../../src/workload/object/object.ts'
import type { PodView } from '../../src/workload/pod/pod.ts'

const pods = new Map<string, PodView>()

/** The pod of a manifest that holds exactly one. Few upstream fixtures differ in content, so each text is read once. */
export function readPod(text: string): PodView {
  const pod = pods.get(text) ?? read(text)
  pods.set(text, pod)
  return pod
}

function read(text: string): PodView {
  const stream = splitStream(text)
  const objects = stream.documents.flatMap(span => objectsOf(stream, readDocument(stream, span)))
  const [pod, ...others] = objects.flatMap(object => podsOf(object, []))
  if (pod === undefined || others.length > 0) throw new Error(`not one pod: ${text}`)
  return pod
}
