import type { FieldPath } from '../../manifest/path.ts'
import { mapAt, type ValueMap } from '../../manifest/value.ts'
import type { ObjectView } from '../../workload/object/object.ts'
import type { PodView } from '../../workload/pod/pod.ts'
import type { Cluster } from '../cluster.ts'
import type { Resource } from '../discovery.ts'
import type { Missing } from './missing.ts'
import type { Rights } from './rights.ts'

/** An object of the manifests and the pods of its templates. */
export interface Subject {
  readonly object: ObjectView
  readonly pods: readonly PodView[]
}

/** A subject of a kind that the cluster knows. */
export interface KnownSubject extends Subject {
  readonly resource: Resource
  readonly namespace: string
}

/** What everything that asks the cluster shares. */
export interface Run {
  readonly cluster: Cluster
  readonly subjects: readonly Subject[]
  /** What the manifests bring, as `namespace/Kind/name`, without a namespace where there is none. */
  readonly brought: ReadonlySet<string>
  readonly rights: Rights
  readonly missing: Missing
}

/** Names and labels alone: of a Secret nothing else is ever fetched. */
export function metadataOf(path: string) {
  const accept = 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1'
  return { method: 'GET', path, accept } as const
}

/** A field of an object, in its document. */
export function fieldAt({ path }: ObjectView, ...rest: FieldPath): FieldPath {
  return [...path, ...rest]
}

/** The map of an object that lies at a path of its document. */
export function mapBelow({ value, path }: Pick<ObjectView, 'value' | 'path'>, from: FieldPath): ValueMap | undefined {
  let found: ValueMap | undefined = value
  for (const step of from.slice(path.length)) found = typeof step === 'string' ? mapAt(found, step) : undefined
  return found
}
