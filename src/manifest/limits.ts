/** How much text is read before it is refused as input that no cluster would take either. */
export const limits = {
  /** Bytes of one stream. */
  bytes: 200_000_000,
  /** Maps and sequences inside each other. Readers recurse, so this keeps the stack within bounds. */
  depth: 1_000,
  /** What the stack of Node takes of them, rounded down, where `yaml` has to read: it needs more of it for each level. */
  depthOfStack: 800,
  /** Aliases a document comes to once every alias inside an anchor is counted again for each use of the anchor. */
  aliasExpansions: 10_000,
} as const
