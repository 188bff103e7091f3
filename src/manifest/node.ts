import type { Value } from './value.ts'

/**
 * A node of a parsed document: its value as Kubernetes reads it, and where its text lies in the stream. `start` and
 * `end` bound the content alone: anchor and tag lie before, comments outside, and the line break after it too.
 */
export type YamlNode = ScalarNode | MapNode | ListNode | AliasNode

interface NodePlace {
  readonly start: number
  readonly end: number
  readonly value: Value
  /** An explicit tag, resolved. */
  readonly tag?: string
  /** An anchor stands before it. */
  readonly anchored?: boolean
}

/** A scalar. */
export interface ScalarNode extends NodePlace {
  readonly kind: 'scalar'
  /** `absent`: nothing is written, as after `key:`. */
  readonly style: 'plain' | 'quoted' | 'block' | 'absent'
}

/** A map, with its entries in the order of the text. */
export interface MapNode extends NodePlace {
  readonly kind: 'map'
  readonly style: 'block' | 'flow'
  readonly entries: readonly MapEntry[]
}

/** One entry of a map. */
export interface MapEntry {
  readonly key: YamlNode
  readonly name: string
  readonly value: YamlNode
  /** `<<`: the entries of `value` count as this map's own. */
  readonly merge: boolean
}

/** A sequence. */
export interface ListNode extends NodePlace {
  readonly kind: 'list'
  readonly style: 'block' | 'flow'
  readonly items: readonly YamlNode[]
}

/** An alias, and the node that its anchor names. */
export interface AliasNode extends NodePlace {
  readonly kind: 'alias'
  readonly target: YamlNode
}

/** What a document's text consists of. */
export interface Syntax {
  /** Absent for an empty document and for a broken one. */
  readonly root?: YamlNode
  /** Nodes that some alias refers to: an edit inside one changes every place that uses it. */
  readonly shared: ReadonlySet<YamlNode>
  /** Maps that have a key twice, of which the last one counts. */
  readonly repeating: ReadonlySet<MapNode>
  /** Why Kubernetes would not read it; offsets into the stream. */
  readonly problems: readonly SyntaxProblem[]
}

/** Why a document is broken, and where. */
export interface SyntaxProblem {
  readonly offset: number
  readonly message: string
  /** Kubernetes reads it, or may: we refuse what nobody should rely on. */
  readonly stricter?: true
}
