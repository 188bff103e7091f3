import type { FieldChange } from '../../manifest/edit/change.ts'
import type { ContainerView, PodView } from '../../workload/pod/pod.ts'
import { podAfter } from '../../workload/pod/pod-after.ts'
import type { Level } from '../../workload/settings/level.ts'
import type { Answer, MountVerdict } from '../model/mount.ts'
import type { Base } from './base.ts'
import { mustOwnRoot } from './own-root.ts'
import { type Outcome, searchFixes, worksIn } from './search.ts'
import { byMount, mountKey } from './simulate.ts'

/**
 * The pod as it would be without the work of some containers: an init container is gone, and a main one runs its image's
 * own entrypoint. What stood behind the init container keeps its place, so that changes still find it.
 */
function podWithout(pod: PodView, containers: readonly ContainerView[]): PodView {
  return podAfter(pod, containers.flatMap(absence))
}

function absence({ role, path, spec }: ContainerView): readonly FieldChange[] {
  if (role !== 'main') return [{ op: 'set', path, value: null }]
  return ['command', 'args'].flatMap(field =>
    spec[field] === undefined ? [] : [{ op: 'remove', path: [...path, field] }],
  )
}

/**
 * What the pod comes to without the work of some containers, with fixes that run nothing as root; undefined where
 * anybody would lose what the work gave him. Of the volumes that it was about, everybody must get all he wants.
 */
export function spare(base: Base, containers: readonly ContainerView[], level: Level): Outcome | undefined {
  const outcome = searchFixes(baseWithout(base, containers), 'restricted')
  // Below restricted an init container is no better than another one.
  if (level !== 'restricted' && outcome.choices.some(({ kind }) => kind.id === 'owner-aligned-init')) return undefined
  return keepsAll(base, outcome, containers) ? outcome : undefined
}

/** What is planned for a pod without them: their volumes have to serve everybody for certain. */
export function baseWithout(base: Base, containers: readonly ContainerView[]): Base {
  const pod = podWithout(base.pod, containers)
  const volumes = base.verdicts.filter(verdict => isOneOf(containers, verdict)).map(({ volume }) => volume)
  return { ...base, pod, verdicts: base.judge(pod), certainOf: new Set(volumes) }
}

/** Whether an outcome leaves everybody but some containers with what he wants of their volumes, and takes nothing else away. */
function keepsAll(base: Base, outcome: Outcome, gone: readonly ContainerView[]): boolean {
  const isGone = ({ container: { list, name, role } }: MountVerdict) =>
    role !== 'main' && gone.some(one => one.list === list && one.name === name)
  const volumes = new Set(base.verdicts.filter(verdict => isOneOf(gone, verdict)).map(({ volume }) => volume))
  const after = byMount(outcome.verdicts)
  return base.verdicts
    .filter(verdict => !isGone(verdict))
    .every(was => {
      const now = after.get(mountKey(was))
      if (now === undefined || losesAny(was, now, base)) return false
      return !volumes.has(was.volume) || worksIn(base, outcome, was)
    })
}

function isOneOf(containers: readonly ContainerView[], { container }: MountVerdict): boolean {
  return containers.some(({ list, name }) => list === container.list && name === container.name)
}

const rank: Readonly<Record<Answer, number>> = { no: 0, unknown: 1, yes: 2 }

/** Files of an earlier owner count here, for it was the work of the container to re-own them. */
function losesAny(was: MountVerdict, now: MountVerdict, { settings }: Base): boolean {
  const lost = (use: keyof MountVerdict['access']) => rank[now.access[use]] < rank[was.access[use]]
  if (lost('read')) return true
  if (was.wants === 'read') return false
  return lost('create') || lost('modify') || (mustOwnRoot(was, settings) && lost('own'))
}
