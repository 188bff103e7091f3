/**
 * V8 keeps the choices of a pattern on a stack, which a word of some 8 MB overflows. The fast readers match words, so what
 * holds so long a line is left to the one that goes character by character.
 */
const longest = 2 ** 20

/** Whether some line of a text is longer than a pattern may match. */
export function hasLongLine(text: string): boolean {
  if (text.length <= longest) return false
  for (let start = 0; ; ) {
    const end = text.indexOf('\n', start)
    if ((end === -1 ? text.length : end) - start > longest) return true
    if (end === -1) return false
    start = end + 1
  }
}
