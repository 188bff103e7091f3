/** Octal as people write a mode: `0755`, `2775`. */
export function formatMode(mode: number): string {
  return mode.toString(8).padStart(4, '0')
}
