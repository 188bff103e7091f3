import { isMap, mapAt, ownAt, textAt, type Value, type ValueMap } from '../../../manifest/value.ts'

/** Objects by their uid as of a version of the collection, which a watch goes on from. */
export interface Known {
  readonly version: string
  readonly objects: ReadonlyMap<string, ValueMap>
}

/** What a line of a watch makes of what is known. */
export type AfterLine =
  | { readonly step: 'changed'; readonly known: Known; readonly gone?: ValueMap }
  /** A bookmark: nothing changed, but a watch may go on from here. */
  | { readonly step: 'same'; readonly known: Known }
  /** The version is too old to go on from: list anew. */
  | { readonly step: 'expired' }
  /** The server ends the watch for a reason of its own. */
  | { readonly step: 'broken'; readonly why: string }

/** What a list shows. */
export function knownOf(list: ValueMap, items: readonly ValueMap[]): Known {
  const objects = new Map(items.map(item => [uidOf(item), item]))
  return { version: textAt(mapAt(list, 'metadata'), 'resourceVersion') ?? '', objects }
}

/** What a line of a watch says (`k8s.io/apimachinery/pkg/watch`). One that is no JSON was cut off on the way. */
export function afterLine(known: Known, line: string): AfterLine {
  const event = parsed(line)
  const [type, object] = [textAt(event, 'type'), mapAt(event, 'object')]
  if (type === undefined || object === undefined) return { step: 'broken', why: 'a line of a watch was cut off' }
  if (type === 'ERROR')
    return ownAt(object, 'code') === 410 ? { step: 'expired' } : { step: 'broken', why: sayOf(object) }
  const version = textAt(mapAt(object, 'metadata'), 'resourceVersion') ?? known.version
  if (type === 'BOOKMARK') return { step: 'same', known: { ...known, version } }
  const objects = new Map(known.objects)
  if (type !== 'DELETED') return { step: 'changed', known: { version, objects: objects.set(uidOf(object), object) } }
  objects.delete(uidOf(object))
  return { step: 'changed', known: { version, objects }, gone: object }
}

/** The uid of an object; empty where it has none. */
function uidOf(object: ValueMap): string {
  return textAt(mapAt(object, 'metadata'), 'uid') ?? ''
}

function sayOf(status: ValueMap): string {
  return textAt(status, 'message') ?? 'the API server ended a watch'
}

function parsed(line: string): Value {
  try {
    const value: Value = JSON.parse(line)
    return isMap(value) ? value : null
  } catch {
    return null
  }
}
