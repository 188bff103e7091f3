import { type OwnershipStep, stepOf } from './ownership-step.ts'
import { type ShellState, wordsIn } from './state.ts'
import type { AndOrList, ShellNode } from './tree.ts'

/** Functions that call one another deeper than this call themselves. */
export const deepest = 20

/** The end of a group that does nothing but end: `{ echo failed; exit 1; }`. */
export function endOfGroup(shell: ShellState, body: readonly AndOrList[], depth = 0): OwnershipStep | undefined {
  const nodes = body.flatMap(({ parts }) => parts.flatMap(({ commands }) => commands))
  const others = nodes.slice(0, -1).every(node => changesNothing(shell, node, deepest))
  const end = nodes.at(-1)
  const last = others && end !== undefined ? endOf(shell, end, depth + 1) : undefined
  return last?.op === 'none' || last?.op === 'exit' ? last : undefined
}

/** `echo` and its like. */
export function changesNothing(shell: ShellState, node: ShellNode | undefined, depth = 0): boolean {
  const step = node && endOf(shell, node, depth)
  return step?.op === 'none' && step.ends === undefined
}

/** What a simple command does, or a function that does nothing but end. */
function endOf(shell: ShellState, node: ShellNode, depth: number): OwnershipStep | undefined {
  if (node.kind !== 'simple' || node.targets.length > 0) return undefined
  const words = wordsIn(shell, node)
  const called = shell.functions.get(words[0]?.text ?? '')
  if (called === undefined) return words.length === 0 ? undefined : stepOf(words)
  if (depth >= deepest || called.kind !== 'group' || called.shell !== 'same') return undefined
  return endOfGroup(shell, called.body, depth)
}
