import { askOracle, type ExactAnswer } from '../support/oracle.ts'
import { minimised } from './minimise.ts'
import type { Random } from './random.ts'
import { readingDifference } from './reading.ts'
import { mutatedText, randomText } from './texts.ts'
import { type Written, writingDifference, writtenOf } from './writing.ts'

/** A text that is not read, or not written, as Kubernetes reads it. */
export interface Difference {
  readonly text: string
  readonly says: string
}

/** Hold random texts, and mutations of `documents`, against Kubernetes' reader. */
export function fuzzBatch(
  documents: readonly string[],
  count: { readonly random: number; readonly mutated: number },
  random: Random,
): readonly Difference[] {
  const mutated = Array.from({ length: count.mutated }, () => mutatedText(documents, random))
  const texts = [...Array.from({ length: count.random }, () => randomText(random)), ...mutated]
  return [...differences(texts, readOne), ...writingDifferences(mutated)]
}

function differences(
  texts: readonly string[],
  differenceOf: (text: string, answer: ExactAnswer) => string | undefined,
): readonly Difference[] {
  const answers = askOracle(texts)
  return texts.flatMap((text, index) => {
    const answer = answers[index]
    const says = answer && differenceOf(text, answer)
    return says === undefined ? [] : [{ text, says }]
  })
}

/** A reader that throws differs too. */
function readOne(text: string, answer: ExactAnswer): string | undefined {
  try {
    return readingDifference(text, answer)
  } catch (error) {
    return `reading fails: ${error}`
  }
}

function writingDifferences(texts: readonly string[]): readonly Difference[] {
  const all = texts.flatMap(input => written(input).map(one => ({ input, ...one })))
  const answers = askOracle(all.map(({ text }) => text))
  return all.flatMap((one, index) => {
    const answer = answers[index]
    const says = one.fails ?? (answer && writingDifference(one, answer))
    return says === undefined ? [] : [{ text: one.input, says }]
  })
}

function written(text: string): readonly (Written & { readonly fails?: string })[] {
  try {
    return writtenOf(text)
  } catch (error) {
    return [{ text, want: null, fails: `hardening fails: ${error}` }]
  }
}

/** The smallest text with a difference of the same kind: its first words are the same. */
export function smallest({ text, says }: Difference): Difference {
  const kind = kindOf(says)
  const find = (candidate: string) =>
    [...differences([candidate], readOne), ...writingDifferences([candidate])].find(
      found => kindOf(found.says) === kind,
    )
  const least = minimised(text, candidate => find(candidate) !== undefined)
  return find(least) ?? { text, says }
}

function kindOf(says: string): string {
  return says.slice(0, 24)
}
