import type { AliasNode, YamlNode } from '../node.ts'
import type { Composer } from './composer.ts'
import { limits } from './limits.ts'
import type { Token } from './token.ts'
import { Unreadable } from './unreadable.ts'

/** The node of an alias, whose anchor stands before it. */
export function aliasNode({ text: name, start, end }: Token, composer: Composer): AliasNode {
  const anchor = composer.anchors.get(name)
  if (anchor === undefined) throw new Unreadable(start, `unknown anchor '${name}' referenced`)
  const { node, nodes, expansions } = anchor
  if (node === undefined) throw new Unreadable(start, `anchor '${name}' value contains itself`)
  composer.shared.add(node)
  count(composer, { nodes, expansions, start })
  const { base } = composer
  return { kind: 'alias', start: base + start, end: base + end, value: node.value, target: node }
}

function count(
  composer: Composer,
  { nodes, expansions, start }: Record<'nodes' | 'expansions' | 'start', number>,
): void {
  const { work, base, over } = composer
  work.nodes += nodes
  work.throughAliases += nodes
  work.expansions += 1 + expansions
  if (work.expansions > limits.aliasExpansions)
    over(base + start, `aliases expand more than ${limits.aliasExpansions} times`)
  if (isExcessive(work)) over(base + start, 'document contains excessive aliasing, which Kubernetes refuses')
}

/** What goyaml refuses (decode.go): nearly everything of a small document comes of aliases, or a tenth of a large one. */
function isExcessive({ nodes, throughAliases }: Composer['work']): boolean {
  return throughAliases > 100 && nodes > 1000 && throughAliases / nodes > allowedShare(nodes)
}

function allowedShare(nodes: number): number {
  const [low, high] = [400_000, 4_000_000]
  const part = Math.min(Math.max((nodes - low) / (high - low), 0), 1)
  return 0.99 - 0.89 * part
}

/** Anchor a node while it is read: an alias in it would have no end. */
export function openAnchor({ anchors }: Composer, name: string | undefined): void {
  if (name !== undefined) anchors.set(name, { nodes: 0, expansions: 0 })
}

/** Anchor the node, unless the name was given to another one inside it. */
export function closeAnchor(
  composer: Composer,
  name: string | undefined,
  node: YamlNode,
  before: Composer['work'],
): void {
  const { anchors, work } = composer
  if (name === undefined || anchors.get(name)?.node !== undefined) return
  anchors.set(name, { node, nodes: work.nodes - before.nodes, expansions: work.expansions - before.expansions })
}
