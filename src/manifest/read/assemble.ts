import type { MapEntry, YamlNode } from '../node.ts'
import { put } from '../put.ts'
import type { Value, ValueMap } from '../value.ts'
import { type KeyType, keyName } from './schema.ts'

/** Where a value is collected before anybody sees it. */
type Draft = Record<string, Value>

/**
 * The value of a map, as goyaml.v2 fills one: entry by entry, the last one wins, and what `<<` brings overwrites the
 * keys that stand before it (Helm's answer to `{b: 9, <<: *x}` is the `b` of x). In a list of merges the first wins.
 */
export function mapValue(entries: readonly MapEntry[]): ValueMap {
  const draft: Draft = {}
  for (const { name, value, merge } of entries) {
    if (!merge) put(draft, name, value.value)
    else for (const from of mergedMaps(value.value).toReversed()) putAll(draft, from)
  }
  return draft
}

/** The maps that a `<<` brings in. */
export function mergedMaps(value: Value): readonly ValueMap[] {
  const candidates = Array.isArray(value) ? value : [value]
  return candidates.filter(
    candidate => typeof candidate === 'object' && candidate !== null && !Array.isArray(candidate),
  )
}

/** Whether `<<` may have this value: a map, an alias of one, or a sequence of nothing but these. */
export function isMergeable(node: YamlNode): boolean {
  return node.kind === 'list' ? node.items.every(isMapOrAlias) : isMapOrAlias(node)
}

function isMapOrAlias(node: YamlNode): boolean {
  return node.kind === 'map' || (node.kind === 'alias' && node.target.kind === 'map')
}

function putAll(draft: Draft, from: ValueMap): void {
  for (const [name, value] of Object.entries(from)) put(draft, name, value)
}

/** The name that a key node gives its entry, if Kubernetes accepts such a key. */
export function entryName(key: YamlNode, type: KeyType): string | undefined {
  if (key.kind === 'alias') return entryName(key.target, type)
  return key.kind === 'scalar' ? keyName(key.value, type) : undefined
}
