import { readDocument } from '../../../src/manifest/document.ts'
import { splitStream } from '../../../src/manifest/stream.ts'
import { isMap, type ValueMap } from '../../../src/manifest/value.ts'
import { checkTexts } from '../../../src/run/check.ts'
import type { Api } from '../api.ts'
import { atLevel, sentenceIn } from '../corpus-pods.ts'
import { dryRun } from '../dry-run.ts'
import { makeNamespace } from '../namespaces.ts'
import { proven } from '../proven.ts'
import { levelOf, type Trial } from './trial.ts'

/** What the API server says of a hardened pod at its level, where `check` says something else of it. */
export async function hardenedSentences(api: Api, trials: readonly Trial[]): Promise<readonly string[]> {
  const different: string[] = []
  for (const level of ['baseline', 'restricted'] as const) {
    const name = await makeNamespace(api, `judge-${level}`, level)
    const hardened = trials.filter(trial => levelOf(trial.variant) === level)
    const answers = await dryRun(api, hardened.map(podIn), name)
    const wrong = hardened.flatMap((trial, index) => {
      const answer = answers[index]
      const [said, got] = [sentenceOf(trial), answer?.answer === 'accepted' ? '' : sentenceIn(answer?.message ?? '')]
      return said === got ? [] : [`${trial.case.name} at ${level}: check says ${said}, the API server ${got}`]
    })
    proven(
      `hardened pods at ${level}: check's sentence is the API server's`,
      hardened.length - wrong.length,
      hardened.length,
    )
    different.push(...wrong)
  }
  return different
}

function podIn({ text }: Trial): ValueMap {
  const stream = splitStream(text)
  const values = stream.documents.map(span => readDocument(stream, span).value).filter(isMap)
  return values.find(value => value.kind === 'Pod') ?? {}
}

function sentenceOf({ text, variant }: Trial): string {
  const { objects } = checkTexts([{ file: '-', text }], atLevel(levelOf(variant)))
  return objects[0]?.podSecurity?.detail ?? 'not judged'
}
