/** Compare as Go sorts strings: by UTF-8 bytes, which is by code point. JavaScript compares UTF-16 units. */
export function byBytes(a: string, b: string): number {
  const shared = Math.min(a.length, b.length)
  for (let index = 0; index < shared; index++) {
    const difference = rank(a.charCodeAt(index)) - rank(b.charCodeAt(index))
    if (difference !== 0) return difference
  }
  return a.length - b.length
}

/** Surrogates stand for code points above all others, yet their units lie below U+E000. */
function rank(unit: number): number {
  if (unit < 0xd800) return unit
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800
}

/** Distinct texts in byte order: how Go prints a set. */
export function sortedSet(texts: readonly string[]): string[] {
  return [...new Set(texts)].toSorted(byBytes)
}
