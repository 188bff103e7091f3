import type { MapEntry, MapNode, ScalarNode, YamlNode } from '../../node.ts'
import type { Value } from '../../value.ts'
import { limits } from '../limits.ts'
import { keyName, numberType } from '../schema.ts'

/** How deep the plain reader goes. Its stack takes that. */
export const plainDepth = limits.depth

/** The longest key that the plain reader takes; YAML itself ends at 1024 characters. */
const longestKey = 1000

/** An entry of a map. Undefined for a key that the other reader has to judge: `<<`, one beyond YAML's length, one of no name. */
export function plainEntry(text: string, base: number, key: ScalarNode, value: YamlNode): MapEntry | undefined {
  if (key.end - key.start > longestKey) return undefined
  const name = nameOf(text, base, key)
  if (name === undefined || (name === '<<' && key.style === 'plain') || name === '__proto__') return undefined
  return { key, name, value, merge: false }
}

function nameOf(text: string, base: number, key: ScalarNode): string | undefined {
  if (typeof key.value === 'string') return key.value
  return keyName(key.value, numberType(text.slice(key.start - base, key.end - base)) ?? 'string')
}

/** A map node. Undefined where a name may be there twice, which is a matter for the other reader. */
export function mapNode(
  style: MapNode['style'],
  start: number,
  end: number,
  entries: readonly MapEntry[],
): MapNode | undefined {
  const value: Record<string, Value> = {}
  for (const { name, value: field } of entries) {
    if (value[name] !== undefined) return undefined
    value[name] = field.value
  }
  return { kind: 'map', style, start, end, value, entries }
}
