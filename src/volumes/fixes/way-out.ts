import { compact } from '../../manifest/compact.ts'
import type { ContainerView } from '../../workload/pod/pod.ts'
import type { WayOut, Without } from '../../workload/reason/fix-reason.ts'
import type { Level } from '../../workload/settings/level.ts'
import type { StartProblem } from '../model/start/obstacle.ts'
import type { Base } from './base.ts'
import { completionOf } from './complete-init.ts'
import type { Outcome } from './search.ts'
import { spare } from './spare.ts'

/**
 * What a person can do about a script that will fail, where nothing is done: each way was judged on the pod as it
 * would be. Undefined where none is known.
 */
export function wayOut(base: Base, { container, obstacle }: StartProblem, level: Level): WayOut | undefined {
  if (container === undefined) return undefined
  const by = container.role === 'init' ? completionOf(base, container, 'replaced')?.given : undefined
  // What a script makes, somebody may need.
  const spared = obstacle.step === 'mkdir' ? undefined : spare(base, [container], level)
  const ways = compact({
    complete: by && { by, admitted: level !== 'restricted' },
    removeCommand: spared && withoutIt(base, container, spared),
  })
  return Object.keys(ways).length === 0 ? undefined : ways
}

/** Who can write where without a container, and by which fixes. */
export function withoutIt(base: Base, gone: ContainerView, { choices, pod }: Outcome): Without {
  const volumes = new Set(
    base.verdicts.filter(({ container }) => container.name === gone.name).map(({ volume }) => volume),
  )
  const served = base.verdicts.filter(
    ({ container, volume, wants }) =>
      volumes.has(volume) && wants === 'write' && (container.name !== gone.name || gone.role === 'main'),
  )
  return {
    containers: [...new Set(served.map(({ container }) => container.name))],
    mountPaths: [...new Set(served.map(({ mountPath }) => mountPath))],
    instead: choices.flatMap(({ kind, targets: [first] }) => (first ? [kind.summary(first, { ...base, pod })] : [])),
  }
}
