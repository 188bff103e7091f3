import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  type Pair,
  type ParsedNode,
  type Scalar,
  type YAMLError,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml'
import { entryName, isMergeable, mapValue } from './assemble.ts'
import { blockEnd, blockText } from './block-scalar.ts'
import { limits } from './limits.ts'
import type { MapEntry, ScalarNode, Syntax, SyntaxProblem, YamlNode } from './node.ts'
import { oddBreak } from './odd-break.ts'
import { parseYaml, sourceOf } from './parse-yaml.ts'
import { respell } from './respell.ts'
import { resolvePlain, resolveTagged } from './schema.ts'
import type { Value } from './value.ts'

/** Called when a document goes beyond a limit; it throws, because it knows the line. */
export type OverLimit = (offset: number, message: string) => never

/** What composing one document gathers. It lives for one call of `compose`. */
interface Composer {
  readonly text: string
  /** What `yaml` read: `text`, or the same in as many other characters. */
  readonly spelling: string
  /** Where `text` begins in the stream. */
  readonly base: number
  readonly over: OverLimit
  readonly anchors: Map<string, Anchor>
  readonly shared: Set<YamlNode>
  readonly problems: SyntaxProblem[]
  expansions: number
}

interface Anchor {
  readonly node: YamlNode
  /** Aliases inside the anchor, counted as often as they expand. */
  readonly expansions: number
}

/**
 * Compose a document from its text. `yaml` reads structure and the text of scalars only: what a scalar, a key or a
 * merge means to Kubernetes is decided here and in `schema.ts`. What `yaml` refuses is read in another spelling if
 * Kubernetes reads it.
 */
export function compose(text: string, base: number, over: OverLimit): Syntax {
  const lineBreak = oddBreak(text)
  if (lineBreak !== undefined) return broken({ ...lineBreak, offset: base + lineBreak.offset })
  const asWritten = composeSpelling(text, { text, base, over })
  const spelling = asWritten.problems.length === 0 ? undefined : respell(text)
  const respelt = spelling === undefined ? undefined : composeSpelling(spelling, { text, base, over })
  return respelt?.problems.length === 0 ? respelt : asWritten
}

function composeSpelling(spelling: string, given: Pick<Composer, 'text' | 'base' | 'over'>): Syntax {
  const { text, base, over } = given
  const document = parseYaml(spelling)
  const { errors } = document
  // yaml recurses, and reports that its stack ran out.
  const exhausted = errors.find(({ code }) => code === 'RESOURCE_EXHAUSTION')
  if (exhausted !== undefined) over(base + exhausted.pos[0], exhaustedMessage)
  // The first error; what follows it is for the most part its consequence.
  const first = errors.toSorted((a, b) => a.pos[0] - b.pos[0])[0]
  if (first !== undefined) return broken(problemOf(first, text, base))
  const shared = new Set<YamlNode>()
  const composer = { ...given, spelling, anchors: new Map(), shared, problems: [], expansions: 0 }
  const root = rootWithinStack(document, composer)
  const { problems } = composer
  return root === undefined || problems.length > 0 ? { shared, problems } : { root, shared, problems }
}

function broken(problem: SyntaxProblem): Syntax {
  return { shared: new Set(), problems: [problem] }
}

const tooDeepMessage = `maps and sequences nest deeper than ${limits.depth} levels`
const exhaustedMessage = `maps and sequences nest too deep: ${limits.depth} levels are read, and only some ${limits.depthOfStack} where flow maps, anchors or tags are among them`

/** What is missing at the end of a document is missing behind its last character, not on the separator line. */
function problemOf({ pos, message }: YAMLError, text: string, base: number): SyntaxProblem {
  return { offset: base + Math.min(pos[0], text.trimEnd().length), message }
}

/** A call deep inside another program leaves less stack than `limits.depth` takes. */
function rootWithinStack(document: Document.Parsed, composer: Composer): YamlNode | undefined {
  try {
    return rootOf(document, composer)
  } catch (error) {
    if (error instanceof RangeError && /call stack/.test(error.message)) composer.over(composer.base, exhaustedMessage)
    throw error
  }
}

function rootOf({ contents }: Document.Parsed, composer: Composer): YamlNode | undefined {
  if (contents === null) return undefined
  const root = valueNodeOf(contents, composer, 1)
  return root.kind === 'scalar' && root.style === 'absent' ? undefined : root
}

/** A node that is no key. Kubernetes turns values into JSON, which has no infinity. */
function valueNodeOf(node: ParsedNode, composer: Composer, depth: number): YamlNode {
  const made = nodeOf(node, composer, depth)
  if (typeof made.value === 'number' && !Number.isFinite(made.value)) {
    composer.problems.push({ offset: made.start, message: `unsupported value: ${made.value}` })
  }
  return made
}

function nodeOf(node: ParsedNode, composer: Composer, depth: number): YamlNode {
  if (isAlias(node)) return aliasOf(node, composer)
  const before = composer.expansions
  const made = contentOf(node, composer, depth)
  // Registered when it is complete, so an alias inside its own anchor is unknown, as it is to Kubernetes.
  const { anchor } = node
  if (anchor !== undefined) composer.anchors.set(anchor, { node: made, expansions: composer.expansions - before })
  return made
}

function contentOf(node: Exclude<ParsedNode, Alias.Parsed>, composer: Composer, depth: number): YamlNode {
  if (isScalar(node)) return scalarOf(node, composer)
  if (depth > limits.depth) {
    composer.over(composer.base + node.range[0], tooDeepMessage)
  }
  return isMap(node) ? mapOf(node, composer, depth) : listOf(node, composer, depth)
}

function aliasOf({ source, range }: Alias.Parsed, composer: Composer): YamlNode {
  const place = { start: composer.base + range[0], end: composer.base + range[1] }
  const anchor = composer.anchors.get(source)
  if (anchor === undefined) {
    composer.problems.push({ offset: place.start, message: `unknown anchor '${source}' referenced` })
    return { kind: 'scalar', style: 'plain', ...place, value: null }
  }
  composer.shared.add(anchor.node)
  composer.expansions += 1 + anchor.expansions
  if (composer.expansions > limits.aliasExpansions) {
    composer.over(place.start, `aliases expand more than ${limits.aliasExpansions} times`)
  }
  return { kind: 'alias', ...place, value: anchor.node.value, target: anchor.node }
}

function listOf({ items, range, flow, tag, anchor }: YAMLSeq.Parsed, composer: Composer, depth: number): YamlNode {
  const nodes = items.map(item => valueNodeOf(item, composer, depth + 1))
  const style = flow ? 'flow' : 'block'
  const place = placeOf(range, flow ? undefined : nodes.at(-1), composer)
  return {
    kind: 'list',
    style,
    ...place,
    ...propsOf(tag, anchor),
    value: nodes.map(({ value }) => value),
    items: nodes,
  }
}

function mapOf({ items, range, flow, tag, anchor }: YAMLMap.Parsed, composer: Composer, depth: number): YamlNode {
  const entries = items.flatMap(pair => entryOf(pair, composer, depth + 1))
  const style = flow ? 'flow' : 'block'
  const place = placeOf(range, flow ? undefined : entries.at(-1)?.value, composer)
  return { kind: 'map', style, ...place, ...propsOf(tag, anchor), value: mapValue(entries), entries }
}

function entryOf(pair: Pair<ParsedNode, ParsedNode | null>, composer: Composer, depth: number): MapEntry[] {
  const key = nodeOf(pair.key, composer, depth)
  const value = pair.value === null ? absent(key.end) : valueNodeOf(pair.value, composer, depth)
  const merge = isMergeKey(pair.key)
  const name = entryName(key, isScalar(pair.key) ? (pair.key.source ?? '') : '')
  if (name === undefined) composer.problems.push({ offset: key.start, message: 'unsupported type of map key' })
  if (merge && !isMergeable(value.value)) {
    composer.problems.push({ offset: value.start, message: "'<<' requires a map or a sequence of maps as its value" })
  }
  return name === undefined ? [] : [{ key, name, value, merge }]
}

function isMergeKey(key: ParsedNode): boolean {
  if (!isScalar(key) || key.type !== 'PLAIN' || key.source !== '<<') return false
  return key.tag === undefined || key.tag === 'tag:yaml.org,2002:merge'
}

function absent(offset: number): ScalarNode {
  return { kind: 'scalar', style: 'absent', start: offset, end: offset, value: null }
}

function scalarOf(node: Scalar.Parsed, composer: Composer): YamlNode {
  const { range, tag, anchor } = node
  const style = styleOf(node)
  const text = style === 'block' ? blockText(composer.text, range, node.source) : sourceOf(node, composer)
  if (style === 'quoted' && !isClosed(composer.text.slice(range[0], range[1]))) {
    composer.problems.push({ offset: composer.base + range[0], message: 'Missing closing quote' })
  }
  const start = composer.base + range[0]
  const end = composer.base + (style === 'block' ? blockEnd(composer.text, range[0], range[1]) : range[1])
  return {
    kind: 'scalar',
    style,
    start,
    end,
    ...propsOf(tag, anchor),
    value: scalarValue(text, style, tag, start, composer),
  }
}

function styleOf({ type, source }: Scalar.Parsed): ScalarNode['style'] {
  if (type === 'PLAIN') return source === '' ? 'absent' : 'plain'
  return type === 'BLOCK_LITERAL' || type === 'BLOCK_FOLDED' ? 'block' : 'quoted'
}

/** yaml 2.9.1 takes an escaped quote at the end of the stream for the closing one: `'a''`, `"a\\"`. */
function isClosed(quoted: string): boolean {
  if (quoted.startsWith("'")) return !quoted.slice(1, -1).replaceAll("''", '').includes("'")
  return (/\\*"$/.exec(quoted.slice(1))?.[0].length ?? 0) % 2 === 1
}

function scalarValue(
  text: string,
  style: ScalarNode['style'],
  tag: string | undefined,
  offset: number,
  composer: Composer,
): Value {
  if (tag === undefined) return style === 'plain' || style === 'absent' ? resolvePlain(text) : text
  const value = resolveTagged(tag, text)
  if (value === undefined) composer.problems.push({ offset, message: `cannot decode "${text}" as ${tag}` })
  return value ?? null
}

function placeOf(range: readonly number[], last: YamlNode | undefined, { base }: Composer) {
  return { start: base + (range[0] ?? 0), end: last?.end ?? base + (range[1] ?? 0) }
}

function propsOf(tag: string | undefined, anchor: string | undefined): Pick<YamlNode, 'tag' | 'anchored'> {
  return { ...(tag === undefined ? {} : { tag }), ...(anchor === undefined ? {} : { anchored: true }) }
}
