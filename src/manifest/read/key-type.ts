import type { MapEntry, MapNode, YamlNode } from '../node.ts'
import { isMap } from '../value.ts'
import type { Composer } from './composer.ts'
import type { KeyType } from './schema.ts'

/** The type of a key that has a name. */
export function keyTypeOf(key: YamlNode, { floats }: Composer): KeyType {
  const node = key.kind === 'alias' ? key.target : key
  const { value } = node
  if (typeof value === 'boolean') return 'boolean'
  if (typeof value !== 'number' && typeof value !== 'bigint') return 'string'
  return node.kind === 'scalar' && floats.has(node) ? 'float' : 'integer'
}

/**
 * The name of a key that only differs in its type from one before it, as `1` and `"1"` do: two keys to Go, and one to
 * JSON. Which of the two values Kubernetes takes is left to chance there. What the keys are is kept for maps that merge.
 */
export function ambiguousKey(map: MapNode, composer: Composer): { name: string; start: number } | undefined {
  const found = new Map<string, KeyType>()
  let ambiguous: { name: string; start: number } | undefined
  for (const { name, type, start } of map.entries.flatMap(entry => keysOf(entry, composer))) {
    const before = found.get(name)
    if (before !== undefined && (before !== type || name === '.nan')) ambiguous ??= { name, start }
    found.set(name, type)
  }
  composer.keyTypes.set(map, found)
  return ambiguous
}

/** Whether anything but strings may be among the keys of a map. */
export function hasTypedKey({ entries }: MapNode, composer: Composer): boolean {
  return entries.some(({ key, value, merge }) =>
    merge ? mergedNodes(value).some(node => composer.keyTypes.has(node)) : keyTypeOf(key, composer) !== 'string',
  )
}

interface TypedKey {
  readonly name: string
  readonly type: KeyType
  readonly start: number
}

function keysOf({ key, name, value, merge }: MapEntry, composer: Composer): readonly TypedKey[] {
  if (!merge) return [{ name, type: keyTypeOf(key, composer), start: key.start }]
  return mergedNodes(value).flatMap(node => {
    const types = composer.keyTypes.get(node)
    const names = isMap(node.value) ? Object.keys(node.value) : []
    return names.map(inner => ({ name: inner, type: types?.get(inner) ?? ('string' as const), start: key.start }))
  })
}

function mergedNodes(value: YamlNode): readonly MapNode[] {
  const node = value.kind === 'alias' ? value.target : value
  if (node.kind === 'map') return [node]
  if (node.kind !== 'list') return []
  return node.items.flatMap(mergedNodes)
}
