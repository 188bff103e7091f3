/**
 * What a reader cannot see or a terminal would act upon, by Unicode's own classes: controls, line and paragraph
 * separators, marks that reorder text or have no shape (`Cf`, U+061C among them), what renderers are told to leave out
 * (`Default_Ignorable_Code_Point`: fillers, selectors, tags), every space that is not the plain one, the blank Braille
 * pattern, halves of characters, code points that will never be characters, and those of private use, which look as a
 * font likes. Manifests come from strangers, and a name that holds one of these could rewrite what is read; a difference in
 * one of them would look like none.
 */
const hidden =
  /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\u2800]|(?! )\p{Zs}/gu

/** `text` on one line, with what a terminal would act upon written as an escape: `\n`, `\u001b`. */
export function visible(text: string): string {
  return isPlain(text) ? text : text.replaceAll(hidden, escaped)
}

/** As `visible`, save for tabs: for lines of a file that are shown as they are. */
export function visibleLine(text: string): string {
  return isPlain(text)
    ? text
    : text.replaceAll(hidden, character => (character === '\t' ? character : escaped(character)))
}

/** As `visibleLine`, for a text of several lines. */
export function visibleLines(text: string): string {
  return text.split('\n').map(visibleLine).join('\n')
}

/** JSON text with the same values, whose strings write what cannot be seen as JSON's own escapes. */
export function visibleJson(json: string): string {
  if (/^[\n -~]*$/.test(json)) return json
  return json.replaceAll(hidden, character => (character < '\u007f' ? character : unitEscapes(character)))
}

/**
 * A quoted text with the same value to YAML, or to JSON and YAML, in which what cannot be seen is an escape. No escape for
 * what lies beyond U+FFFF is read by both: JSON writes it in two halves, which YAML refuses.
 */
export function visibleQuoted(quoted: string, reader: 'yaml' | 'both'): string {
  if (isPlain(quoted)) return quoted
  return quoted.replaceAll(hidden, character => {
    if (character.length === 1) return unitEscapes(character)
    return reader === 'both' ? character : `\\U${codeOf(character).padStart(8, '0')}`
  })
}

/** JSON escapes what lies beyond U+FFFF in two halves. */
function unitEscapes(character: string): string {
  const units = Array.from({ length: character.length }, (_, index) => character.charCodeAt(index))
  return units.map(unit => `\\u${unit.toString(16).padStart(4, '0')}`).join('')
}

/** Nearly every text is: printable ASCII. */
function isPlain(text: string): boolean {
  return /^[ -~]*$/.test(text)
}

const short: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

function codeOf(character: string): string {
  return (character.codePointAt(0) ?? 0).toString(16)
}

function escaped(character: string): string {
  const code = codeOf(character)
  return short[character] ?? (code.length > 4 ? `\\u{${code}}` : `\\u${code.padStart(4, '0')}`)
}
