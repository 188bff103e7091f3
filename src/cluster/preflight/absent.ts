import { inTurns } from '../../manifest/turns.ts'
import { mapAt, textAt, type ValueMap } from '../../manifest/value.ts'
import { groupOf, type ObjectView } from '../../workload/object/object.ts'
import { isNameInPath, type Resource } from '../discovery.ts'
import { askPatiently, atOnce } from '../patient.ts'
import type { Concern } from './concern.ts'
import { fieldAt, type KnownSubject, metadataOf, type Run, type Subject } from './run.ts'

/** Whether a namespace is there; `unknown` for who may not look. */
export type Space = 'there' | 'missing' | 'unknown'

/** The namespaces that objects are for. */
export async function namespacesOf(run: Run, known: readonly KnownSubject[]): Promise<ReadonlyMap<string, Space>> {
  const names = [...new Set(known.filter(({ resource }) => resource.isNamespaced).map(({ namespace }) => namespace))]
  const states = await inTurns(names, atOnce, async (name): Promise<[string, Space]> => {
    if (!isNameInPath(name)) return [name, 'missing']
    const answer = await askPatiently(run.cluster, metadataOf(`/api/v1/namespaces/${encodeURIComponent(name)}`))
    if (answer.status === 404) return [name, 'missing']
    return [name, answer.status === 200 ? 'there' : 'unknown']
  })
  return new Map(states)
}

/** A namespace that the manifests make is said once, at its own object; one that nobody makes, at the first that needs it. */
export function missingNamespaces(
  run: Run,
  known: readonly KnownSubject[],
  spaces: ReadonlyMap<string, Space>,
): readonly Concern[] {
  return [...spaces].flatMap(([name, state]): readonly Concern[] => {
    if (state !== 'missing') return []
    const inside = known.filter(one => one.resource.isNamespaced && one.namespace === name)
    const own = run.subjects.find(({ object: { ref } }) => ref.kind === 'Namespace' && ref.name === name)
    const [first] = inside
    if (first === undefined) return []
    if (own !== undefined) {
      const reason = { code: 'namespace-absent', namespace: name } as const
      const observation = { code: 'not-asked', reason, objects: inside.length } as const
      return [{ object: own.object, path: fieldAt(own.object, 'metadata', 'name'), severity: 'warning', observation }]
    }
    const said = { kind: 'Namespace', name, effect: 'namespace-empty', further: inside.length - 1 } as const
    const observation = { code: 'missing-object', ...said } as const
    return [
      { object: first.object, path: fieldAt(first.object, 'metadata', 'namespace'), severity: 'error', observation },
    ]
  })
}

/** One line for all objects of a kind: at the definition that the manifests bring, or at the first object. */
export function unknownKinds(
  subjects: readonly Subject[],
  kinds: readonly (Resource | undefined)[],
): readonly Concern[] {
  const unknown = subjects.filter((_, index) => kinds[index] === undefined).map(({ object }) => object)
  const byKind = new Map<string, ObjectView[]>()
  for (const object of unknown) {
    const key = `${object.ref.apiVersion} ${object.ref.kind}`
    byKind.set(key, [...(byKind.get(key) ?? []), object])
  }
  return [...byKind.values()].flatMap(([first, ...others]): readonly Concern[] => {
    if (first === undefined) return []
    const { apiVersion, kind } = first.ref
    const definition = subjects.find(({ object }) => defines(object.value, apiVersion, kind))?.object
    if (definition === undefined)
      return [
        {
          object: first,
          path: fieldAt(first, 'kind'),
          severity: 'error',
          observation: { code: 'unknown-kind', by: 'cluster', apiVersion, kind, further: others.length },
        },
      ]
    const reason = { code: 'kind-absent', kind } as const
    const observation = { code: 'not-asked', reason, objects: others.length + 1 } as const
    return [{ object: definition, path: fieldAt(definition, 'metadata', 'name'), severity: 'warning', observation }]
  })
}

/** Whether an object is the CustomResourceDefinition of a kind. */
export function defines(value: ValueMap, apiVersion: string, kind: string): boolean {
  const spec = mapAt(value, 'spec')
  return (
    value.kind === 'CustomResourceDefinition' &&
    textAt(spec, 'group') === groupOf(apiVersion) &&
    textAt(mapAt(spec, 'names'), 'kind') === kind
  )
}
