import type { MapEntry, MapNode, YamlNode } from '../node.ts'
import type { FieldPath } from '../path.ts'

/**
 * The offset at which the field at `path` is written, or its nearest existing parent: the key of a map entry, the
 * first character of a sequence item. Aliases and merge keys are followed to where the text is.
 */
export function offsetOf(root: YamlNode, path: FieldPath): number {
  let node = root
  let offset = root.start
  for (const step of path) {
    const found = childOf(node, step)
    if (found === undefined) return offset
    node = found.value
    offset = found.offset
  }
  return offset
}

interface Child {
  readonly value: YamlNode
  readonly offset: number
}

function childOf(node: YamlNode, step: string | number): Child | undefined {
  if (node.kind === 'alias') return childOf(node.target, step)
  if (node.kind === 'list') return itemOf(node.items, step)
  return node.kind === 'map' ? (entryChild(node, step) ?? mergedChild(node, step)) : undefined
}

function itemOf(items: readonly YamlNode[], step: string | number): Child | undefined {
  const value = typeof step === 'number' ? items[step] : undefined
  return value === undefined ? undefined : { value, offset: value.start }
}

function entryChild({ entries }: MapNode, step: string | number): Child | undefined {
  const entry = entries.findLast(({ name, merge }) => name === step && !merge)
  return entry === undefined ? undefined : { value: entry.value, offset: entry.key.start }
}

function mergedChild({ entries }: MapNode, step: string | number): Child | undefined {
  const sources = entries.filter(({ merge }) => merge).flatMap(mergedNodes)
  return sources.map(source => childOf(source, step)).find(found => found !== undefined)
}

function mergedNodes({ value }: MapEntry): readonly YamlNode[] {
  const target = value.kind === 'alias' ? value.target : value
  return target.kind === 'list' ? target.items : [target]
}
