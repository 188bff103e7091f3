import { applyEdits } from './edit.ts'
import { columnAt, take, type Walk, walkFlow, walkQuoted } from './respell-value.ts'

/**
 * The same document in the same number of characters, spelt as `yaml` wants it. The YAML of Go, with which Kubernetes
 * reads, lets a quoted text and a flow collection go on further left than their parent, and knows the escape `\'`;
 * `yaml` refuses that, as the standard says. Line breaks inside such values become blanks here, and so do comments:
 * every offset still counts for the original text.
 *
 * Undefined: nothing is to be respelt, or something was not understood. Then the document is as broken as `yaml` says.
 */
export function respell(text: string): string | undefined {
  const walk: Walk = { text, at: 0, indent: -1, edits: [], lineStart: 0, lineEnd: -1 }
  while (walk.at < text.length) if (!walkToken(walk)) return undefined
  return walk.edits.length === 0 ? undefined : applyEdits(text, walk.edits)
}

const blanks = /[ \t]*/y
const restOfLine = /(?:#.*)?(?:\r?\n|$)/y
const indicator = /[-?:](?=[ \t\r\n]|$)/y
const property = /[&*!][^ \t\r\n]*/y
const blockHeader = /[|>][-+0-9]*[ \t]*(?:#.*)?(?:\r?\n|$)/y
const plain = /(?:[^\r\n:#]|:(?![ \t\r\n]|$)|(?<![ \t])#)+/y

/** Read what stands at the cursor in block style. False: it is not understood. */
function walkToken(walk: Walk): boolean {
  take(walk, blanks)
  if (take(walk, restOfLine)) return true
  const column = columnAt(walk)
  const first = walk.text.charAt(walk.at)
  if (take(walk, indicator)) {
    // A colon that stands alone belongs to the key before it.
    if (first !== ':') walk.indent = column
    return true
  }
  if (take(walk, property)) return true
  if (take(walk, blockHeader)) return skipBlockScalar(walk)
  const start = walk.at
  if (first === '"' || first === "'") return walkQuoted(walk) && leaveValue(walk, start, column)
  if (first === '[' || first === '{') return walkFlow(walk) && leaveValue(walk, start, column)
  return !'%@`|>'.includes(first) && take(walk, plain) && leavePlain(walk, column)
}

/** Behind a quoted text or a flow collection: it was a key, which stands on one line, or its line ends. */
function leaveValue(walk: Walk, start: number, column: number): boolean {
  const { text, at } = walk
  if (text.charAt(at) === '#') return false
  take(walk, blanks)
  if (text.charAt(walk.at) !== ':') return take(walk, restOfLine)
  return !text.slice(start, at).includes('\n') && takeColon(walk, column)
}

/** Behind a plain scalar: it was a key, or it goes on in the lines below that are indented further. */
function leavePlain(walk: Walk, column: number): boolean {
  if (takeColon(walk, column)) return true
  if (walk.text.charAt(walk.at) === '#') return take(walk, restOfLine)
  take(walk, restOfLine)
  const goesOn = new RegExp(`[ \\t]*\\r?\\n| {${walk.indent + 1},}(?![ \\t]*#).*(?:\\r?\\n|$)`, 'y')
  while (walk.at < walk.text.length && take(walk, goesOn)) {
    if (/[ \t]#/.test(walk.text.slice(walk.text.lastIndexOf('\n', walk.at - 2) + 1, walk.at))) break
  }
  return true
}

function takeColon(walk: Walk, column: number): boolean {
  if (!take(walk, indicator)) return false
  walk.indent = column
  return true
}

function skipBlockScalar(walk: Walk): boolean {
  const content = new RegExp(`[ \\t]*\\r?\\n| {${walk.indent + 1},}.*(?:\\r?\\n|$)`, 'y')
  while (walk.at < walk.text.length && take(walk, content));
  return true
}
