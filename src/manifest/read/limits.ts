/** How much text is read before it is refused as input that no cluster would take either. */
export const limits = {
  /** Bytes of one stream. */
  bytes: 200_000_000,
  /** Maps and sequences inside each other. Readers recurse, so this keeps the stack within bounds. */
  depth: 1_000,
  /** How deep the values of a program may be, of which other code took part of the stack. */
  depthOfStack: 800,
  /** Aliases a document comes to once every alias inside an anchor is counted again for each use of the anchor. */
  aliasExpansions: 10_000,
} as const
