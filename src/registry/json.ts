import { damagedImage, ImageError } from './limits.ts'
import { refuseUnsound } from './sound-json.ts'

/** A value of a JSON document. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

/** A map of a JSON document. */
export type JsonMap = { readonly [key: string]: Json }

/** Read a JSON document that holds a map. `what` names it in the error: "the manifest". */
export function jsonMap(bytes: Uint8Array, what: string): JsonMap {
  let value: Json
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    refuseUnsound(text, what)
    value = JSON.parse(text)
  } catch (error) {
    if (error instanceof ImageError) throw error
    throw damagedImage(`${what} is not valid JSON`)
  }
  if (!isJsonMap(value)) throw damagedImage(`${what} is not a JSON object`)
  return value
}

/** Whether a value is a map. */
export function isJsonMap(value: Json | undefined): value is JsonMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A text of a map, or undefined where it has none. */
export function textOfJson(map: JsonMap | undefined, key: string): string | undefined {
  const value = own(map, key)
  return typeof value === 'string' ? value : undefined
}

/** A list of texts of a map; undefined where it is absent, null, or holds anything else. */
export function jsonTexts(map: JsonMap | undefined, key: string): readonly string[] | undefined {
  const value = own(map, key)
  if (!Array.isArray(value)) return undefined
  const texts = value.filter((item): item is string => typeof item === 'string')
  return texts.length === value.length ? texts : undefined
}

/** A map of a map. */
export function jsonMapAt(map: JsonMap | undefined, key: string): JsonMap | undefined {
  const value = own(map, key)
  return isJsonMap(value) ? value : undefined
}

/** A field of a map, and never of its prototype: keys come from a registry. */
export function own(map: JsonMap | undefined, key: string): Json | undefined {
  return map !== undefined && Object.hasOwn(map, key) ? map[key] : undefined
}
