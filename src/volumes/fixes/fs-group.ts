import { compact } from '../../manifest/compact.ts'
import { listAt, mapAt, textAt } from '../../manifest/value.ts'
import type { Hardening } from '../../workload/finding/observation.ts'
import type { PodView } from '../../workload/pod/pod.ts'
import type { FixLack } from '../../workload/reason/fix-reason.ts'
import type { MountVerdict } from '../model/mount.ts'
import { privateGroup } from '../model/process/private-group.ts'
import { projectedFiles } from '../model/volume/api-object.ts'
import { everyLevel, type FixKind, type Situation } from './kind.ts'
import { podContextPath, podFieldObstacle, wroteInContext } from './pod-field.ts'
import { groupOfPod } from './pod-group.ts'

/**
 * Let the kubelet give the volume to a group of the pod.
 *
 * The first choice wherever the volume honours fsGroup: every level admits it and nothing runs as root.
 * `OnRootMismatch` is set for claims, whose walk grows with the data (KEP-695); elsewhere the field has no effect.
 */
export const fsGroupFix: FixKind = {
  id: 'fs-group',
  allowedAt: everyLevel,
  obstacle,
  servesReads: true,
  gives: (target, situation) => {
    const gid = groupFor(target, situation)
    return gid === undefined ? undefined : { gid, group: 'shared' }
  },
  harden,
  summary: (target, situation) => {
    return { code: 'fs-group', source: target.source, ...compact({ group: groupFor(target, situation) }) }
  },
}

function obstacle(target: MountVerdict, situation: Situation): FixLack | undefined {
  const { pod } = situation
  if (target.facts === undefined) return { code: 'no-volume-named' }
  const support = target.facts.fsGroup
  if (support === 'never') return { code: 'fs-group-ignored', source: target.source, certain: true }
  if (support !== 'honoured' && support !== 'delegated')
    return { code: 'fs-group-ignored', source: target.source, certain: false }
  if (wroteInContext(pod, 'fsGroup')) return { code: 'fs-group-set' }
  if (groupFor(target, situation) === undefined) return { code: 'ids-unknown' }
  return podFieldObstacle(pod) ?? (target.wants === 'read' ? privateFileObstacle(situation) : undefined)
}

/** A pod that writes nothing shares no volume: the group of whoever cannot read will do. */
function groupFor({ wants, process }: MountVerdict, situation: Situation): number | undefined {
  return groupOfPod(situation) ?? (wants === 'read' ? privateGroup(process) : undefined)
}

/**
 * Somebody may read a private key as its owner: fsGroup makes 0400 of every secret 0440, and ssh refuses a key of its own
 * user that others may read (OpenSSH authfile.c `sshkey_perm_ok`). It does not mind the key of another owner.
 */
function privateFileObstacle({ pod, verdicts }: Situation): FixLack | undefined {
  const owner = verdicts.find(({ volume, read }) => read !== 'no' && hasPrivateFiles(pod, volume))
  if (owner === undefined) return undefined
  const { container, source } = owner
  return { code: 'opens-private-files', container: container.name, source }
}

function hasPrivateFiles(pod: PodView, name: string): boolean {
  const volume = listAt(pod.spec, 'volumes').find(one => textAt(one, 'name') === name)
  const [secret, projected] = [mapAt(volume, 'secret'), mapAt(volume, 'projected')]
  const holdsSecret = listAt(projected, 'sources').some(source => mapAt(source, 'secret') !== undefined)
  const files = secret
    ? projectedFiles(pod, 'secret', secret)
    : holdsSecret && projected
      ? projectedFiles(pod, 'projected', projected)
      : undefined
  return files?.some(({ mode }) => (mode & othersBits) === 0) === true
}

const othersBits = 0o077

function harden(targets: readonly MountVerdict[], situation: Situation): readonly Hardening[] {
  const { pod } = situation
  const [first] = targets
  const group = first && groupFor(first, situation)
  if (first === undefined || group === undefined) return []
  const reason = { code: 'fs-group-honoured', source: first.source, reason: first.reason } as const
  const set = (field: string, value: number | string): Hardening => ({
    change: { op: 'set', path: podContextPath(pod, field), value },
    reason,
  })
  const claims = targets.some(target => target.facts?.claim !== undefined)
  const policy = claims && !wroteInContext(pod, 'fsGroupChangePolicy')
  return [set('fsGroup', group), ...(policy ? [set('fsGroupChangePolicy', 'OnRootMismatch')] : [])]
}
