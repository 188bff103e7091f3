import type { MapNode, Syntax, YamlNode } from './node.ts'
import type { FieldPath } from './path.ts'

/** A key that its map had before. Kubernetes takes the last one. */
export interface DuplicateKey {
  readonly name: string
  readonly path: FieldPath
  /** Offset of the key, and of the one before it, whose value is lost. */
  readonly start: number
  readonly lost: number
}

/** Later keys of a map that have the name of an earlier one, at any depth. What an alias repeats is told at its anchor. */
export function duplicateKeys({ root, repeating }: Syntax): readonly DuplicateKey[] {
  return root === undefined || repeating.size === 0 ? [] : duplicatesIn(root, [])
}

function duplicatesIn(node: YamlNode, path: FieldPath): readonly DuplicateKey[] {
  if (node.kind === 'list') return node.items.flatMap((item, index) => duplicatesIn(item, [...path, index]))
  if (node.kind !== 'map') return []
  return [
    ...duplicatesOf(node, path),
    ...node.entries.flatMap(({ name, value }) => duplicatesIn(value, [...path, name])),
  ]
}

function duplicatesOf({ entries }: MapNode, path: FieldPath): readonly DuplicateKey[] {
  const seen = new Map<string, number>()
  return entries.flatMap(({ key, name, merge }) => {
    const lost = merge ? undefined : seen.get(name)
    if (!merge) seen.set(name, key.start)
    return lost === undefined ? [] : [{ name, path: [...path, name], start: key.start, lost }]
  })
}
