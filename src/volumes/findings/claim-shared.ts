import { listAt, mapAt, textAt } from '../../manifest/value.ts'
import type { PodObservation } from '../../workload/finding/observation.ts'
import type { PodView } from '../../workload/pod/pod.ts'
import { podCount } from '../../workload/pod/pod-count.ts'
import { namespaceOf } from '../../workload/settings/demand.ts'
import type { Settings } from '../../workload/settings/settings.ts'
import { sharedName } from '../fixes/sharing.ts'
import { grouped } from '../model/grouped.ts'
import type { MountVerdict, VolumeFacts } from '../model/mount.ts'
import { type PodWithVerdicts, workloadName } from './judged.ts'

/** A workload that mounts a claim, at its first mount of it. */
interface User {
  /** The claim, with its namespace. */
  readonly key: string
  readonly claim: string
  readonly mount: MountVerdict
  readonly facts: VolumeFacts
  readonly pods: number | 'several'
}

/**
 * Claims that pods need at the same time, though one node or one pod holds them: a master and the Jobs it spawns. The
 * controller attaches a ReadWriteOnce volume to no second node (`reportMultiAttachError`, pkg/controller/volume/attachdetach);
 * the scheduler keeps a second pod from a ReadWriteOncePod claim (KEP-2485).
 */
export function claimShared(pods: readonly PodWithVerdicts[], settings: Settings): readonly PodObservation[] {
  const users = pods.flatMap(judged => usersOf(judged, settings))
  return grouped(users, ({ key }) => key).flatMap(sharing => {
    const holder = holderOf(sharing)
    return holder === undefined ? [] : observed(sharing, holder)
  })
}

/** Claims of a template or of an ephemeral volume belong to one pod. A workload scaled to nothing mounts none. */
function usersOf({ pod, verdicts }: PodWithVerdicts, settings: Settings): readonly User[] {
  const pods = pod.object.ref.kind === 'DaemonSet' ? 'several' : podCount(pod.object.value)
  if (pods === 0) return []
  const namespace = namespaceOf(pod.object, settings) ?? ''
  const first = new Map<string, User>()
  for (const mount of verdicts) {
    const claim = sharedName(mount.facts?.claim)
    if (mount.facts === undefined || claim === undefined || first.has(claim)) continue
    first.set(claim, { key: JSON.stringify([namespace, claim]), claim, mount, facts: mount.facts, pods })
  }
  return [...first.values()]
}

/** What may hold the claim, where that is not enough for all of its users. */
function holderOf(users: readonly User[]): 'node' | 'pod' | undefined {
  const modes = users[0]?.facts.claim?.accessModes ?? []
  if (modes.length === 0 || !isMany(users)) return undefined
  // An access mode is what a volume offers, so every one of the list has to be narrow (core/v1 PersistentVolumeClaimSpec).
  if (modes.every(mode => mode === 'ReadWriteOncePod')) return 'pod'
  const isAttached = users.every(({ facts }) => mayBeAttached(facts))
  return isAttached && modes.every(mode => mode === 'ReadWriteOnce') && isMany(users.filter(isFree))
    ? 'node'
    : undefined
}

function isMany(users: readonly User[]): boolean {
  return users.length > 1 || users.some(({ pods }) => pods !== 1)
}

/** A directory of a node draws its pods there by itself, and a file server is mounted wherever a pod runs. */
function mayBeAttached({ plugin, remote }: VolumeFacts): boolean {
  return plugin !== 'hostPath' && plugin !== 'local' && !remote
}

/** Whether nothing in the pod ties it to one node. */
function isFree({ mount: { pod } }: User): boolean {
  return pod.spec.nodeName === undefined && !followsOthers(pod)
}

const hostname = 'kubernetes.io/hostname'

/** By the name of the node, or by affinity to pods that run on it (core/v1 PodAffinityTerm). */
function followsOthers({ spec }: PodView): boolean {
  if (textAt(mapAt(spec, 'nodeSelector'), hostname) !== undefined) return true
  const required = listAt(
    mapAt(mapAt(spec, 'affinity'), 'podAffinity'),
    'requiredDuringSchedulingIgnoredDuringExecution',
  )
  return required.some(term => textAt(term, 'topologyKey') === hostname)
}

/** Said once, of the user that comes last. */
function observed(users: readonly User[], holder: 'node' | 'pod'): readonly PodObservation[] {
  const last = users.at(-1)
  if (last === undefined) return []
  const { pod, container, index } = last.mount
  const by = users.map(({ mount, pods }) => ({ workload: workloadName(mount.pod), pods }))
  const observation = { code: 'claim-shared', claim: last.claim, holder, by } as const
  const path = [...container.path, 'volumeMounts', index]
  return [{ pod, path, container: container.name, severity: holder === 'pod' ? 'warning' : 'note', observation }]
}
