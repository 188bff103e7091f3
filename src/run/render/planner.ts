import type { FieldChange } from '../../manifest/edit/change.ts'
import { changeValue } from '../../manifest/edit/change-value.ts'
import type { ValueMap } from '../../manifest/value.ts'
import { isMap } from '../../manifest/value.ts'
import { type Planned, type Planner, podSpecOf } from '../../render/pod/planned.ts'
import type { Hardening } from '../../workload/finding/observation.ts'
import { podsOf } from '../../workload/object/kinds.ts'
import { madeObject } from '../../workload/object/object.ts'
import { changesOf } from '../../workload/pod/pod-after.ts'
import type { Settings } from '../../workload/settings/settings.ts'
import { exemptionOf } from '../exemption.ts'
import { hardeningOf } from '../harden/harden.ts'
import type { Surroundings } from '../workload.ts'

/**
 * The post-renderer's planner for objects that the renderer builds. What it decided for one shape of a workload is
 * remembered: the Jobs of a platform are many, and most differ in their texts alone.
 */
export function plannerOf(settings: Settings, surroundings: Surroundings): Planner {
  const known = new Map<string, readonly FieldChange[]>()
  return (workload, shape) => {
    const found = shape === undefined ? undefined : known.get(shape)
    const changes = found ?? changesOf(hardeningsFor(workload, settings, surroundings))
    if (shape !== undefined && known.size < mostRemembered) known.set(shape, changes)
    return applied(workload, changes)
  }
}

/** What is decided for a workload, with the reasons. */
export function hardeningsFor(workload: ValueMap, settings: Settings, { storage }: Surroundings): readonly Hardening[] {
  const [pod] = podsOf(madeObject(workload), settings.workloads)
  if (pod === undefined) return []
  const exemption = exemptionOf({ pod }, settings)
  const { exempts } = exemption
  const { level, levelVersion: version } = settings
  return hardeningOf(pod, { level, version, settings, storage, exempts }, exemption).hardenings
}

/** Shapes come from people; more than these are a sign that something varies with every task. */
const mostRemembered = 1000

function applied(workload: ValueMap, changes: readonly FieldChange[]): Planned {
  const after = changes.length === 0 ? workload : changeValue(workload, changes)
  return { spec: podSpecOf(isMap(after) ? after : workload), repairs: changes.filter(isRepair).length }
}

/** An init container that was put before all others. */
function isRepair({ op, path }: FieldChange): boolean {
  return op === 'insert' && path.at(-2) === 'initContainers' && path.at(-1) === 0
}
