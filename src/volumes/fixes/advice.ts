import type { FieldChange } from '../../manifest/edit/change.ts'
import { podAfter } from '../../workload/pod/pod-after.ts'
import type { Settings } from '../../workload/settings/settings.ts'
import type { ClaimFacts, Fix, MountVerdict } from '../model/mount.ts'
import type { Base } from './base.ts'
import { everyLevel } from './kind.ts'
import { mustOwnRoot } from './own-root.ts'
import { podContextPath, podFieldObstacle, wroteInContext } from './pod-field.ts'
import { groupOfPod } from './pod-group.ts'
import { worksIn } from './search.ts'
import { anyWorse, mountKey } from './simulate.ts'
import { tried } from './tried.ts'

/** What would help, but changes a field the author wrote or something outside the manifest: said, never done. */
export function adviceFor(base: Base, target: MountVerdict): readonly Fix[] {
  return [...alignIdentity(base, target), ...(mustOwnRoot(target, base.settings) ? [] : volumeType(base, target))]
}

/** Run as the volume's owner; only the user knows whether the program supports it. */
function alignIdentity(base: Base, target: MountVerdict): readonly Fix[] {
  const { met, container } = target
  if (met === undefined || met.uid === 0) return []
  const set = (field: string, value: number): FieldChange => {
    return { op: 'set', path: [...container.path, 'securityContext', field], value }
  }
  const helps = tried(base, `align-identity ${mountKey(target)}`, () => {
    const pod = podAfter(base.pod, [set('runAsUser', met.uid), set('runAsGroup', met.gid)])
    const verdicts = base.judge(pod)
    return worksIn(base, { ...nothingChosen, pod, verdicts }, target) && !anyWorse(base.verdicts, verdicts)
  })
  const does = { code: 'align-identity', source: target.source, uid: met.uid, gid: met.gid } as const
  return helps ? [{ id: does.code, allowedAt: everyLevel, chosen: false, does }] : []
}

/** Another kind of volume behind the claim honours fsGroup, which does not make anybody its owner. */
function volumeType(base: Base, target: MountVerdict): readonly Fix[] {
  const { facts, source } = target
  if (facts?.claim === undefined || facts.fsGroup !== 'never' || !mayHelpOnDisk(base, target, facts.claim)) return []
  const does = { code: 'volume-type', source, plugin: facts.plugin } as const
  return [{ id: does.code, allowedAt: everyLevel, chosen: false, does }]
}

/** A new file system on a disk, as most drivers make one. */
const onDisk = { source: 'csi', fsGroup: 'honoured', root: { uid: 0, gid: 0, mode: '0755' }, chownable: true } as const

function mayHelpOnDisk(base: Base, target: MountVerdict, claim: ClaimFacts): boolean {
  return tried(base, `volume-type ${mountKey(target)}`, () => helpsOnDisk(base, target, claim))
}

/** The pod as it would be with fsGroup, on the node and with such a disk behind the claim. */
function helpsOnDisk(base: Base, target: MountVerdict, { name, namespace, storageClass }: ClaimFacts): boolean {
  const { settings, pod: written } = base
  const group = groupOfPod(base)
  if (group === undefined || podFieldObstacle(written) !== undefined) return false
  const sets = wroteInContext(written, 'fsGroup')
  const change: FieldChange = { op: 'set', path: podContextPath(written, 'fsGroup'), value: group }
  // A view of its own: what is found out about it holds for no other storage.
  const pod = { ...podAfter(written, sets ? [] : [change]) }
  const other: Settings = {
    ...settings,
    claims: new Map(settings.claims).set(name, onDisk).set(`${namespace ?? ''}/${name}`, onDisk),
    storageClasses: storageClass ? new Map(settings.storageClasses).set(storageClass, onDisk) : settings.storageClasses,
  }
  const verdicts = base.judge(pod, other)
  return worksIn(base, { ...nothingChosen, pod, verdicts }, target)
}

const nothingChosen = { choices: [], hardenings: [] } as const
