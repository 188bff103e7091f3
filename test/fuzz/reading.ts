import { isDeepStrictEqual } from 'node:util'
import type { Syntax } from '../../src/manifest/node.ts'
import { compose } from '../../src/manifest/read/compose.ts'
import { readPlain } from '../../src/manifest/read/plain/reader.ts'
import { mayHoldKind } from '../../src/manifest/scan.ts'
import { isSurelySound } from '../../src/manifest/sound.ts'
import { splitStream } from '../../src/manifest/stream.ts'
import { jsonLine } from '../../src/manifest/text/json.ts'
import { textAt } from '../../src/manifest/value.ts'
import type { ExactAnswer } from '../support/oracle.ts'

/** Kinds of which the scan may be asked, short enough to come up by chance. */
const kinds: ReadonlySet<string> = new Set(['a', 'b', 'Deployment', 'StatefulSet', 'Pod', 'DaemonSet', 'Job'])

/**
 * How our reading of one document differs from what Kubernetes reads. Undefined: it does not, or we refuse what nobody
 * should rely on and say so.
 */
export function readingDifference(text: string, answer: ExactAnswer): string | undefined {
  const ours = syntaxOf(text)
  return difference(ours, answer) ?? differenceOfReaders(text, ours, answer)
}

/** A document beyond a limit is refused for the whole stream. */
function syntaxOf(text: string): Syntax {
  try {
    return compose(text, 0, (offset, message) => {
      throw new Limit(offset, message)
    })
  } catch (error) {
    if (!(error instanceof Limit)) throw error
    return {
      shared: new Set(),
      repeating: new Set(),
      problems: [{ offset: error.offset, message: error.message, stricter: true }],
    }
  }
}

class Limit extends Error {
  readonly offset: number
  constructor(offset: number, message: string) {
    super(message)
    this.offset = offset
  }
}

function difference({ root, problems }: Syntax, answer: ExactAnswer): string | undefined {
  const [problem] = problems
  if ('error' in answer)
    return problem === undefined ? `Kubernetes refuses it (${answer.error}), and we do not` : undefined
  if (problem !== undefined)
    return problems.some(({ stricter }) => stricter)
      ? undefined
      : `we refuse it (${problem.message}), and Kubernetes reads ${answer.text}`
  const got = jsonLine(root?.value ?? null)
  return isDeepStrictEqual(exact(got), exact(answer.text)) ? undefined : `we read ${got}, and Kubernetes ${answer.text}`
}

/** The value of a JSON text, in which integers beyond 2^53 are kept apart. */
export function exact(json: string): unknown {
  const kept = json.replaceAll(
    /("(?:[^"\\]|\\.)*")|(?<![\d.])-?\d{16,}(?![\d.eE])/g,
    (found, string) => string ?? `"#${found}"`,
  )
  return JSON.parse(kept)
}

/** The fast looks at a document have to agree with the reading of it. */
function differenceOfReaders(text: string, ours: Syntax, answer: ExactAnswer): string | undefined {
  const plain = readPlain(text, 0)
  if (
    plain !== undefined &&
    !isDeepStrictEqual({ root: plain, shared: new Set(), repeating: new Set(), problems: [] }, ours)
  )
    return 'the plain reader makes another tree'
  const stream = splitStream(text)
  const [span, ...more] = stream.documents
  if (span === undefined || more.length > 0 || span.start > 0 || span.end !== text.length) return undefined
  if ('error' in answer && isSurelySound(stream, span))
    return `it is called sound, and Kubernetes refuses it: ${answer.error}`
  const kind = textAt(ours.root?.value, 'kind') ?? 'a'
  const holds = ours.root !== undefined && textAt(ours.root.value, 'kind') !== undefined && kinds.has(kind)
  return holds && !mayHoldKind(stream, span, kinds) ? 'the scan sees no such kind in it' : undefined
}
