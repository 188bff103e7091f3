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

/** Tells the objects that a template prints by their `kind`. */
export type IsKind<Kind extends KubernetesObject> = (object: KubernetesObject) => object is Kind

/**
 * Files with their stream and objects. The objects are parsed from the text, so the two cannot differ.
 *
 * A class, because V8 keeps every getter of a literal, and all that it sees, until its next full collection: who spawns
 * thousands of Jobs would wait for those.
 */
export class RenderedFiles<Kind extends KubernetesObject> implements Rendered<Kind> {
  readonly files: readonly RenderedFile[]
  readonly text: string
  readonly #isKind: IsKind<Kind>
  #objects: readonly Kind[] | undefined

  constructor(files: readonly RenderedFile[], isKind: IsKind<Kind>) {
    this.files = files
    this.text = streamOf(files)
    this.#isKind = isKind
  }

  get objects(): readonly Kind[] {
    this.#objects ??= objectsIn(this.text).map(object => ofKind(object, this.#isKind))
    return this.#objects
  }
}

function objectsIn(text: string): KubernetesObject[] {
  const stream = splitStream(text)
  const values = stream.documents.map(span => readDocument(stream, span).value)
  return values.filter(isMap).map(toClient).filter(isObject)
}

function isObject(value: object): value is KubernetesObject {
  return 'kind' in value && typeof value.kind === 'string'
}

/** A shipped template prints the kinds that it is made for, and no others. */
function ofKind<Kind extends KubernetesObject>(object: KubernetesObject, isKind: IsKind<Kind>): Kind {
  if (!isKind(object)) throw new Error(`the template printed a ${object.kind}`)
  return object
}
