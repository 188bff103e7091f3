import type { Syntax, SyntaxProblem, YamlNode } from '../node.ts'
import { oddCharacter } from './characters.ts'
import { type Composer, composerOf, type OverLimit } from './composer.ts'
import { readDirectives } from './directives.ts'
import { checked, nodeHere } from './node-here.ts'
import type { Scanner } from './scanner.ts'
import { peek, take } from './tokens.ts'
import { Unreadable } from './unreadable.ts'

/**
 * Compose a document from its text, as Kubernetes reads it: goyaml.v2 in sigs.k8s.io/yaml, by its rules and not by the
 * standard's. What it refuses is a problem; so is the little that it reads and nobody should write.
 */
export function compose(text: string, base: number, over: OverLimit, escapes: Scanner['escapes'] = 'YAML'): Syntax {
  const odd = oddCharacter(text)
  if (odd !== undefined) return broken({ ...odd, offset: base + odd.offset })
  const composer = composerOf(text, base, over, escapes)
  const { shared, repeating, problems } = composer
  try {
    const root = rootOf(composer)
    const syntax = { shared, repeating, problems }
    return root === undefined || problems.length > 0 ? syntax : { root, ...syntax }
  } catch (error) {
    return broken(problemOf(error, composer))
  }
}

function broken(problem: SyntaxProblem): Syntax {
  return { shared: new Set(), repeating: new Set(), problems: [problem] }
}

/** A call deep inside another program leaves less stack than `limits.depth` takes. */
function problemOf(error: unknown, { base, over, scanner }: Composer): SyntaxProblem {
  if (error instanceof RangeError && /call stack/.test(error.message))
    return over(base, 'maps and sequences nest too deep for the stack that is left')
  if (!(error instanceof Unreadable)) throw error
  // What is missing at the end of a document is missing after its last character, not on the separator line.
  const offset = base + Math.min(error.offset, scanner.text.trimEnd().length)
  const { message } = error
  return error.strictness === 'stricter' ? { offset, message, stricter: true } : { offset, message }
}

/** The value of the document; undefined for one that holds nothing but comments. */
function rootOf(composer: Composer): YamlNode | undefined {
  const { scanner } = composer
  readDirectives(composer)
  const begins = peek(scanner).type
  if (begins === 'stream-end') return undefined
  if (begins === 'document-start') take(scanner)
  const empty = begins === 'document-start' && endsDocument(composer)
  const root = empty ? undefined : checked(composer, nodeHere(composer, 'block', 1))
  refuseMore(composer)
  // With a tag, what is absent may be the empty text.
  return root?.kind === 'scalar' && root.style === 'absent' && root.value === null ? undefined : root
}

function endsDocument({ scanner }: Composer): boolean {
  const { type } = peek(scanner)
  return type === 'directive' || type === 'document-start' || type === 'document-end' || type === 'stream-end'
}

/** Goyaml reads one value and looks no further, so that what stands after it says nothing to anybody. */
function refuseMore({ scanner }: Composer): void {
  const { type, start, end } = peek(scanner)
  if (type === 'stream-end') return
  const rest =
    type === 'document-end'
      ? scanner.text
          .slice(end)
          .replaceAll(/^[ \t]*#.*$/gm, '')
          .trim()
      : 'text'
  if (rest !== '')
    throw new Unreadable(
      start,
      'found text after the value of the document, which Kubernetes does not read',
      'stricter',
    )
}
