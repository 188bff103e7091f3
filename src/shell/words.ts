/** A word of a shell command. `text` is absent where only a running shell knows it: variables, globs, substitutions. */
export interface ShellWord {
  readonly text?: string
}

/** A simple command and the operator that follows it: `;` also stands for a line end and for the end of the script. */
export interface ShellCommand {
  readonly words: readonly ShellWord[]
  readonly followedBy: Operator
}
/** What stands between two commands. */
export type Operator = ';' | '&&' | '||' | '|' | '&'

/** Values of the variables that are known from outside the script. */
export type Variables = Readonly<Record<string, string>>

/**
 * Split a script into simple commands, as far as POSIX shell needs no running shell.
 *
 * Undefined for what has structure: compound commands, functions, here-documents, redirections to files. Whoever asks
 * wants to know what surely happens, so everything uncertain ends there.
 */
export function splitScript(script: string, variables: Variables = {}): readonly ShellCommand[] | undefined {
  const commands: ShellCommand[] = []
  let words: ShellWord[] = []
  let position = 0
  const finish = (followedBy: Operator) => {
    if (words.length > 0) commands.push({ words, followedBy })
    words = []
  }
  while (position < script.length) {
    const rest = script.slice(position)
    const [skipped] = rest.match(/^([ \t]+|\\\n|#[^\n]*|[0-9]?>>?[ \t]*\/dev\/null(?![^\s;&|])|[0-9]?>&[0-9])/) ?? ['']
    const [, operator] = rest.match(/^(&&|\|\||[;\n|&])/) ?? []
    if (skipped !== '') position += skipped.length
    else if (operator !== undefined) {
      finish(operators[operator] ?? ';') // the end of a line, too
      position += operator.length
    } else {
      const word = readShellWord(rest, variables)
      if (word === undefined) return undefined
      words.push(word.word)
      position += word.length
    }
  }
  finish(';')
  return commands.some(startsCompound) ? undefined : commands
}

const operators: Readonly<Record<string, Operator>> = {
  '&&': '&&',
  '||': '||',
  '|': '|',
  '&': '&',
}

/** Words that have a meaning of their own where a command begins (POSIX 2.4). */
const reserved = /^(if|then|elif|else|fi|for|while|until|do|done|case|esac|function|!|\{|\})$/

function startsCompound({ words: [first] }: ShellCommand): boolean {
  return first?.text !== undefined && reserved.test(first.text)
}

/** One piece of a word: what it looks like, and its text, or undefined where only the shell knows. */
interface Piece {
  readonly pattern: RegExp
  readonly read: (match: RegExpMatchArray, variables: Variables) => string | undefined
}

const pieces: readonly Piece[] = [
  { pattern: /^'([^']*)'/, read: ([, text]) => text },
  { pattern: /^\\\n/, read: () => '' }, // a continued line
  { pattern: /^\\(.)/s, read: ([, character]) => character },
  { pattern: /^[^\s;&|<>()'"\\$`*?[~]+/, read: ([text]) => text },
  { pattern: /^[*?[~]/, read: () => undefined },
  { pattern: /^"((?:[^"\\]|\\.)*)"/s, read: ([, text = ''], variables) => expand(text, variables) },
  {
    pattern: /^\$(?:\{(\w+)\}|(\w+))/,
    read: ([, braced, bare], variables) => bareValue(valueIn(variables, braced ?? bare)),
  },
  {
    pattern: /^\$\{(\w+)(:?[-=+?])([\w./:,@%-]*)\}/,
    read: ([, name, operator, word], variables) => bareValue(eitherValue(valueIn(variables, name), operator, word)),
  },
]

/** The value of a variable: `constructor` may be the name of one, and is none by itself. */
export function valueIn(variables: Variables, name = ''): string | undefined {
  return Object.hasOwn(variables, name) ? variables[name] : undefined
}

/** `${NAME:-word}` and the like. What is not known here may be set by the image all the same, so that nothing is. */
function eitherValue(value: string | undefined, operator = '', word = ''): string | undefined {
  if (value === undefined) return undefined
  const isMissing = operator.startsWith(':') && value === ''
  if (operator.endsWith('+')) return isMissing ? '' : word
  return isMissing ? (operator.endsWith('?') ? undefined : word) : value
}

/** The word at the beginning of a text. Undefined where none is, or one that only a running shell could end. */
export function readShellWord(text: string, variables: Variables): { word: ShellWord; length: number } | undefined {
  let length = 0
  let known: string | undefined = ''
  for (;;) {
    const rest = text.slice(length)
    const piece = pieces.find(({ pattern }) => pattern.test(rest))
    const match = piece === undefined ? null : rest.match(piece.pattern)
    if (piece === undefined || match === null) break
    const value = piece.read(match, variables)
    known = known === undefined || value === undefined ? undefined : known + value
    length += match[0].length
  }
  return length > 0 ? { word: known === undefined ? {} : { text: known }, length } : undefined
}

/** Inside double quotes a backslash escapes only these, and variables are replaced. */
function expand(text: string, variables: Variables): string | undefined {
  let known = true
  const expanded = text.replace(
    /\\(["$`\\\n])|\$(?:\{(\w+)\}|([A-Za-z_]\w*|\d))|\$\{(\w+)(:?[-=+?])([\w./:,@% -]*)\}|[$`]/g,
    (_, escaped?: string, braced?: string, bare?: string, asked?: string, operator?: string, word?: string) => {
      if (escaped !== undefined) return escaped === '\n' ? '' : escaped
      const value =
        asked === undefined
          ? valueIn(variables, braced ?? bare)
          : eitherValue(valueIn(variables, asked), operator, word)
      if (value === undefined) known = false
      return value ?? ''
    },
  )
  return known ? expanded : undefined
}

/** Outside quotes a value is split at blanks and globbed, so only a plain one is known. */
function bareValue(value: string | undefined): string | undefined {
  return value !== undefined && /^[^\s*?[]+$/.test(value) ? value : undefined
}
