import { listAt, mapAt, type Value } from '../manifest/value.ts'
import { restrictedContainer } from '../security/contexts.ts'
import { imageFacts } from '../workload/images.ts'
import type { PodView } from '../workload/pod.ts'
import type { Candidate } from './candidate.ts'
import type { HardenContext } from './context.ts'
import type { Enforcement } from './enforce.ts'
import type { Replacement } from './replacement.ts'

/** What baseline lets a container add (Pod Security Standards, Capabilities); restricted only NET_BIND_SERVICE. */
const addable = {
  baseline: new Set<Value>(
    'AUDIT_WRITE CHOWN DAC_OVERRIDE FOWNER FSETID KILL MKNOD NET_BIND_SERVICE SETFCAP SETGID SETPCAP SETUID SYS_CHROOT'.split(
      ' ',
    ),
  ),
  restricted: new Set<Value>(['NET_BIND_SERVICE']),
}

/** Fields of a container's own security context. */
export const enforceContainer: readonly Enforcement[] = [
  {
    checks: ['allowPrivilegeEscalation'],
    from: 'restricted',
    find: each(candidate =>
      candidate.context.allowPrivilegeEscalation === true
        ? [
            set(
              candidate,
              ['allowPrivilegeEscalation'],
              false,
              'setuid programs and file capabilities gain nothing any more',
            ),
          ]
        : [],
    ),
  },
  { checks: ['capabilities_restricted', 'capabilities_baseline'], from: 'baseline', find: each(addedCapabilities) },
  { checks: ['capabilities_restricted'], from: 'restricted', find: each(droppedCapabilities) },
  {
    checks: ['procMount', 'procMount_restricted'],
    from: 'baseline',
    find: each(candidate => {
      const was = candidate.context.procMount
      return typeof was === 'string' && was !== 'Default'
        ? [remove(candidate, ['procMount'], was, 'the parts of /proc that the runtime masks')]
        : []
    }),
  },
  { checks: ['runAsUser'], from: 'restricted', find: each(rootUser) },
  { checks: ['runAsNonRoot'], from: 'restricted', find: each(maybeRoot) },
]

/** Run a finder for every container that is not privileged: there nothing smaller than `privileged` itself would help. */
function each(find: (candidate: Candidate, context: HardenContext) => readonly Replacement[]): Enforcement['find'] {
  return (_pod: PodView, candidates, context) =>
    candidates.filter(candidate => candidate.context.privileged !== true).flatMap(candidate => find(candidate, context))
}

function addedCapabilities(candidate: Candidate, { level }: HardenContext): readonly Replacement[] {
  if (level === 'privileged') return []
  const added = listAt(mapAt(candidate.context, 'capabilities'), 'add')
  const kept = added.filter(capability => addable[level].has(capability))
  if (kept.length === added.length) return []
  const lost = `the capabilities ${added.filter(capability => !kept.includes(capability)).join(', ')}`
  return kept.length === 0
    ? [remove(candidate, ['capabilities', 'add'], added, lost)]
    : [set(candidate, ['capabilities', 'add'], kept, lost, added)]
}

/** A list that drops something but not ALL. Only where the process has no effective capabilities anyway. */
function droppedCapabilities(candidate: Candidate): readonly Replacement[] {
  const dropped = mapAt(candidate.context, 'capabilities')?.drop
  if (!Array.isArray(dropped) || dropped.includes('ALL')) return []
  if (candidate.runner.kind !== 'non-root' && candidate.runner.kind !== 'assign') return []
  return [
    set(
      candidate,
      ['capabilities', 'drop'],
      restrictedContainer.capabilities.drop,
      'nothing that a non-root process has',
      dropped,
    ),
  ]
}

/** `runAsUser: 0` on an image that is known to run as somebody else. */
function rootUser(candidate: Candidate, { settings }: HardenContext): readonly Replacement[] {
  const { image } = candidate.container.spec
  const user = imageFacts(typeof image === 'string' ? image : undefined, settings)?.user
  if (candidate.context.runAsUser !== 0 || user?.uid === undefined || user.uid === 0) return []
  return [set(candidate, ['runAsUser'], user.uid, "root's power over files that are not the image user's")]
}

function maybeRoot(candidate: Candidate): readonly Replacement[] {
  const isNonRoot = candidate.runner.kind === 'non-root' || candidate.runner.kind === 'assign'
  if (candidate.context.runAsNonRoot !== false || !isNonRoot) return []
  return [set(candidate, ['runAsNonRoot'], true, 'nothing: it does not run as root')]
}

function set(
  { container, context }: Candidate,
  field: readonly [string, ...string[]],
  value: Value,
  lost: string,
  was: Value = context[field[0]] ?? null,
): Replacement {
  return {
    change: { op: 'set', path: [...container.path, 'securityContext', ...field], value },
    container: container.name,
    was,
    lost,
  }
}

function remove({ container }: Candidate, field: readonly string[], was: Value, lost: string): Replacement {
  return {
    change: { op: 'remove', path: [...container.path, 'securityContext', ...field] },
    container: container.name,
    was,
    lost,
  }
}
