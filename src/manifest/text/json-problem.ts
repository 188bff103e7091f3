import { lineStarts, positionAt } from './lines.ts'

/** Where a text that cannot be parsed stops being JSON, as a compiler names a line: `auth.json:3:5: found …, expected …`. */
export function jsonProblem(text: string, file: string): string {
  const { offset, wants } = brokenAt(text)
  const { line, column } = positionAt(text, lineStarts(text), offset)
  return `${file}:${line}:${column}: found ${foundAt(text, offset)}, expected ${words[wants]}`
}

/** What may come next (RFC 8259). */
const words = {
  value: 'a value',
  'value or ]': 'a value or "]"',
  key: 'a key in double quotes',
  'key or }': 'a key in double quotes or "}"',
  ':': '":"',
  ', or }': '"," or "}"',
  ', or ]': '"," or "]"',
  end: 'nothing after the value',
} as const

interface State {
  readonly wants: keyof typeof words
  /** The brackets that are open. */
  readonly open: string
}

const blanks = /[ \t\n\r]*/y
const token =
  /[{}[\],:]|"[ !#-[\]-\u{10ffff}]*(?:\\(?:["\\/bfnrt]|u[\da-fA-F]{4})[ !#-[\]-\u{10ffff}]*)*"|(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.+-])/uy

function brokenAt(text: string): { readonly offset: number; readonly wants: State['wants'] } {
  let state: State = { wants: 'value', open: '' }
  for (let offset = 0; ; ) {
    offset += matchAt(blanks, text, offset)?.length ?? 0
    const found = matchAt(token, text, offset)
    const next = found === undefined ? undefined : after(state, found)
    if (found === undefined || next === undefined) return { offset, wants: state.wants }
    offset += found.length
    state = next
  }
}

function matchAt(pattern: RegExp, text: string, offset: number): string | undefined {
  pattern.lastIndex = offset
  return pattern.exec(text)?.[0]
}

/** Undefined where the token is not what may come next. */
function after({ wants, open }: State, found: string): State | undefined {
  const isValue = wants === 'value' || wants === 'value or ]'
  if (isValue && found === '{') return { wants: 'key or }', open: `${open}{` }
  if (isValue && found === '[') return { wants: 'value or ]', open: `${open}[` }
  if (isValue && !/^[}\],:]/.test(found)) return closed(open)
  if (wants.startsWith('key') && found.startsWith('"')) return { wants: ':', open }
  if (wants === ':' && found === ':') return { wants: 'value', open }
  if (wants.startsWith(', or ') && found === ',') return { wants: open.endsWith('{') ? 'key' : 'value', open }
  return wants.endsWith(`or ${found}`) ? closed(open.slice(0, -1)) : undefined
}

function closed(open: string): State {
  return { wants: open === '' ? 'end' : open.endsWith('{') ? ', or }' : ', or ]', open }
}

/** Never a word of the text: the file may be one of passwords. */
function foundAt(text: string, offset: number): string {
  if (offset >= text.length) return 'the end'
  const found = text[offset] ?? ''
  if (found === '\uFEFF') return 'a byte order mark'
  if (found === '"')
    return matchAt(token, text, offset) === undefined ? 'a string that JSON does not allow' : 'a string'
  return /[^\p{L}\p{N}\p{C}+/=_-]/u.test(found) ? JSON.stringify(found) : 'a word that JSON does not know'
}
