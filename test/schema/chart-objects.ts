import { resolve } from 'node:path'
import { readDocument } from '../../src/manifest/document.ts'
import { splitStream } from '../../src/manifest/stream.ts'
import { isMap } from '../../src/manifest/value.ts'
import { kubernetesAt } from '../../src/schema/types.ts'
import { objectsOf } from '../../src/workload/object/object.ts'
import { corpus } from '../support/shared.ts'
import type { Mutant } from './mutants.ts'
import { mutationsOf } from './mutations.ts'

/** What kubeconform said of each of `chartObjects`, in their order. */
export interface CorpusAnswers {
  readonly kubeconform: string
  readonly asked: number
  /** A bit an object, four to a hexadecimal digit, the first one highest. */
  readonly refused: string
}

/** Where the answers are kept. */
export const chartAnswersFile = resolve(import.meta.dirname, '../fixtures/schema/chart-answers.json')

/** One object of so many is broken, in one way of so many: primes, so that every kind of them comes. */
const steps = { objects: 11, ways: 7 }

/** Objects of built-in kinds in what Helm 4 printed for public charts: each as it is, and some of the ways to break it. */
export function chartObjects(): readonly Mutant[] {
  const types = kubernetesAt(36)
  const sound = corpus()
    .filter(({ name }) => name.startsWith('helm4/'))
    .flatMap(({ name, text }) => {
      const stream = splitStream(text)
      return stream.documents.flatMap((span, index) =>
        objectsOf(stream, readDocument(stream, span)).map(({ ref, value }) => ({ id: `${name} ${index}`, ref, value })),
      )
    })
    .filter(({ ref }) => types.ofKind(ref.apiVersion, ref.kind) !== undefined)
  const broken = sound
    .filter((_, index) => index % steps.objects === 0)
    .flatMap(({ id, ref, value }) => mutationsOf(value).map(mutation => ({ id, ref, mutation })))
    .filter((_, index) => index % steps.ways === 0)
    .flatMap(({ id, ref, mutation: { kind, path, object } }) =>
      isMap(object) ? [{ id: `${id} ${ref.kind} ${kind} ${path.join('.')}`, ref, object }] : [],
    )
  return [...sound.map(({ id, ref, value }) => ({ id: `${id} ${ref.kind}`, ref, object: value })), ...broken]
}

/** Answers as hexadecimal digits. */
export function bitsOf(answers: readonly boolean[]): string {
  const bits = answers.map(Number).join('')
  return (bits.match(/.{1,4}/g) ?? []).map(four => Number.parseInt(four.padEnd(4, '0'), 2).toString(16)).join('')
}

/** What `bitsOf` wrote. */
export function answersIn(digits: string): readonly boolean[] {
  return [...digits].flatMap(digit =>
    [...Number.parseInt(digit, 16).toString(2).padStart(4, '0')].map(bit => bit === '1'),
  )
}
