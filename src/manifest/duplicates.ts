import type { YamlNode } from './node.ts'

/** A key that an earlier one of its map has the name of, and where it begins. */
export interface Duplicate {
  readonly name: string
  readonly start: number
}

/** Later keys of a map that have the name of an earlier one, at any depth. */
export function duplicatesIn(node: YamlNode | undefined): readonly Duplicate[] {
  if (node === undefined) return []
  switch (node.kind) {
    case 'scalar':
    case 'alias':
      return []
    case 'list':
      return node.items.flatMap(duplicatesIn)
    case 'map': {
      const seen = new Set<string>()
      return node.entries.flatMap(({ key, name, value, merge }) => {
        const isTwice = !merge && seen.has(name)
        if (!merge) seen.add(name)
        return [...(isTwice ? [{ name, start: key.start }] : []), ...duplicatesIn(value)]
      })
    }
  }
}
