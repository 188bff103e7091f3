import type { ObjectView } from '../../workload/object/object.ts'
import type { ClusterRequest } from '../cluster.ts'
import { rightFor, spelledRight } from '../refusal.ts'
import type { Concern } from './concern.ts'

/** Rights that turned out to be missing, each with the objects that could not be asked about for it. */
export class Rights {
  readonly #objects = new Map<string, Set<ObjectView>>()

  lacks(request: ClusterRequest, object: ObjectView): void {
    const right = rightFor(request)
    const name = right === undefined ? `${request.method} ${request.path}` : spelledRight(right)
    this.#objects.set(name, (this.#objects.get(name) ?? new Set()).add(object))
  }

  /** `create pods in namespace agents`. */
  named(): readonly string[] {
    return [...this.#objects.keys()]
  }

  /** Once for each right, at the first object that needs it. */
  concerns(): readonly Concern[] {
    return [...this.#objects].flatMap(([right, objects]) => {
      const [object] = objects
      if (object === undefined) return []
      const observation = { code: 'no-right', right, objects: objects.size } as const
      return [{ object, path: object.path, severity: 'warning', observation }]
    })
  }
}
