import type { KubernetesObject } from '@kubernetes/client-node'
import { readDocument } from '../manifest/document.ts'
import { splitStream } from '../manifest/stream.ts'
import { isMap } from '../manifest/value.ts'
import { toClient } from './convert.ts'
import { type RenderedFile, streamOf } from './render.ts'

/** What a template gave: text in the API's spelling, and the same objects in client-node's. */
export interface Rendered<Kind extends KubernetesObject = KubernetesObject> {
  readonly files: readonly RenderedFile[]
  /** All files as one stream. */
  readonly text: string
  /** The objects of `text`, in its order. Read from the text when they are first asked for. */
  readonly objects: readonly Kind[]
}

/** Files with their stream and objects. The objects are parsed from the text, so the two cannot differ. */
export function renderedOf<Kind extends KubernetesObject>(files: readonly RenderedFile[]): Rendered<Kind> {
  const text = streamOf(files)
  let objects: readonly Kind[] | undefined
  return {
    files,
    text,
    get objects() {
      objects ??= objectsIn<Kind>(text)
      return objects
    },
  }
}

/** The objects of a stream that a shipped template printed: their kinds are those of the template. */
function objectsIn<Kind extends KubernetesObject>(text: string): Kind[] {
  const stream = splitStream(text)
  return stream.documents.flatMap(span => {
    const { value } = readDocument(stream, span)
    return isMap(value) ? [toClient(value) as KubernetesObject as Kind] : []
  })
}
