import { type WordPiece, plainPieces, type ShellWord, type Variables } from './shell-words.ts'

const redirection = /^[0-9]*(?:<<?<?-?|>>?)[&|]?[ \t]*/

/**
 * The words of every simple command in a script, those of compound commands, functions and substitutions among them.
 * Whoever asks wants to know what may happen: nothing ends the search, and a word too many is better than one missed.
 * A variable without a value is empty, as it may be.
 */
export function possibleCommands(script: string, variables: Variables = {}): readonly (readonly ShellWord[])[] {
  const commands: (readonly ShellWord[])[] = []
  let words: ShellWord[] = []
  let position = 0
  const finish = () => {
    if (words.length > 0) commands.push(words)
    words = []
  }
  while (position < script.length) {
    const rest = script.slice(position)
    const [skipped = ''] = rest.match(/^(?:[ \t]+|\\\n|#[^\n]*)/) ?? []
    const [redirected = ''] = rest.match(redirection) ?? []
    const word = skipped === '' ? readWord(rest.slice(redirected.length), variables) : undefined
    const raw = word?.raw ?? ''
    if (word !== undefined && redirected === '') words.push(...word.words)
    if (word === undefined && skipped === '') finish()
    // The text behind `<<<` is what the command reads: a script, where it is a shell.
    if (redirected.includes('<<<')) commands.push(...possibleCommands(word?.words[0]?.text ?? '', variables))
    const substitution = raw.search(/\$\(|`/)
    if (substitution >= 0) commands.push(...possibleCommands(raw.slice(substitution + 1), variables))
    position += Math.max(skipped.length, redirected.length + raw.length, 1)
  }
  finish()
  return commands
}

/** The bounds keep what is never closed from being looked through again and again. */
const reference = /\$(?:\{(\w+)(?::?[-=+?]([^}]{0,200})|[^}]{0,200})\}|([A-Za-z_]\w*))/

const pieces: readonly WordPiece[] = [
  ...plainPieces,
  { pattern: /^"((?:[^"\\]|\\.)*)"/s, read: ([, text = ''], variables) => quoted(text, variables) },
  { pattern: new RegExp(`^${reference.source}`), read: (match, variables) => resolved(match, variables) },
]

/** A word as it stands, and what the shell may make of it: several where a variable alone is split at its blanks. */
interface PossibleWord {
  readonly raw: string
  readonly words: readonly ShellWord[]
}

function readWord(text: string, variables: Variables): PossibleWord | undefined {
  let length = 0
  let known = ''
  for (;;) {
    const rest = text.slice(length)
    const piece = pieces.find(({ pattern }) => pattern.test(rest))
    const match = piece === undefined ? null : rest.match(piece.pattern)
    if (piece === undefined || match === null) break
    known += piece.read(match, variables) ?? ''
    length += match[0].length
  }
  if (length === 0) return undefined
  const raw = text.slice(0, length)
  return { raw, words: raw.startsWith('$') ? known.split(/\s+/).map(wordOf) : [wordOf(known)] }
}

function wordOf(text: string): ShellWord {
  return text === '' ? {} : { text }
}

function quoted(text: string, variables: Variables): string {
  const escapes = new RegExp(`\\\\(["$\`\\\\\\n])|\\$\\([^)]{0,200}\\)|\`[^\`]{0,200}\`|${reference.source}`, 'g')
  return text.replace(escapes, (_, escaped?: string, ...groups: (string | undefined)[]) =>
    escaped === undefined ? resolved(['', ...groups], variables) : escaped === '\n' ? '' : escaped,
  )
}

/** The value of a variable, or what a script says to take in its place. */
function resolved([, braced, instead, bare]: readonly (string | undefined)[], variables: Variables): string {
  const name = braced ?? bare ?? ''
  return (Object.hasOwn(variables, name) ? variables[name] : undefined) ?? instead ?? ''
}

const assignments = [
  /([A-Za-z_]\w*)=("(?:[^"\\]|\\.)*"|'[^']*'|[^\s;&|()<>"'`]*)/g,
  // `${S:-sudo}`, and `${S:=sudo}`, which assigns it.
  /\$\{(\w+):?[-=]([^}]{0,200})\}/g,
]
const loop = /\bfor\s+(\w+)\s+in\s([^;\n]*)/g

/**
 * Values that the variables of a script may have, as worlds of one value each. A variable that is given several, one
 * after the other or in a loop, has each of them in some world.
 */
export function worldsOf(script: string, known: Variables): readonly Variables[] {
  const values = new Map(Object.entries(known).map(([name, value]) => [name, new Set([value])]))
  const add = (name: string, value: string) => values.set(name, (values.get(name) ?? new Set()).add(value))
  for (const pattern of assignments)
    for (const [, name = '', value = ''] of script.matchAll(pattern)) add(name, textOf(value))
  for (const [, name = '', words = ''] of script.matchAll(loop))
    for (const word of words.split(/\s+/)) add(name, textOf(word))
  const lists = [...values].map(([name, set]) => [name, [...set]] as const)
  const worlds = Math.min(most, Math.max(1, ...lists.map(([, list]) => list.length)))
  return Array.from({ length: worlds }, (_, world) =>
    Object.fromEntries(lists.map(([name, list]) => [name, list[Math.min(world, list.length - 1)] ?? ''])),
  )
}

/** Loops over more words than this are over files and hosts. */
const most = 16

function textOf(raw: string): string {
  return raw.replace(/^(["'])(.*)\1$/s, '$2')
}
