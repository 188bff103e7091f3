import type { ShellWord, Variables } from '../words.ts'
import { type ScriptToken, tokensOf } from './tokens.ts'

/** What a script may do, as far as its text says. */
export interface PossibleScript {
  /** The words of each simple command, those of compound commands, functions and substitutions among them. */
  readonly commands: readonly (readonly ShellWord[])[]
  /** The here-documents and here-strings, which some command reads. */
  readonly inputs: readonly string[]
}

/**
 * All that may happen in a script: a word too many is better than one that is missed. A variable without a value may be
 * empty, and is read so.
 */
export function possibleScript(script: string, variables: Variables, depth = 0): PossibleScript {
  const tokens = tokensOf(script, variables)
  const within = textsOf(tokens, 'script').map(text =>
    depth < deepest ? possibleScript(text, variables, depth + 1) : { commands: [], inputs: [] },
  )
  return {
    commands: [...commandsIn(tokens), ...within.flatMap(({ commands }) => commands)],
    inputs: [...textsOf(tokens, 'input'), ...within.flatMap(({ inputs }) => inputs)],
  }
}

/** Substitutions within substitutions; nobody writes more, and each is read once more for those around it. */
const deepest = 10

function textsOf(tokens: readonly ScriptToken[], kind: 'input' | 'script'): readonly string[] {
  return tokens.flatMap(token => (token.kind === kind ? [token.text] : []))
}

type Words = readonly ShellWord[]

function commandsIn(tokens: readonly ScriptToken[]): readonly Words[] {
  const commands: Words[] = []
  let words: ShellWord[] = []
  let [open, pipeline] = [0, 0]
  for (const token of tokens) {
    if (token.kind === 'words') words.push(...token.words)
    if (token.kind !== 'operator') continue
    // `su)`, `a | su)`: patterns of a case.
    const isPattern = token.text === ')' && open === 0
    if (isPattern) commands.length = pipeline
    else if (words.length > 0 && !(token.text === '(' && isDefinition(words))) commands.push(words)
    words = []
    open += token.text === '(' ? 1 : isPattern || token.text !== ')' ? 0 : -1
    if (!token.text.startsWith('|') || token.text === '||') pipeline = commands.length
  }
  return words.length > 0 ? [...commands, words] : commands
}

/** `name () { … }`, `function name () { … }`, and not `name=(…)`. */
function isDefinition([first, ...rest]: Words): boolean {
  return first?.text === 'function' || (rest.length === 0 && first?.text?.endsWith('=') === false)
}

/** The names that a script defines as functions. */
export function functionsIn(script: string): ReadonlySet<string> {
  const found = script.matchAll(/\bfunction\s+([\w-]{1,64})|(?<![\w-])([\w-]{1,64})[ \t]*\([ \t]*\)/g)
  return new Set([...found].flatMap(([, keyword, name]) => keyword ?? name ?? []))
}
