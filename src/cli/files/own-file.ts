/** So far into a file stands what it is, comments before it included. */
const head = 4_000

/**
 * Whether a text is a file of this program: a policy, a lock or a fleet, which no cluster is given. One that holds another
 * document, too, is not: whatever may be a manifest is read.
 */
export function isOwnFile(text: string): boolean {
  const start = text.slice(0, head)
  return (
    /^apiVersion: *["']?seaworthy\.dev\//m.test(start) &&
    /^kind: *["']?(Policy|Lock|Fleet)\b/m.test(start) &&
    !text.includes('\n---')
  )
}
