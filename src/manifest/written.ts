import type { ValueMap } from './value.ts'

/** A map as JSON, which tells maps apart by all that they hold. Undefined where JSON has no word for a number: a bigint. */
export function writtenOnce(map: ValueMap): string | undefined {
  const known = texts.get(map)
  if (known !== undefined) return known
  const text = written(map)
  if (text !== undefined) texts.set(map, text)
  return text
}

/** Whoever remembers something by the shape of a map asks for the text of the same map. */
const texts = new WeakMap<ValueMap, string>()

function written(map: ValueMap): string | undefined {
  try {
    return JSON.stringify(map)
  } catch {
    return undefined
  }
}
