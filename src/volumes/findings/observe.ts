import { compact } from '../../manifest/compact.ts'
import { formatMode } from '../../workload/file-mode.ts'
import type { Observation, Severity } from '../../workload/finding/finding.ts'
import type { FixId } from '../../workload/finding/fix-id.ts'
import type { PodObservation } from '../../workload/finding/observation.ts'
import type { PodView } from '../../workload/pod/pod.ts'
import type { MissingFix } from '../../workload/reason/fix-reason.ts'
import type { VolumeReason } from '../../workload/reason/volume-reason.ts'
import type { Settings } from '../../workload/settings/settings.ts'
import type { TriedFinalUser } from '../fixes/final-user.ts'
import { findsLostAndFound, mustOwnRoot } from '../fixes/own-root.ts'
import type { MountVerdict } from '../model/mount.ts'
import { policyRow } from './policy-row.ts'

/** What is to be said of one mount: nothing where the container gets what it wants. */
export function observationsOf(
  verdict: MountVerdict,
  settings: Settings,
  {
    chosen,
    missingFor,
  }: { readonly chosen: FixId | undefined; readonly missingFor: (verdict: MountVerdict) => readonly MissingFix[] },
): readonly PodObservation[] {
  const { mountPath, volume, reason, wants } = verdict
  const answer = verdict[wants]
  const place = { mountPath, volume, reason }
  const about = findsLostAndFound(verdict, settings) ? [lostAndFound(verdict)] : []
  // That the container does not start, or that the mount names no volume, is a finding of its own.
  if (verdict.fromStart === true || verdict.facts === undefined) return about
  if (answer === 'unknown')
    return [
      seen(verdict, 'warning', { code: 'volume-unknown', ...place, ...compact({ row: policyRow(verdict) }) }),
      ...about,
    ]
  if (answer === 'yes') return [...(mustOwnRoot(verdict, settings) ? ownership(verdict) : []), ...about]
  const code = wants === 'write' ? 'volume-not-writable' : 'volume-not-readable'
  const help = chosen === undefined ? lacking(verdict, missingFor) : { fix: chosen }
  return [seen(verdict, 'error', { code, ...place, ...help }), ...about]
}

/** Admission and the kubelet are content; it is the program that gives up, at its first start. */
function lostAndFound(verdict: MountVerdict): PodObservation {
  const { mountPath, source } = verdict
  return seen(verdict, 'warning', { code: 'lost-and-found', reason: { code: 'not-empty', mountPath, source } })
}

const adviceOnly: ReadonlySet<string> = new Set(['align-identity', 'volume-type'])

/** What each fix lacks, and what a person can still do. */
function lacking(
  verdict: MountVerdict,
  missingFor: (verdict: MountVerdict) => readonly MissingFix[],
): { readonly missing: readonly MissingFix[] } {
  const advice = verdict.fixes.filter(({ id }) => adviceOnly.has(id)).map(({ id, does }) => ({ fix: id, does }))
  return { missing: [...missingFor(verdict), ...advice] }
}

/** Group access makes the directory writable, but not its mode: postgres fails on `chmod 0700` (kubernetes#54601). */
function ownership(verdict: MountVerdict): readonly PodObservation[] {
  if (verdict.access.own !== 'no') return []
  return [seen(verdict, 'warning', { code: 'fix-side-effect', reason: mustOwn(verdict) })]
}

function mustOwn({ met, mountPath }: MountVerdict): Extract<VolumeReason, { readonly code: 'must-own' }> {
  const owner = met && { uid: met.uid, mode: formatMode(met.mode) }
  return { code: 'must-own', mountPath, ...compact({ owner }) }
}

function seen(verdict: MountVerdict, severity: Severity, observation: Observation): PodObservation {
  const { pod, container, index } = verdict
  return { pod, container: container.name, path: [...container.path, 'volumeMounts', index], severity, observation }
}

/** `restricted` admits no root process, and the user that the image becomes could not use the volumes. */
export function finalUserRefused(
  pod: PodView,
  { containers, failed, lost }: TriedFinalUser,
  settings: Settings,
): readonly PodObservation[] {
  const [obstacle] = [
    ...failed.map(one => ({ mountPath: one.mountPath, why: mustOwnRoot(one, settings) ? mustOwn(one) : one.reason })),
    ...lost.map(({ path, reason: why }) => ({ mountPath: path, why, unmounted: true as const })),
  ]
  if (obstacle === undefined) return []
  return containers.map(({ container, becomes }) => {
    const reason = { code: 'final-user-fails', becomes, ...obstacle } as const
    const path = [...container.path, 'securityContext', 'runAsUser']
    const observation: Observation = { code: 'not-hardened', field: 'runAsUser', reason }
    return { pod, container: container.name, path, severity: 'warning', observation }
  })
}
