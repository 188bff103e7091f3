import type { FieldChange } from '../manifest/change.ts'
import { formatPath } from '../manifest/path.ts'
import type { Value } from '../manifest/value.ts'
import type { PodView } from '../workload/pod.ts'
import type { PodHardening } from './hardening.ts'

/** One value of the author's that gives way to the level, and what the workload loses with it. */
export interface Replacement {
  readonly change: FieldChange
  readonly container?: string
  readonly was: Value
  readonly lost: string
}

/** A replacement is an edit like any other, and always a line of the report: nobody should learn of it from an outage. */
export function hardeningOf(pod: PodView, { change, container, was, lost }: Replacement): PodHardening {
  const field = formatPath(change.path.slice(pod.path.length))
  const because = `--enforce: it breaks the level; lost: ${lost}`
  const observation = { code: 'replaced' as const, field, was: JSON.stringify(was), lost }
  return {
    hardenings: [{ change, because }],
    observations: [
      { pod, ...(container !== undefined && { container }), path: change.path, severity: 'warning', observation },
    ],
  }
}
