import { compare, type Difference, type FileTree } from './compare.ts'
import { describeDifference } from './describe.ts'
import type { Mask } from './mask.ts'
import { maskBoth, maskText, type Sides } from './mask-text.ts'

/**
 * The output is not what the golden file says. The message holds the fields that differ and the unified diff, so that
 * any test runner shows them; `want` and `got` are deliberately no properties, because runners would print both in full.
 */
export class GoldenMismatch extends Error {
  /** The golden file. */
  readonly golden: string
  constructor(golden: string, message: string) {
    super(message)
    this.name = 'GoldenMismatch'
    this.golden = golden
  }
}

/** How two texts are compared, and what to call them. */
export interface MatchOptions {
  /** What the golden text is called in messages: its file. */
  readonly name: string
  readonly masks?: readonly Mask[]
  readonly style?: 'plain' | 'colour'
}

/** Throw a `GoldenMismatch` unless `got` is `want` byte for byte. A golden file that is missing (undefined) never matches. */
export function matchGolden(got: string, want: string | undefined, options: MatchOptions): void {
  const { name, masks = [], style = 'plain' } = options
  const [difference] =
    want === undefined
      ? compare(new Map(), treeOf(name, maskText(got, masks).text))
      : compareMasked(name, maskBoth({ want, got }, masks))
  if (difference !== undefined) throw new GoldenMismatch(name, describeDifference(difference, { style }))
}

function compareMasked(name: string, { want, got }: Sides): Difference[] {
  return compare(treeOf(name, want), treeOf(name, got))
}

function treeOf(name: string, text: string): FileTree {
  return new Map([[name, text]])
}
