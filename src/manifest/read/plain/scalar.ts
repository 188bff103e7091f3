import type { ScalarNode } from '../../node.ts'
import { resolvePlain } from '../schema.ts'
import { code } from './cursor.ts'

/** A scalar node as `compose` makes one, with offsets into the stream. */
export function plainScalarNode(
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

/*
 * A run of characters that are no blank, then further runs after blanks, until a comment, a colon with a blank after it
 * or the end of the line. Most calls of this program end before a loop over characters would be compiled, and a pattern
 * is compiled when it is used twice.
 */
const blockText = /(?:[^\0- :]|:(?=[^\n ]))+(?: +(?!#)(?:[^\0- :]|:(?=[^\n ]))+)*/y
const flowText = /(?:[^\0- :?,[\]{}]|:(?=[^\n ?,[\]{}]))+(?: +(?!#)(?:[^\0- :?,[\]{}]|:(?=[^\n ?,[\]{}]))+)*/y

/**
 * Where the plain scalar at `at` ends in block style: before a colon with a blank after it, a comment, trailing
 * blanks, the end of the line, or a tab or another control character. -1: there is none.
 */
export function plainEnd(text: string, at: number): number {
  return endOf(blockText, text, at)
}

/** Where the plain scalar at `at` ends in flow style, of which brackets and commas are no part. */
export function flowPlainEnd(text: string, at: number): number {
  return endOf(flowText, text, at)
}

function endOf(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at
  return pattern.test(text) ? pattern.lastIndex : -1
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

/** The node of the plain scalar between two offsets of `text`; undefined for an infinity, which only a key may be. */
export function plainNode(text: string, base: number, from: number, to: number): ScalarNode | undefined {
  const value = resolvePlain(text.slice(from, to))
  if (typeof value === 'number' && !Number.isFinite(value)) return undefined
  return plainScalarNode('plain', base + from, base + to, value)
}

/** The node of the quoted scalar at `at`; undefined when it does not end on its line or holds an unusual escape. */
export function quotedNode(text: string, base: number, at: number): ScalarNode | undefined {
  const single = text.charCodeAt(at) === code.apostrophe
  const newline = text.indexOf('\n', at)
  const lineEnd = newline === -1 ? text.length : newline
  const end = single ? singleQuotedEnd(text, at, lineEnd) : doubleQuotedEnd(text, at, lineEnd)
  if (end === 0) return undefined
  const source = text.slice(at + 1, end - 1)
  const value = single ? singleQuoted(source) : doubleQuoted(source)
  return value === undefined ? undefined : plainScalarNode('quoted', base + at, base + end, value)
}

/** The offset after the closing quote, if that is on the line. */
function singleQuotedEnd(text: string, at: number, lineEnd: number): number {
  let close = text.indexOf("'", at + 1)
  while (text.charCodeAt(close + 1) === code.apostrophe && close !== -1) close = text.indexOf("'", close + 2)
  return close < lineEnd ? close + 1 : 0
}

function doubleQuotedEnd(text: string, at: number, lineEnd: number): number {
  let close = text.indexOf('"', at + 1)
  while (close !== -1 && isEscaped(text, close)) close = text.indexOf('"', close + 1)
  return close < lineEnd ? close + 1 : 0
}

/** An odd number of backslashes stands before it. */
function isEscaped(text: string, at: number): boolean {
  let before = at - 1
  while (text.charCodeAt(before) === code.backslash) before -= 1
  return (at - before) % 2 === 0
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
