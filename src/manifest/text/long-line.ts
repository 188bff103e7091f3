/**
 * V8 keeps the choices of a pattern on a stack, and a word of some 8 MB overflows it. The fast readers match whole words,
 * so a text with so long a line is left to the reader that goes character by character.
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
