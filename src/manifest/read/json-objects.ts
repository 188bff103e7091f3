/** A JSON object in a text: the half-open range of its characters. */
export interface JsonObject {
  readonly start: number
  readonly end: number
}

/**
 * The JSON objects with which a text begins. kubectl reads a stream that begins with a brace as JSON for as long as it
 * is (`YAMLOrJSONDecoder` of apimachinery): one object after the other, with or without a line break between.
 */
export function leadingObjects(text: string, from: number): readonly JsonObject[] {
  const found: JsonObject[] = []
  for (let start = behindSpace(text, from); text.charCodeAt(start) === openBrace; ) {
    const end = objectEnd(text, start)
    if (end === undefined || !isJson(text.slice(start, end))) break
    found.push({ start, end })
    start = behindSpace(text, end)
  }
  return found
}

const openBrace = 0x7b
const closeBrace = 0x7d
const quote = 0x22
const backslash = 0x5c

/** The first offset from `at` on at which no blank of JSON stands. */
export function behindSpace(text: string, at: number): number {
  let behind = at
  for (let code = text.charCodeAt(behind); isSpace(code); code = text.charCodeAt(behind)) behind += 1
  return behind
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09
}

/** After the brace that closes the one at `start`. */
function objectEnd(text: string, start: number): number | undefined {
  let depth = 0
  for (let at = start; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code === quote) at = stringEnd(text, at)
    else if (code === openBrace) depth += 1
    else if (code === closeBrace) depth -= 1
    if (depth === 0) return at + 1
  }
  return undefined
}

/** The quote that closes the one at `start`. */
function stringEnd(text: string, start: number): number {
  let at = start + 1
  while (at < text.length && text.charCodeAt(at) !== quote) at += text.charCodeAt(at) === backslash ? 2 : 1
  return at
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
