import type { FieldPath } from '../manifest/path.ts'
import { mapAt, type Value, type ValueMap } from '../manifest/value.ts'
import { isWindows } from '../workload/pod/operating-system.ts'
import { type ContainerView, containersOf, type PodView } from '../workload/pod/pod.ts'

/** Something that sets security fields: the pod itself, which has no name here, or one of its containers. */
export interface SecuritySubject {
  readonly path: FieldPath
  readonly spec: ValueMap
  readonly name?: string
}

/** A pod made ready for the checks: what all of them ask for, worked out once. */
export interface CheckInput {
  readonly mode: PodView['mode']
  readonly self: SecuritySubject
  readonly containers: readonly ContainerView[]
  /** The pod, then its containers in visit order. */
  readonly subjects: readonly SecuritySubject[]
  readonly annotations: ValueMap
  readonly annotationsPath: FieldPath
  /** By `spec.os.name`; some checks ask for fields that Windows does not have. */
  readonly isWindows: boolean
  /** KEP-127: uid 0 and an unmasked /proc inside a user namespace are not those of the node. */
  readonly hasUserNamespace: boolean
  /** The minor of the API server that judges: some of its defaulting is not versioned by policy. */
  readonly kubeMinor: number
}

/** Prepare `pod` for an API server of minor `kubeMinor`. */
export function judgedPod(pod: PodView, kubeMinor: number): CheckInput {
  const containers = containersOf(pod)
  const self: SecuritySubject = { path: pod.path, spec: pod.spec }
  return {
    mode: pod.mode,
    self,
    containers,
    subjects: [self, ...containers],
    annotations: mapAt(pod.metadata, 'annotations') ?? {},
    annotationsPath: [...pod.metadataPath, 'annotations'],
    isWindows: isWindows(pod),
    hasUserNamespace: pod.spec.hostUsers === false,
    kubeMinor,
  }
}

/** The text of an annotation; Go reads null as the empty string, and refuses everything else that is no string. */
export function annotationText(value: Value | undefined): string | undefined {
  return value === null ? '' : typeof value === 'string' ? value : undefined
}
