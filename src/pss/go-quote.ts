const escapes: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\u0007': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
}

const special = /["\\]|[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu

/** Quote as Go's `%q` does (strconv.Quote): what Go calls printable stays, the rest is escaped. */
export function goQuote(text: string): string {
  return `"${text.replaceAll(special, escaped)}"`
}

function escaped(character: string): string {
  const code = character.codePointAt(0) ?? 0
  if (code >= 0xd800 && code < 0xe000) return '\ufffd' // a lone surrogate cannot reach Go: its UTF-8 has none
  return escapes[character] ?? numeric(code)
}

function numeric(code: number): string {
  const hex = code.toString(16)
  if (code < 0x80) return `\\x${hex.padStart(2, '0')}`
  return code < 0x10000 ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`
}
