import type { FailedAction } from '../knowledge/messages/wording.ts'
import { compact } from '../manifest/compact.ts'
import { mountHolding } from '../volumes/findings/container-steps.ts'
import { grouped } from '../volumes/model/grouped.ts'
import type { Fix, MountVerdict } from '../volumes/model/mount.ts'
import { formatMode } from '../workload/file-mode.ts'
import type { FixId } from '../workload/finding/fix-id.ts'
import type { Diagnosis } from './diagnosis.ts'
import type { Cure } from './diagnosis-reason.ts'
import type { FailedCall } from './failed-call.ts'
import type { Suspect } from './suspect.ts'

/** What the model says of the mounts that hold the path. Containers of one pod of which the same is said are told of together. */
export function ofMounts(call: FailedCall, suspect: Suspect): readonly Diagnosis[] {
  const { path } = call
  if (path === undefined) return []
  const held = able(fitting(holding(suspect.verdicts, path), call))
  return grouped(held, likeness).flatMap(([mount, ...alike]) => {
    if (mount === undefined) return []
    const containers = [mount, ...alike].map(({ container }) => container.name)
    return [{ call, pod: suspect.pod, mount, containers, ...prediction(mount, call) }]
  })
}

type Prediction = Pick<Diagnosis, 'predicted' | 'reason' | 'fix' | 'cure'>

function prediction(mount: MountVerdict, call: FailedCall): Prediction {
  if (call.errno === 'EROFS') return ofReadOnly(mount)
  switch (call.action) {
    case 'initialise':
      return emptiness(mount)
    case 'chown':
      // The kernel says EPERM of an owner, and EACCES of a directory that nobody lets it enter.
      return call.errno === 'EACCES' ? ofLevel(mount, 'read') : ofChown(mount)
    case 'chmod':
    case 'own':
      return ofOwner(mount)
    case 'read':
      return ofLevel(mount, 'read')
    case 'write':
      return ofLevel(mount, 'modify')
    case 'open':
      return ofLevel(mount, mount.wants === 'read' ? 'read' : 'create')
    case 'execute':
      return ofLevel(mount, 'read')
    case 'create':
    case 'remove':
    case 'switch-user':
    case 'bind':
    case 'start':
    case 'set-up':
    case 'admit':
      return ofLevel(mount, 'create')
  }
}

function ofLevel(mount: MountVerdict, level: 'read' | 'create' | 'modify'): Prediction {
  const { access, reason } = mount
  const predicted = access[level]
  const isWanted = mount[mount.wants] === predicted
  return {
    predicted,
    reason: { code: 'access', reason, ...(!isWanted && { ofOthers: true }) },
    ...(predicted === 'yes' ? {} : fixOf(mount.fixes)),
  }
}

/** The kernel says it before any permission is asked, and of a read-only mount only. */
function ofReadOnly({ wants, facts, source, mountPath }: MountVerdict): Prediction {
  if (wants === 'write')
    return {
      predicted: 'yes',
      reason: { code: 'mounted-read-write', mountPath },
      cure: { code: 'look-at-storage', source },
    }
  if (facts?.apiObject === true)
    return { predicted: 'no', reason: { code: 'always-read-only', source }, cure: { code: 'copy-files' } }
  const cure = facts?.readOnly === true ? 'mount-writable' : 'remove-read-only'
  return { predicted: 'no', reason: { code: 'mounted-read-only', mountPath }, cure: { code: cure } }
}

/** No permission decides whether a directory is empty. */
function emptiness({ facts, subPath, subPathExpr }: MountVerdict): Prediction {
  const cure = { code: 'avoid-lost-and-found' } as const
  if (facts?.lostAndFound !== true || subPath || subPathExpr)
    return { predicted: 'unknown', reason: { code: 'contents-unknown' }, cure }
  return { predicted: 'no', reason: { code: 'new-file-system' }, cure }
}

/** To own a directory is not enough to give it away (chown(2)). */
function ofChown({ process, facts, source, mountPath, met }: MountVerdict): Prediction {
  const { uid } = process
  const cure = { code: 'leave-chown', mountPath } as const
  if (uid === undefined) return { predicted: 'unknown', reason: { code: 'chown-needs-root' } }
  if (uid !== 0)
    return { predicted: 'no', reason: { code: 'chown-needs-root', uid }, cure: { ...cure, or: 'init-container' } }
  if (!process.capabilities.includes('CHOWN'))
    return { predicted: 'no', reason: { code: 'chown-dropped' }, cure: { ...cure, or: 'capability' } }
  if (facts?.chownable === false) return { predicted: 'no', reason: { code: 'owner-kept', source }, cure }
  if (facts?.chownable === undefined) return { predicted: 'unknown', reason: { code: 'chown-unknown', source }, cure }
  return { predicted: 'yes', reason: { code: 'chown-possible', source, ...compact({ owner: ownerOf(met) }) } }
}

/** Fixes that make the program the owner; a group that may write is not enough for it. */
const giveOwnership: ReadonlySet<FixId> = new Set(['chown-init', 'align-identity'])

function ofOwner(mount: MountVerdict): Prediction {
  const { access, met, mountPath, process } = mount
  const predicted = access.own
  const place = { mountPath, ...compact({ uid: process.switchesTo?.uid ?? process.uid }) }
  if (predicted === 'yes') return { predicted, reason: { code: 'owns', ...place } }
  const certain = predicted === 'no'
  const reason = { code: 'owned-by-another', certain, ...place, ...compact({ owner: ownerOf(met) }) } as const
  const fix = fixOf(mount.fixes.filter(({ id }) => giveOwnership.has(id)))
  return { predicted, reason, ...(fix.fix === undefined ? { cure: ownCure(mount) } : fix) }
}

function ownCure({ mountPath, met, access }: MountVerdict): Cure {
  const owner = met && { uid: met.uid, gid: met.gid }
  return { code: 'own-directory', mountPath, writable: access.create === 'yes', ...compact({ owner }) }
}

function ownerOf(met: MountVerdict['met']) {
  return met && { uid: met.uid, gid: met.gid, mode: formatMode(met.mode) }
}

const writing: ReadonlySet<FailedAction> = new Set(['create', 'remove', 'write', 'chown', 'chmod', 'own'])

/** A read-only mount says so before any permission is asked, and no other one does: `EROFS` tells them apart. */
function fitting(mounts: readonly MountVerdict[], { action, errno }: FailedCall): readonly MountVerdict[] {
  const isReadOnly = ({ wants }: MountVerdict) => wants === 'read'
  const fits =
    errno === 'EROFS'
      ? mounts.filter(isReadOnly)
      : writing.has(action)
        ? mounts.filter(mount => !isReadOnly(mount))
        : mounts
  return fits.length === 0 ? mounts : fits
}

/** A container that does not start says nothing; where none does, the manifests are told as they are. */
function able(mounts: readonly MountVerdict[]): readonly MountVerdict[] {
  const started = mounts.filter(mount => mount.fromStart !== true || mount[mount.wants] !== 'no')
  return started.length === 0 ? mounts : started
}

/** What is said of a mount; containers of one pod of which the same is said are told of together. */
function likeness(mount: MountVerdict): string {
  const { volume, mountPath, subPath, subPathExpr, process, met, access, reason } = mount
  const { uid, gid, groups, switchesTo, from } = process
  const place = [volume, mountPath, subPath, subPathExpr, met]
  return JSON.stringify([place, uid, gid, groups, switchesTo, from, access, reason, fixOf(mount.fixes)])
}

/** In each container, the mount with the longest path above the one that failed. */
function holding(verdicts: readonly MountVerdict[], path: string): readonly MountVerdict[] {
  const containers = grouped(verdicts, ({ container }) => JSON.stringify([container.list, container.index]))
  return containers.flatMap(mounts => mountHolding(mounts, path) ?? [])
}

function fixOf(fixes: readonly Fix[]): { readonly fix?: Fix } {
  const fix = fixes.find(({ chosen }) => chosen) ?? fixes[0]
  return fix === undefined ? {} : { fix }
}
