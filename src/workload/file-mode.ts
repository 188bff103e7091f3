/** What `mode` and `defaultMode` of a volume may be at most: the bits of owner, group and others. */
export const largestMode = 0o777

/** Octal as people write a mode: `0755`, `2775`. */
export function formatMode(mode: number): string {
  return mode.toString(8).padStart(4, '0')
}
