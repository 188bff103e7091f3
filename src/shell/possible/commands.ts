import type { ShellWord, Variables } from '../words.ts'
import { type ScriptToken, tokensOf } from './tokens.ts'

type Words = readonly ShellWord[]

/**
 * What a script may do, as far as its text says: a simple command, those of compound commands, functions and substitutions
 * among them, or the text of a here-document or a here-string, which some command reads.
 */
export type PossiblePart =
  | { readonly kind: 'command'; readonly words: Words }
  | { readonly kind: 'input'; readonly text: string }

/**
 * All that may happen in a script: a word too many is better than one that is missed. A variable without a value may be
 * empty, and is read so.
 */
export function* possibleScript(script: string, variables: Variables, depth = 0): Generator<PossiblePart, void> {
  const within: string[] = []
  for (const part of partsOf(tokensOf(script, variables)))
    if (part.kind === 'script') within.push(part.text)
    else yield part
  if (depth < deepest) for (const text of within) yield* possibleScript(text, variables, depth + 1)
}

/** Substitutions within substitutions; nobody writes more, and each is read once more for those around it. */
const deepest = 10

/** Commands of tokens; inputs and substitutions pass through. */
function* partsOf(tokens: Iterable<ScriptToken>): Generator<PossiblePart | { kind: 'script'; text: string }, void> {
  let words: ShellWord[] = []
  let pipeline: Words[] = []
  let open = 0
  for (const token of tokens) {
    if (token.kind === 'words') words.push(...token.words)
    else if (token.kind !== 'operator') yield { kind: token.kind, text: token.text }
    else {
      // `su)`, `a | su)`: patterns of a case.
      const isPattern = token.text === ')' && open === 0
      if (isPattern) pipeline = []
      else if (words.length > 0 && !(token.text === '(' && isDefinition(words))) pipeline.push(words)
      words = []
      open += token.text === '(' ? 1 : isPattern || token.text !== ')' ? 0 : -1
      if (!token.text.startsWith('|') || token.text === '||') yield* pipeline.splice(0).map(command)
    }
  }
  yield* [...pipeline, ...(words.length > 0 ? [words] : [])].map(command)
}

function command(words: Words): PossiblePart {
  return { kind: 'command', words }
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
