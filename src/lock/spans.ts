/** A key of a lock and the part of the text that is its own. */
export interface Span {
  readonly key: string
  readonly start: number
  readonly end: number
}

/** The entries of a map whose keys stand `indent` columns in: each begins with its key and ends where the next one begins. */
export function spansOf(text: string, indent: number, from: number, to: number): readonly Span[] {
  const keys = new RegExp(`^ {${indent}}(?![ -])(.*?):(?: .*)?$`, 'gm')
  const starts = [...text.slice(from, to).matchAll(keys)].map(({ index, 1: key = '' }) => ({
    key: key.replaceAll('"', ''),
    start: from + index,
  }))
  return starts.map((entry, index) => ({ ...entry, end: starts[index + 1]?.start ?? to }))
}

/** Where the line of the next key begins that stands `indent` columns in. */
export function nextKey(text: string, indent: number, from: number, to: number): number | undefined {
  const start = `\n${' '.repeat(indent)}`
  for (let at = text.indexOf(start, from - 1); at !== -1 && at < to - 1; at = text.indexOf(start, at + 1))
    if (!/[ -]/.test(text.charAt(at + start.length))) return at + 1
  return undefined
}
