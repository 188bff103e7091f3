import { parseDocument } from 'yaml'
import type { SyntaxProblem } from '../node.ts'

/**
 * The problem of a document as `yaml` sees it, where it sees one on the same line: it looks for what the writer did
 * wrong, while our reader says what Kubernetes cannot go on with. Whether there is a problem is not for it to say.
 */
export function reworded(problem: SyntaxProblem, text: string, base: number): SyntaxProblem {
  if (problem.stricter || text.length > longest) return problem
  const cause = causeIn(text)
  if (cause === undefined) return problem
  const [first, last] = [cause.offset, problem.offset - base].toSorted((a, b) => a - b)
  return text.slice(first, last).includes('\n') ? problem : { ...cause, offset: base + cause.offset }
}

/** Longer documents are not read twice for the sake of a sentence. */
const longest = 1_000_000

/** The first error; what follows it is for the most part its consequence. */
function causeIn(text: string): SyntaxProblem | undefined {
  const { errors } = parseDocument(text, { ...quiet })
  const [first] = errors.filter(({ code }) => code !== 'RESOURCE_EXHAUSTION').toSorted((a, b) => a.pos[0] - b.pos[0])
  // What is missing at the end of a document is missing after its last character, not on the separator line.
  return first && { offset: Math.min(first.pos[0], text.trimEnd().length), message: first.message }
}

/** It is asked about structure alone. */
const quiet = {
  schema: 'failsafe',
  resolveKnownTags: false,
  merge: false,
  uniqueKeys: false,
  prettyErrors: false,
  logLevel: 'silent',
} as const
