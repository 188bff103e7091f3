import { isMap, listAt, mapAt, ownAt, textAt, type Value, type ValueMap } from '../../../manifest/value.ts'

/** What a container is for in its pod. */
export type ContainerPart = 'init' | 'sidecar' | 'main'

/** How a container ended. */
export interface ContainerEnd {
  readonly exitCode: number
  /** 0 where none ended it. */
  readonly signal: number
  readonly reason: string
  readonly message: string
}

/** What keeps a container from running, in the kubelet's words. */
export interface ContainerWait {
  readonly reason: string
  readonly message: string
}

/** A container as the kubelet reports it. */
export interface ContainerState {
  readonly name: string
  readonly part: ContainerPart
  readonly starts: number
  readonly waits?: ContainerWait
  readonly runs: boolean
  readonly end?: ContainerEnd
  /** How the start before this one ended. */
  readonly endBefore?: ContainerEnd
}

/** A pod as far as a task's phase depends on it. */
export interface PodState {
  readonly name: string
  readonly uid: string
  /** Milliseconds since 1970. */
  readonly created: number
  readonly phase: string
  readonly reason: string
  readonly message: string
  readonly isDeleted: boolean
  readonly node: string
  readonly conditions: readonly Condition[]
  /** Init containers and sidecars first, in the order of the spec. */
  readonly containers: readonly ContainerState[]
}

/** An entry of `status.conditions`. */
export interface Condition {
  readonly type: string
  readonly status: string
  readonly reason: string
  readonly message: string
}

/** A pod's state, out of the object. */
export function podState(pod: ValueMap): PodState {
  const [metadata, spec, status] = [mapAt(pod, 'metadata'), mapAt(pod, 'spec'), mapAt(pod, 'status')]
  return {
    name: textAt(metadata, 'name') ?? '',
    uid: textAt(metadata, 'uid') ?? '',
    created: Date.parse(textAt(metadata, 'creationTimestamp') ?? ''),
    phase: textAt(status, 'phase') ?? '',
    reason: textAt(status, 'reason') ?? '',
    message: textAt(status, 'message') ?? '',
    isDeleted: textAt(metadata, 'deletionTimestamp') !== undefined,
    node: textAt(spec, 'nodeName') ?? '',
    conditions: conditionsOf(status),
    containers: [
      ...containersIn(spec, status, 'initContainers', 'initContainerStatuses'),
      ...containersIn(spec, status, 'containers', 'containerStatuses'),
    ],
  }
}

/** The conditions of a status. */
export function conditionsOf(status: ValueMap | undefined): readonly Condition[] {
  return listAt(status, 'conditions')
    .filter(isMap)
    .map(condition => ({
      type: textAt(condition, 'type') ?? '',
      status: textAt(condition, 'status') ?? '',
      reason: textAt(condition, 'reason') ?? '',
      message: textAt(condition, 'message') ?? '',
    }))
}

function containersIn(
  spec: ValueMap | undefined,
  status: ValueMap | undefined,
  list: 'initContainers' | 'containers',
  statuses: 'initContainerStatuses' | 'containerStatuses',
): readonly ContainerState[] {
  const reported = listAt(status, statuses)
  return listAt(spec, list).map(container => {
    const name = textAt(container, 'name') ?? ''
    return containerState(
      name,
      partOf(list, container),
      reported.find(one => textAt(one, 'name') === name),
    )
  })
}

function partOf(list: 'initContainers' | 'containers', container: Value): ContainerPart {
  if (list === 'containers') return 'main'
  return textAt(container, 'restartPolicy') === 'Always' ? 'sidecar' : 'init'
}

function containerState(name: string, part: ContainerPart, reported: Value | undefined): ContainerState {
  const [state, before] = [mapAt(reported, 'state'), mapAt(reported, 'lastState')]
  const [waiting, ended, endedBefore] = [
    mapAt(state, 'waiting'),
    mapAt(state, 'terminated'),
    mapAt(before, 'terminated'),
  ]
  return {
    name,
    part,
    starts: numberAt(reported, 'restartCount'),
    runs: mapAt(state, 'running') !== undefined,
    ...(waiting && { waits: { reason: textAt(waiting, 'reason') ?? '', message: textAt(waiting, 'message') ?? '' } }),
    ...(ended && { end: endOf(ended) }),
    ...(endedBefore && { endBefore: endOf(endedBefore) }),
  }
}

function endOf(ended: ValueMap): ContainerEnd {
  return {
    exitCode: numberAt(ended, 'exitCode'),
    signal: numberAt(ended, 'signal'),
    reason: textAt(ended, 'reason') ?? '',
    message: textAt(ended, 'message') ?? '',
  }
}

function numberAt(value: Value | undefined, key: string): number {
  const found = ownAt(value, key)
  return typeof found === 'number' ? found : 0
}
