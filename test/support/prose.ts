import type { SourceFile } from './sources.ts'

/** Two words in a row, which codes, names of fields and paths never have. */
const words = /[A-Za-z][a-z]+,? [a-z]{2,}/

const comments = /\/\*.*?\*\/|(?<=^|\s)\/\/.*?$/gms
/** A regular expression may hold a quote of its own. */
const patterns = /(?<=[=(,:[?>]\s*|^\s*|return )\/(?![/*])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\/[a-z]*/gm
const literals = /'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`/gs
const imports = /^(?:import|export) [^;'"]*? from '[^']*'$/gms

/** The sentences and clauses in a source file: literals and templates, each once, that hold two words in a row. */
export function proseOf({ path, text }: SourceFile): readonly string[] {
  const code = text.replaceAll(comments, '').replaceAll(imports, '').replaceAll(patterns, '')
  return [...code.matchAll(literals)]
    .map(([literal]) => literal.replaceAll(/\$\{[^}]*\}/g, '…'))
    .filter(literal => words.test(literal))
    .map(literal => `${path}: ${literal}`)
}
