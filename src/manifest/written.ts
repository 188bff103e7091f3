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

/** A pod of ten containers is a text of 10 KB, so not too many are remembered. */
const mostRemembered = 1000

/** What was made of a text before, or what `make` makes of it now, which is kept where it `mayKeep` it. */
export type Memory<Made> = (text: string | undefined, make: () => Made) => Made

/** A memory of what texts decide. */
export function memoryOf<Made>(mayKeep: (made: Made) => boolean = () => true): Memory<Made> {
  const known = new Map<string, Made>()
  return (text, make) => {
    if (text === undefined) return make()
    const found = known.get(text)
    if (found !== undefined) return found
    const made = make()
    if (known.size < mostRemembered && mayKeep(made)) known.set(text, made)
    return made
  }
}
