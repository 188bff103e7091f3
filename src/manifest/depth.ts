import { Lexer } from 'yaml'
import { limits } from './limits.ts'

/**
 * Where a document nests deeper than the limit, found before anything recurses into it. Only nesting that takes a few
 * characters a level is looked for: brackets, and `- - -` on one line. Indented levels cost a line each, so a text
 * within the size limit cannot hold enough of them to matter, and the reader counts them.
 */
export function tooDeep(text: string): number | undefined {
  return mayBeDeep(text) ? deepToken(text) : undefined
}

/** A single pass over the characters, which counts those in strings and comments too. */
function mayBeDeep(text: string): boolean {
  let brackets = 0
  let indicators = 0
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code === 0x20) continue
    if (code === 0x5b || code === 0x7b) brackets += 1
    else if ((code === 0x5d || code === 0x7d) && brackets > 0) brackets -= 1
    indicators = isIndicator(code) ? indicators + 1 : 0
    if (brackets > limits.depth || indicators > limits.depth) return true
  }
  return false
}

/** `-`, `?` and `:`, each of which may open a level and be followed by another. */
function isIndicator(code: number): boolean {
  return code === 0x2d || code === 0x3f || code === 0x3a
}

/** The control characters with which yaml's lexer marks a document, a scalar and a flow error; they have no width. */
const marks: ReadonlySet<string> = new Set(['\u0002', '\u001f', '\u0018'])

function deepToken(text: string): number | undefined {
  let offset = 0
  let brackets = 0
  let indicators = 0
  let scalar = false
  for (const token of new Lexer().lex(text)) {
    if (!scalar && (token === '[' || token === '{')) brackets += 1
    else if (!scalar && (token === ']' || token === '}')) brackets -= 1
    else if (token.trim() !== '') indicators = !scalar && /^[-?:]$/.test(token) ? indicators + 1 : 0
    if (brackets > limits.depth || indicators > limits.depth) return offset
    scalar = token === '\u001f'
    if (!marks.has(token)) offset += token.length
  }
  return undefined
}
