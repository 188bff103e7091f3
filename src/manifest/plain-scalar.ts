import type { ScalarNode } from './node.ts'
import { code } from './plain-cursor.ts'
import { resolvePlain } from './schema.ts'

/** A scalar node as `compose` makes one, with offsets into the stream. */
export function scalarNode(
  style: ScalarNode['style'],
  start: number,
  end: number,
  value: ScalarNode['value'],
): ScalarNode {
  return { kind: 'scalar', style, start, end, value }
}

/** Characters below 0x80 that may begin a plain scalar whatever follows them. */
const starters = starterTable('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./~+=()$<\\^;')

function starterTable(characters: string): Uint8Array {
  const table = new Uint8Array(0x80)
  for (const character of characters) table[character.charCodeAt(0)] = 1
  return table
}

/** Whether a plain scalar begins at `at` beyond doubt. `-`, `:` and `?` are left to the caller. */
export function startsPlain(text: string, at: number): boolean {
  const first = text.charCodeAt(at)
  return first < 0x80 ? starters[first] === 1 : first >= 0xa0 && first !== code.byteOrderMark
}

/**
 * Where the plain scalar at `at` ends in block style: before a colon with a blank behind it, a comment, trailing
 * blanks, or the end of the line. -1: a tab or another control character stands in it.
 */
export function plainEnd(text: string, at: number): number {
  let end = at
  for (let here = at; ; here += 1) {
    const found = text.charCodeAt(here)
    if (found > code.colon) end = here + 1
    else if (found === code.colon) {
      const next = text.charCodeAt(here + 1)
      if (next === code.space || next === code.newline || here + 1 === text.length) return end
      end = here + 1
    } else if (found === code.space) {
      if (text.charCodeAt(here + 1) === code.hash) return end
    } else if (found > code.space) end = here + 1
    else return found === code.newline || here >= text.length ? end : -1
  }
}

/** Where the plain scalar at `at` ends in flow style, of which brackets and commas are no part. -1 as in block style. */
export function flowPlainEnd(text: string, at: number): number {
  let end = at
  for (let here = at; ; here += 1) {
    const found = text.charCodeAt(here)
    if (isFlowIndicator(found)) return end
    if (found === code.colon) {
      const next = text.charCodeAt(here + 1)
      if (next === code.space || isFlowIndicator(next)) return end
      end = here + 1
    } else if (found === code.space) {
      if (text.charCodeAt(here + 1) === code.hash) return -1
    } else if (found > code.space) end = here + 1
    else return -1
  }
}

/** `,`, `[`, `]`, `{` and `}`. */
export function isFlowIndicator(found: number): boolean {
  return (
    found === code.comma ||
    found === code.openList ||
    found === code.closeList ||
    found === code.openMap ||
    found === code.closeMap
  )
}

/** The node of the plain scalar between two offsets of `text`. */
export function plainNode(text: string, base: number, from: number, to: number): ScalarNode {
  return scalarNode('plain', base + from, base + to, resolvePlain(text.slice(from, to)))
}

/** The node of the quoted scalar at `at`; undefined when it does not end on its line or holds an unusual escape. */
export function quotedNode(text: string, base: number, at: number): ScalarNode | undefined {
  const single = text.charCodeAt(at) === code.apostrophe
  const end = single ? singleQuotedEnd(text, at) : doubleQuotedEnd(text, at)
  if (end === -1) return undefined
  const source = text.slice(at + 1, end - 1)
  const value = single ? singleQuoted(source) : doubleQuoted(source)
  return value === undefined ? undefined : scalarNode('quoted', base + at, base + end, value)
}

/** The offset behind the closing quote. */
function singleQuotedEnd(text: string, at: number): number {
  for (let here = at + 1; here < text.length; here += 1) {
    const found = text.charCodeAt(here)
    if (found === code.newline) return -1
    if (found !== code.apostrophe) continue
    if (text.charCodeAt(here + 1) !== code.apostrophe) return here + 1
    here += 1
  }
  return -1
}

function doubleQuotedEnd(text: string, at: number): number {
  for (let here = at + 1; here < text.length; here += 1) {
    const found = text.charCodeAt(here)
    if (found === code.quote) return here + 1
    if (found === code.newline) return -1
    if (found === code.backslash) here += 1
  }
  return -1
}

function singleQuoted(source: string): string {
  return source.includes("'") ? source.replaceAll("''", "'") : source
}

/** Escapes that text in manifests has. Whoever writes another one gets the slower reader. */
const escapes: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['t', '\t'],
  ['r', '\r'],
  ['"', '"'],
  ['\\', '\\'],
  ['/', '/'],
])

function doubleQuoted(source: string): string | undefined {
  let from = 0
  let value = ''
  for (let at = source.indexOf('\\'); at !== -1; at = source.indexOf('\\', from)) {
    const escaped = escapes.get(source.charAt(at + 1))
    if (escaped === undefined) return undefined
    value += source.slice(from, at) + escaped
    from = at + 2
  }
  return from === 0 ? source : value + source.slice(from)
}
