import type { MapNode, ScalarNode, SyntaxProblem, YamlNode } from '../node.ts'
import { limits } from './limits.ts'
import { type Scanner, scannerOf } from './scanner.ts'
import type { KeyType } from './schema.ts'

/** Called when a document goes beyond a limit; it throws, because it knows the line. */
export type OverLimit = (offset: number, message: string) => never

/** What composing one document gathers. It lives for one call of `compose`. */
export interface Composer {
  readonly scanner: Scanner
  /** Where the text begins in the stream. */
  readonly base: number
  readonly over: OverLimit
  /** What `%TAG` says of handles, and what YAML does. */
  readonly tagPrefixes: Map<string, string>
  readonly anchors: Map<string, Anchor>
  readonly shared: Set<YamlNode>
  readonly repeating: Set<MapNode>
  readonly problems: SyntaxProblem[]
  /** Numbers that are floats to Go even where they are whole: keys are spelled by that. */
  readonly floats: Set<ScalarNode>
  /** Of maps that hold a key which is no string to Go. */
  readonly keyTypes: Map<MapNode, ReadonlyMap<string, KeyType>>
  readonly work: Work
}

/** What goyaml counts while it decodes, so that aliases cannot make a small text a large value. */
interface Work {
  nodes: number
  throughAliases: number
  expansions: number
}

/** A node that aliases may refer to. */
export interface Anchor {
  /** Absent while the node is read: an alias inside its own anchor has no end. */
  readonly node?: YamlNode
  readonly nodes: number
  /** Aliases inside it, counted as often as they expand. */
  readonly expansions: number
}

/** A composer at the start of a text. */
export function composerOf(text: string, base: number, over: OverLimit, escapes: Scanner['escapes']): Composer {
  return {
    scanner: scannerOf(text, escapes),
    base,
    over,
    tagPrefixes: new Map(),
    anchors: new Map(),
    shared: new Set(),
    repeating: new Set(),
    problems: [],
    floats: new Set(),
    keyTypes: new Map(),
    work: { nodes: 0, throughAliases: 0, expansions: 0 },
  }
}

/** Report something at an offset of the text that does not keep the rest from being read. */
export function report({ problems, base }: Composer, offset: number, problem: Omit<SyntaxProblem, 'offset'>): void {
  problems.push({ offset: base + offset, ...problem })
}

/** Refuse what nests too deep, before the stack does. */
export function boundDepth({ over, base }: Composer, start: number, depth: number): void {
  if (depth > limits.depth) over(base + start, `maps and sequences nest deeper than ${limits.depth} levels`)
}
