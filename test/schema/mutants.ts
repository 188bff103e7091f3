import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { readDocument } from '../../src/manifest/document.ts'
import { splitStream } from '../../src/manifest/stream.ts'
import { isMap, type ValueMap } from '../../src/manifest/value.ts'
import { objectProblems } from '../../src/schema/object.ts'
import type { SchemaProblem } from '../../src/schema/problem.ts'
import { kubernetesAt } from '../../src/schema/types.ts'
import { type ObjectRef, objectsOf } from '../../src/workload/object/object.ts'
import { mutationsOf } from './mutations.ts'

/** A broken object of `fixtures/schema/kinds.yaml`. */
export interface Mutant {
  /** `Deployment misspell spec.replicas`, with stars for the items of lists. */
  readonly id: string
  readonly ref: ObjectRef
  readonly object: ValueMap
}

const file = resolve(import.meta.dirname, '../fixtures/schema/kinds.yaml')

/** The objects that are broken, each as it should be. */
export function soundObjects() {
  const stream = splitStream(readFileSync(file, 'utf8'))
  return stream.documents.flatMap(span => objectsOf(stream, readDocument(stream, span)))
}

/** Every mutant, one for each way to break each field: of the items of a list the first is broken. */
export function mutants(): readonly Mutant[] {
  const all = soundObjects().flatMap(({ ref, value }) =>
    mutationsOf(value).flatMap(({ kind, path, object }) => {
      const place = path.map(step => (typeof step === 'number' ? '*' : step)).join('.')
      return isMap(object) ? [{ id: `${ref.kind} ${kind} ${place}`, ref, object }] : []
    }),
  )
  return [...new Map(all.toReversed().map(mutant => [mutant.id, mutant])).values()].toReversed()
}

const types = kubernetesAt(36)

/** What we say of an object at the version that the answers were recorded with. */
export function ourProblems(ref: ObjectRef, object: ValueMap): readonly SchemaProblem[] {
  const type = types.ofKind(ref.apiVersion, ref.kind)
  if (type === undefined) throw new Error(`want the type of ${ref.apiVersion} ${ref.kind}`)
  return objectProblems(object, type, types)
}

/** What the API server and kubeconform said of every mutant: who is in no list is refused by both. */
export interface Answers {
  readonly kubernetes: string
  readonly kubeconform: string
  readonly acceptedByBoth: readonly string[]
  readonly refusedByKubeconformAlone: readonly string[]
  readonly refusedByApiServerAlone: readonly string[]
  /** Of what the API server refuses, what is beyond a schema: names, paths, references, sums. */
  readonly beyond: readonly string[]
}

/** Where the answers are kept. */
export const answersFile = resolve(import.meta.dirname, '../fixtures/schema/answers.json')
