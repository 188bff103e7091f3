import { isMap, type Value, type ValueMap } from '../manifest/value.ts'
import { groupOf } from '../workload/object/object.ts'
import { type ChangedObject, type Expression, hasName } from './changed-object.ts'
import { jsonPatch } from './json-patch.ts'
import { strategicMerge } from './strategic-merge.ts'

/** Writes a value as YAML: a patch is a text in the kustomization. */
type WriteYaml = (value: Value) => string

/**
 * The entry of `patches` for an object. Strategic merge finds containers by name wherever they stand; where it cannot say
 * what changes, a JSON patch does.
 */
export function kustomizePatch(changed: ChangedObject, write: WriteYaml): Expression {
  if (!hasName(changed)) return { of: changed, reason: 'it has no name (generateName makes one each time)' }
  const { before, after, ref } = changed
  const merge = isMerged(ref.apiVersion, ref.kind) ? strategicMerge(before, after) : undefined
  const { metadata, ...fields } = merge ?? {}
  const patch =
    merge === undefined
      ? jsonPatch(before, after)
      : {
          apiVersion: ref.apiVersion,
          kind: ref.kind,
          metadata: { name: ref.name, ...(isMap(metadata) && metadata) },
          ...fields,
        }
  return { of: changed, value: { target: targetOf(changed), patch: write(patch) } }
}

/** Kinds whose lists kustomize merges by name: those of its built-in schema, Kubernetes 1.21. Of others it replaces lists. */
const merged: ReadonlyMap<string, readonly string[]> = new Map([
  ['v1', ['Pod', 'PodTemplate', 'ReplicationController']],
  ['apps/v1', ['DaemonSet', 'Deployment', 'ReplicaSet', 'StatefulSet']],
  ['batch/v1', ['CronJob', 'Job']],
])

/** Whether a strategic merge of this kind merges its lists. */
export function isMerged(apiVersion: string, kind: string): boolean {
  return merged.get(apiVersion)?.includes(kind) === true
}

/**
 * Whom a patch is for. Names are regular expressions to kustomize. It takes an object without a namespace for one of
 * `default`, which only matters where another object has the same name.
 */
export function targetOf({ ref, hasNamesake }: Pick<ChangedObject, 'ref' | 'hasNamesake'>): ValueMap {
  const group = groupOf(ref.apiVersion)
  const namespace = ref.namespace ?? (hasNamesake ? 'default' : undefined)
  return {
    ...(group !== '' && { group }),
    version: ref.apiVersion.slice(group === '' ? 0 : group.length + 1),
    kind: ref.kind,
    name: ref.name.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'),
    ...(namespace !== undefined && { namespace }),
  }
}
