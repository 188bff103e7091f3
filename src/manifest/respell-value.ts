import type { Edit } from './edit.ts'

/** A walk through a text, and what is to be spelt otherwise in it. It lives for one call of `respell`. */
export interface Walk {
  readonly text: string
  at: number
  /** Column of the innermost block collection: what is indented further belongs to its last entry. */
  indent: number
  readonly edits: Edit[]
  /** The line of which a column was asked last. */
  lineStart: number
  lineEnd: number
}

/** Move behind what the sticky `pattern` finds at the cursor, if it finds anything. */
export function take(walk: Walk, pattern: RegExp): boolean {
  pattern.lastIndex = walk.at
  if (!pattern.test(walk.text)) return false
  walk.at = pattern.lastIndex
  return true
}

/** The column of the cursor, counted from 0. The line is remembered: one of a million tokens is not searched as often. */
export function columnAt(walk: Walk): number {
  while (walk.at > walk.lineEnd) {
    walk.lineStart = walk.lineEnd + 1
    const newline = walk.text.indexOf('\n', walk.lineStart)
    walk.lineEnd = newline === -1 ? walk.text.length : newline
  }
  return walk.at - walk.lineStart
}

/** Move over the quoted text at the cursor. False: it does not end. */
export function walkQuoted(walk: Walk): boolean {
  const { text, at: start, edits } = walk
  const end = quotedEnd(text, start)
  if (end === undefined) return false
  walk.at = end
  for (const { 0: found, 1: lineBreak, index } of text.slice(start, end).matchAll(/\\?(\r?\n)|\\./g)) {
    if (lineBreak !== undefined) blank(walk, start + index + found.length - lineBreak.length, lineBreak.length)
    else if (found === "\\'" && text.charAt(start) === '"')
      edits.push({ offset: start + index, length: 2, content: " '" })
  }
  return true
}

/** The offset behind the closing quote. */
function quotedEnd(text: string, start: number): number | undefined {
  const quote = text.charAt(start)
  for (let at = start + 1; at < text.length; at += 1) {
    const found = text.charAt(at)
    if (quote === '"' && found === '\\') at += 1
    else if (found === quote && quote === "'" && text.charAt(at + 1) === quote) at += 1
    else if (found === quote) return at + 1
  }
  return undefined
}

const flowProperty = /[&*!][^ \t\r\n,[\]{}]*/y
const flowIndicator = /[,:]|[-?](?=[ \t\r\n])/y
/** Words of one plain text; the line breaks between them are part of it. */
const flowPlain =
  /(?:[^ \t\r\n,[\]{}:#]|:(?![ \t\r\n,[\]{}]))(?:[^ \t\r\n,[\]{}:]|:(?![ \t\r\n,[\]{}])|[ \t\r\n]+(?![ \t\r\n,[\]{}:#]))*/y

/** Move over the flow collection at the cursor. False: it does not end, or something in it is not understood. */
export function walkFlow(walk: Walk): boolean {
  let depth = 0
  do {
    if (walk.at >= walk.text.length) return false
    const first = walk.text.charAt(walk.at)
    if (first === '[' || first === '{') depth += 1
    if (first === ']' || first === '}') depth -= 1
    if (!walkFlowToken(walk, first)) return false
  } while (depth > 0)
  return true
}

function walkFlowToken(walk: Walk, first: string): boolean {
  if ('[]{}'.includes(first)) return take(walk, /./y)
  if (first === '"' || first === "'") return walkQuoted(walk)
  if (first === '#') return takeComment(walk)
  if ('%@`|>'.includes(first)) return false
  if (take(walk, /[ \t]+/y) || take(walk, flowProperty) || take(walk, flowIndicator)) return true
  const start = walk.at
  if (!take(walk, /[\r\n]+/y) && !take(walk, flowPlain)) return false
  for (const { index } of walk.text.slice(start, walk.at).matchAll(/[\r\n]/g)) blank(walk, start + index, 1)
  return true
}

function blank({ edits }: Walk, offset: number, length: number): void {
  edits.push({ offset, length, content: ' '.repeat(length) })
}

/**
 * Move over the comment at the cursor, which becomes blanks. False: it is glued to what stands before it. Go takes that
 * too, but what is inserted in front of such a comment would swallow it.
 */
function takeComment(walk: Walk): boolean {
  const start = walk.at
  if (!take(walk, /(?<=[ \t\r\n])#[^\r\n]*/y)) return false
  blank(walk, start, walk.at - start)
  return true
}

/** A respelt scalar as a text that `yaml` reads alone, and means by it what Go means by `original`. */
export function aloneSpelling(original: string): string {
  const continued = original.replaceAll(/\r?\n[ \t]*/g, '\n ')
  return original.startsWith('"') ? continued.replaceAll(/\\./g, found => (found === "\\'" ? "'" : found)) : continued
}
