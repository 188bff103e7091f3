import type { FieldPath } from '../../manifest/path.ts'
import type { Severity } from '../../workload/finding/finding.ts'
import type { ObjectView } from '../../workload/object/object.ts'
import type { MissingEffect } from '../../workload/reason/cluster-reason.ts'
import type { ClusterAnswer } from '../cluster.ts'
import type { Concern } from './concern.ts'

interface Need {
  readonly object: ObjectView
  readonly path: FieldPath
  readonly severity: Severity
  readonly kind: string
  readonly name: string
  readonly namespace?: string
  readonly effect: MissingEffect
}

/** What is not there, each said once, at the first that needs it. */
export class Missing {
  readonly #needs = new Map<string, Need[]>()
  readonly #answers = new Map<string, Promise<ClusterAnswer>>()

  add(need: Need): void {
    const key = `${need.namespace ?? ''}/${need.kind}/${need.name}`
    this.#needs.set(key, [...(this.#needs.get(key) ?? []), need])
  }

  /** Ask for a thing once, however many need it. */
  once(path: string, ask: () => Promise<ClusterAnswer>): Promise<ClusterAnswer> {
    const answer = this.#answers.get(path) ?? ask()
    this.#answers.set(path, answer)
    return answer
  }

  /** One concern for each thing, the gravest that it causes. */
  concerns(): readonly Concern[] {
    return [...this.#needs.values()].flatMap(needs => {
      const first = needs.find(({ severity }) => severity === 'error') ?? needs[0]
      if (first === undefined) return []
      const { object, path, severity, ...said } = first
      const further = new Set(needs.map(need => need.object)).size - 1
      return [{ object, path, severity, observation: { code: 'missing-object', ...said, further } }]
    })
  }
}
