import { isMap, mapAt, type ValueMap } from '../../manifest/value.ts'

/** A workload's pod once its planner is done with it. */
export interface Planned {
  /** The pod spec, with all that makes its volumes usable. */
  readonly spec: ValueMap
  /** How many of its first init containers the planner brought. */
  readonly repairs: number
}

/**
 * Whoever decides what a workload needs so that it can use its volumes at its level. The renderer decides nothing of
 * that: it builds the object, and prints what comes back. Workloads of one `shape` differ in nothing that a decision
 * looks at; a decision is remembered by it.
 */
export type Planner = (workload: ValueMap, shape?: string) => Planned

/** For those who want the pod as the values describe it. */
export const unplanned: Planner = workload => ({ spec: podSpecOf(workload), repairs: 0 })

/** The pod spec of a Deployment or Job. */
export function podSpecOf(workload: ValueMap): ValueMap {
  const spec = mapAt(mapAt(mapAt(workload, 'spec'), 'template'), 'spec')
  if (!isMap(spec)) throw new Error('a workload without a pod')
  return spec
}

/** The workload with another pod spec. */
export function withPodSpec(workload: ValueMap, spec: ValueMap): ValueMap {
  const template = mapAt(mapAt(workload, 'spec'), 'template')
  return { ...workload, spec: { ...mapAt(workload, 'spec'), template: { ...template, spec } } }
}
