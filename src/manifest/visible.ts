/**
 * What a reader cannot see or a terminal would act upon: line breaks, escapes, no-break and zero-width spaces, the byte
 * order mark, and marks that reorder text. Manifests come from strangers, and a name that holds one of these could
 * rewrite what is read; a difference in one of them would look like none.
 */
const hidden =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
  /[\u0000-\u001f\u007f-\u00a0\u00ad\u200b-\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff]/g

/** `text` on one line, with what a terminal would act upon written as an escape: `\n`, `\u001b`. */
export function visible(text: string): string {
  return text.replaceAll(hidden, escaped)
}

/** As `visible`, save for tabs: for lines of a file that are shown as they are. */
export function visibleLine(text: string): string {
  return text.replaceAll(hidden, character => (character === '\t' ? character : escaped(character)))
}

const short: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

function escaped(character: string): string {
  return short[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}
