import type { FieldChange } from '../../manifest/edit/change.ts'
import { type FieldPath, formatPath } from '../../manifest/path.ts'
import { jsonLine } from '../../manifest/text/json.ts'
import { mapAt, type Value, type ValueMap } from '../../manifest/value.ts'
import type { PodView } from '../../workload/pod/pod.ts'
import type { Loss } from '../../workload/reason/harden-reason.ts'
import type { Candidate } from '../candidate.ts'
import type { PodHardening } from '../hardening.ts'

/** One value of the author's that gives way to the level, and what the workload loses with it. */
export interface Replacement {
  readonly change: FieldChange
  /** Absent: the pod's own field. */
  readonly container?: string
  readonly was: Value
  readonly lost: Loss
}

/** A field of a security context and what becomes of it: without a value it goes. */
export interface NewValue {
  readonly field: readonly [string, ...string[]]
  readonly value?: Value
  /** What stands there; by default the value of the first step. */
  readonly was?: Value
  readonly lost: Loss
}

/** Replace a field of a container's security context, and say what was lost. */
export function containerReplacement({ container, context }: Candidate, wanted: NewValue): Replacement {
  return { ...contextReplacement([...container.path, 'securityContext'], context, wanted), container: container.name }
}

/** Replace a field of the pod's security context, and say what was lost. */
export function podReplacement(pod: PodView, wanted: NewValue): Replacement {
  return contextReplacement([...pod.path, 'securityContext'], mapAt(pod.spec, 'securityContext') ?? {}, wanted)
}

function contextReplacement(at: FieldPath, context: ValueMap, { field, value, was, lost }: NewValue): Replacement {
  const path = [...at, ...field]
  const change: FieldChange = value === undefined ? { op: 'remove', path } : { op: 'set', path, value }
  return { change, was: was ?? context[field[0]] ?? null, lost }
}

/** The field as a report names it, without the container or the pod that holds it. */
export function fieldOf({ change }: Replacement): string {
  const at = change.path.lastIndexOf('securityContext')
  return formatPath(change.path.slice(at + 1))
}

/** A replacement is an edit like any other, and always a line of the report: nobody should learn of it from an outage. */
export function replacementHardening(pod: PodView, { change, container, was, lost }: Replacement): PodHardening {
  const field = formatPath(change.path.slice(pod.path.length))
  const reason = { code: 'enforced', lost } as const
  const observation = { code: 'replaced' as const, field, was: jsonLine(was), reason }
  return {
    hardenings: [{ change, reason }],
    observations: [
      { pod, ...(container !== undefined && { container }), path: change.path, severity: 'warning', observation },
    ],
  }
}
