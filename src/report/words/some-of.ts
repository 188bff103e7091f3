/** As many names as one line tells of. */
const most = 5

/** Names in a sentence, whose length must not grow with the input: `a, b, c, d, e, and 12 more`. */
export function someOf(names: readonly string[]): string {
  const rest = names.length > most ? `, and ${names.length - most} more` : ''
  return `${names.slice(0, most).join(', ')}${rest}`
}
