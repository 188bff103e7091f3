import { mapAt, textAt, type Value } from '../../manifest/value.ts'
import type { PodObservation } from '../../workload/finding/observation.ts'
import { noted, type PodWithVerdicts } from './judged.ts'

const singleUse: ReadonlySet<string> = new Set(['ReadWriteOnce', 'ReadWriteOncePod'])

/**
 * A Deployment that starts the new pod before it stops the old one, on a claim that one node or one pod may hold.
 *
 * RollingUpdate is the default, and its surge is 25 % rounded up, so one pod more even for a single replica
 * (`SetDefaults_Deployment`, apps/v1). The new pod waits for the volume, and the old one for the new.
 */
export function rolloutDeadlock(pods: readonly PodWithVerdicts[]): readonly PodObservation[] {
  return pods.flatMap(({ pod, verdicts }) => {
    const { object } = pod
    const strategy = mapAt(mapAt(object.value, 'spec'), 'strategy')
    if (object.ref.kind !== 'Deployment' || !surges(strategy)) return []
    const held = verdicts.find(({ facts }) => isSingleUse(facts?.claim))
    const claim = held?.facts?.claim
    if (claim === undefined) return []
    const reason = { code: 'held-by-old-pod', claim: claim.name, accessModes: claim.accessModes } as const
    return [noted('rollout-deadlock', 'warning', { pod, path: [...object.path, 'spec', 'strategy'] }, reason)]
  })
}

/** A claim that some node or pod of many may mount is no obstacle; an ephemeral one belongs to its pod. */
function isSingleUse(claim: { readonly origin: string; readonly accessModes: readonly string[] } | undefined): boolean {
  if (claim === undefined || claim.origin === 'ephemeral' || claim.accessModes.length === 0) return false
  return claim.accessModes.every(mode => singleUse.has(mode))
}

function surges(strategy: Value | undefined): boolean {
  const type = textAt(strategy, 'type') ?? 'RollingUpdate'
  const surge = mapAt(strategy, 'rollingUpdate')?.maxSurge
  return type === 'RollingUpdate' && !(surge === 0 || surge === '0' || surge === '0%')
}
