/**
 * Line breaks, terminal escapes and marks that reorder text (U+202A…2069). Manifests come from strangers, and a name that
 * holds one of these could rewrite what a reader sees.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const hidden = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g

/** `text` on one line, with what a terminal would act upon written as an escape: `\n`, `\u001b`. */
export function visible(text: string): string {
  return text.replaceAll(hidden, escape)
}

/** As `visible`, save for tabs: for lines of a file that are shown as they are. */
export function visibleLine(text: string): string {
  return text.replaceAll(hidden, character => (character === '\t' ? character : escape(character)))
}

const short: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

function escape(character: string): string {
  return short[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}
