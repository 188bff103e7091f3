import { InputError } from '../../error.ts'
import type { FieldPath } from '../../manifest/path.ts'
import { visible } from '../../manifest/text/visible.ts'
import type { Value } from '../../manifest/value.ts'

/** One `key=value` of a `--set`, and where its key begins in the text. */
export interface Assignment {
  readonly path: FieldPath
  readonly value: Value
  readonly offset: number
}

/** The option whose text is read: `--set` alone makes a number or a boolean of what looks like one. */
export type SetFlag = '--set' | '--set-string' | '--task'

/** `pkg/strvals` of Helm refuses a larger one, too. */
const largestIndex = 65_536

/**
 * Read the text of a `--set` as Helm does (pkg/strvals, compared with Helm 3.17.2 and 4.1.4): `a.b[0]=x,c={d,e}`, a
 * backslash before any character that means something. It departs in refusing what Helm passes over in silence: an empty
 * key, an index without a value, text after a list. Errors point at the character.
 */
export function readSet(text: string, flag: SetFlag): Assignment[] {
  const assignments: Assignment[] = []
  let position = 0
  while (position < text.length) {
    const key = readKey({ text, flag }, position)
    const value = readValue({ text, flag }, key.end)
    assignments.push({ path: key.path, value: value.value, offset: position })
    position = value.end
  }
  return assignments
}

interface Input {
  readonly text: string
  readonly flag: SetFlag
}

interface Run {
  readonly text: string
  /** Where the run ended, and the character there; `undefined` at the end of the text. */
  readonly end: number
  readonly stop: string | undefined
}

/** The path up to and including its `=`. */
function readKey(input: Input, start: number): { readonly path: FieldPath; readonly end: number } {
  const path: (string | number)[] = []
  let position = start
  for (;;) {
    const { text: name, end, stop } = runUntil(input.text, position, '.[=,')
    if (name === '') throw at(input, position, 'found no key', 'a key before "="')
    path.push(name)
    const after = stop === '[' ? readIndexes(input, end, path) : end
    const next = input.text[after]
    if (next === '=') return { path, end: after + 1 }
    if (next !== '.')
      throw at(input, after, `found ${shown(next)} after the key ${JSON.stringify(name)}`, '"=" and a value')
    position = after + 1
  }
}

/** Every `[n]` at `start`, added to `path`; returns what follows. */
function readIndexes(input: Input, start: number, path: (string | number)[]): number {
  let position = start
  while (input.text[position] === '[') {
    const close = input.text.indexOf(']', position)
    const digits = input.text.slice(position + 1, close < 0 ? undefined : close)
    const index = Number(digits)
    if (close < 0 || !/^[0-9]+$/.test(digits) || index > largestIndex)
      throw at(
        input,
        position + 1,
        `found index ${JSON.stringify(digits)}`,
        `an integer from 0 to ${largestIndex} and "]"`,
      )
    path.push(index)
    position = close + 1
  }
  return position
}

/** The value that begins at `start`, and where the next key does. */
function readValue(input: Input, start: number): { readonly value: Value; readonly end: number } {
  if (input.text[start] === '{') return readList(input, start)
  const { text, end } = runUntil(input.text, start, ',')
  return { value: typed(text, input.flag), end: end + 1 }
}

function readList(input: Input, start: number): { readonly value: Value; readonly end: number } {
  const items: Value[] = []
  let position = start + 1
  for (;;) {
    const { text, end, stop } = runUntil(input.text, position, ',}')
    if (stop === undefined) throw at(input, start, 'found a list without an end', '"}"')
    items.push(typed(text, input.flag))
    position = end + 1
    if (stop === '}') break
  }
  const after = input.text[position]
  if (after !== undefined && after !== ',')
    throw at(input, position, `found ${shown(after)} after a list`, '"," or the end')
  return { value: items, end: position + 1 }
}

/** Text up to one of `stops`. A backslash makes the next character an ordinary one. */
function runUntil(text: string, start: number, stops: string): Run {
  let run = ''
  let position = start
  while (position < text.length) {
    const character = text.charAt(position)
    if (stops.includes(character)) return { text: run, end: position, stop: character }
    if (character === '\\') position += 1
    run += text.charAt(position)
    position += 1
  }
  return { text: run, end: text.length, stop: undefined }
}

const words: Readonly<Record<string, Value>> = { true: true, false: false, null: null }
const largestInteger = 2n ** 63n - 1n

/** `typedVal` of strvals: `01` and `1.5` stay text, and so does an integer beyond 64 bits. */
function typed(text: string, flag: SetFlag): Value {
  if (flag !== '--set') return text
  const word = words[text.toLowerCase()]
  if (word !== undefined) return word
  if (!/^(0|[-+]?[1-9][0-9]*)$/.test(text)) return text
  const integer = BigInt(text.replace(/^\+/, ''))
  if (integer > largestInteger || integer < -largestInteger - 1n) return text
  return Number.isSafeInteger(Number(integer)) ? Number(integer) : integer
}

function at({ text, flag }: Input, position: number, found: string, expected: string): InputError {
  const pointer = `${' '.repeat(flag.length + 1 + visible(text.slice(0, position)).length)}^`
  return new InputError(
    'BAD_VALUES',
    `${flag}: character ${position + 1}: ${found}, expected ${expected}\n${flag} ${visible(text)}\n${pointer}`,
  )
}

function shown(character: string | undefined): string {
  return character === undefined ? 'the end' : JSON.stringify(character)
}
