import type { Scanner } from './scanner.ts'
import { Unreadable } from './unreadable.ts'

/** What a backslash and one more character are in double quotes, from scannerc.go of goyaml.v2. */
const escapes: Readonly<Record<string, string>> = {
  '0': '\0',
  a: '\x07',
  b: '\b',
  t: '\t',
  '\t': '\t',
  n: '\n',
  v: '\v',
  f: '\f',
  r: '\r',
  e: '\x1b',
  ' ': ' ',
  '"': '"',
  "'": "'",
  '\\': '\\',
  N: '\u0085',
  _: '\u00a0',
  L: '\u2028',
  P: '\u2029',
}

/** Escapes of a character by its number, and how many digits they have. */
const digits: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 }

/** Move over the escape at the cursor, and give what it stands for. */
export function readEscape(scanner: Scanner): string {
  const { text, at, escapes: known } = scanner
  const letter = text.charAt(at + 1)
  const count = Object.hasOwn(digits, letter) ? digits[letter] : undefined
  if (count !== undefined) return numbered(scanner, count)
  const simple = Object.hasOwn(escapes, letter) ? escapes[letter] : undefined
  const found = simple ?? (known === 'JSON' && letter === '/' ? letter : undefined)
  if (found === undefined)
    throw new Unreadable(at, `found the escape ${JSON.stringify(`\\${letter}`)}, which Kubernetes does not know`)
  scanner.at += 2
  return found
}

function numbered(scanner: Scanner, count: number): string {
  const { text, at, escapes: known } = scanner
  const number = text.slice(at + 2, at + 2 + count)
  if (number.length < count || !/^[\da-fA-F]*$/.test(number))
    throw new Unreadable(at, `found "\\${text.charAt(at + 1)}", expected ${count} hexadecimal digits after it`)
  const code = Number.parseInt(number, 16)
  const surrogate = code >= 0xd800 && code <= 0xdfff
  if (code > 0x10ffff || (surrogate && known === 'YAML'))
    throw new Unreadable(at, `found "\\${text.charAt(at + 1)}${number}", which is not a character`)
  scanner.at += 2 + count
  return surrogate ? String.fromCharCode(code) : String.fromCodePoint(code)
}
