import type { FieldChange } from '../../manifest/change.ts'
import { podAfter } from '../../workload/pod-after.ts'
import type { Fix, MountVerdict } from '../mount.ts'
import { everyLevel } from './kind.ts'
import { mustOwnRoot } from './own-root.ts'
import type { Base } from './search.ts'
import { anyWorse, byMount, mountKey, satisfied } from './simulate.ts'

/** What would help, but changes a field the author wrote or something outside the manifest: said, never done. */
export function adviceFor(base: Base, target: MountVerdict): readonly Fix[] {
  return [...alignIdentity(base, target), ...(mustOwnRoot(target, base.settings) ? [] : volumeType(target))]
}

/** Run as the volume's owner; only the user knows whether the program supports it. */
function alignIdentity(base: Base, target: MountVerdict): readonly Fix[] {
  const { met, container } = target
  if (met === undefined || met.uid === 0) return []
  const set = (field: string, value: number): FieldChange => {
    return { op: 'set', path: [...container.path, 'securityContext', field], value }
  }
  const pod = podAfter(base.pod, [set('runAsUser', met.uid), set('runAsGroup', met.gid)])
  const verdicts = base.judge(pod)
  const helps = satisfied(byMount(verdicts).get(mountKey(target)), base.settings) && !anyWorse(base.verdicts, verdicts)
  const summary = `run as ${met.uid}:${met.gid} (the owner of ${target.source}), if the program supports it`
  return helps ? [{ id: 'align-identity', allowedAt: everyLevel, chosen: false, summary }] : []
}

/** Another kind of volume behind the claim honours fsGroup, which does not make anybody its owner. */
function volumeType({ facts, source }: MountVerdict): readonly Fix[] {
  if (facts?.claim === undefined || facts.fsGroup !== 'never') return []
  const local = facts.plugin === 'hostPath' ? ' (for local-path: the annotation defaultVolumeType: local)' : ''
  const summary = `give ${source} a storage class whose volumes honour fsGroup${local}, and set fsGroup`
  return [{ id: 'volume-type', allowedAt: everyLevel, chosen: false, summary }]
}
