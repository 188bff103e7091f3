import type { FailedAction } from '../knowledge/messages/wording.ts'
import { mountHolding } from '../volumes/findings/container-steps.ts'
import { grouped } from '../volumes/model/grouped.ts'
import type { Fix, MountVerdict } from '../volumes/model/mount.ts'
import { trimmed } from '../volumes/model/start/path-text.ts'
import { formatMode } from '../workload/file-mode.ts'
import type { FixId } from '../workload/finding.ts'
import { accessWords } from '../workload/reason/access-words.ts'
import { besideLostAndFound } from '../workload/reason/volume-words.ts'
import { type Diagnosis, needsOf } from './diagnosis.ts'
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
    return [{ call, pod: suspect.pod, mount, containers, needs: needsOf(call), ...prediction(mount, call) }]
  })
}

type Prediction = Pick<Diagnosis, 'predicted' | 'because' | 'fix' | 'cure'>

function prediction(mount: MountVerdict, call: FailedCall): Prediction {
  if (call.errno === 'EROFS') return ofReadOnly(mount)
  switch (call.action) {
    case 'initialise':
      return emptiness(mount)
    case 'chown':
      return ofChown(mount)
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
  const because = accessWords(reason)
  const predicted = access[level]
  const isWanted = mount[mount.wants] === predicted
  return {
    predicted,
    because: isWanted ? because : `${because}; the manifests do not say who owns files that are already there`,
    ...(predicted === 'yes' ? {} : fixOf(mount.fixes)),
  }
}

/** The kernel says it before any permission is asked, and of a read-only mount only. */
function ofReadOnly({ wants, facts, source, mountPath }: MountVerdict): Prediction {
  if (wants === 'write')
    return {
      predicted: 'yes',
      because: `this is not a permission problem: the manifests mount ${mountPath} read-write, and no owner or mode makes a file system read-only`,
      cure: `look at the node and the storage: a file system with errors is turned read-only (dmesg, the state of ${source}), and an NFS server may export it so`,
    }
  const cure =
    facts?.apiObject === true
      ? 'copy the files into an emptyDir in an init container, and mount that'
      : facts?.readOnly === true
        ? 'mount a volume that is not read-only'
        : 'remove readOnly from the mount, or let the program write elsewhere'
  const because =
    facts?.apiObject === true ? `${source} is always mounted read-only` : `${mountPath} is mounted read-only`
  return { predicted: 'no', because, cure }
}

/** No permission decides whether a directory is empty. */
function emptiness({ facts, subPath, subPathExpr }: MountVerdict): Prediction {
  if (facts?.lostAndFound !== true || subPath || subPathExpr)
    return {
      predicted: 'unknown',
      because: 'the manifests do not show what the directory contains',
      cure: besideLostAndFound,
    }
  const because = `it is the root of a new file system, which has lost+found in it; ${besideLostAndFound}`
  return { predicted: 'no', because, cure: besideLostAndFound }
}

/** To own a directory is not enough to give it away (chown(2)). */
function ofChown({ process, facts, source, mountPath, met }: MountVerdict): Prediction {
  const leave = `leave the chown out: whoever can write ${mountPath} need not own it`
  if (process.uid === undefined)
    return {
      predicted: 'unknown',
      because: 'it needs CAP_CHOWN, which only root can hold, and who runs here is unknown',
    }
  if (process.uid !== 0)
    return {
      predicted: 'no',
      because: `uid ${process.uid} cannot chown: it needs CAP_CHOWN, which only root can hold`,
      cure: `${leave}, or let an init container that runs as root do it, which restricted does not admit`,
    }
  if (!process.capabilities.includes('CHOWN'))
    return {
      predicted: 'no',
      because: 'root has no CAP_CHOWN here: it is dropped',
      cure: `add CHOWN to its capabilities, which restricted does not admit, or ${leave}`,
    }
  if (facts?.chownable === false)
    return { predicted: 'no', because: `nobody can chown ${source}: its server keeps the owners`, cure: leave }
  if (facts?.chownable === undefined)
    return { predicted: 'unknown', because: `it is unknown whether ${source} can be chowned`, cure: leave }
  return {
    predicted: 'yes',
    because: `root with CAP_CHOWN can chown ${source}${met === undefined ? '' : ` (${ownerWords(met)})`}`,
  }
}

/** Fixes that make the program the owner; a group that may write is not enough for it. */
const giveOwnership: ReadonlySet<FixId> = new Set(['chown-init', 'align-identity'])

function ofOwner(mount: MountVerdict): Prediction {
  const { access, met, mountPath, process } = mount
  const predicted = access.own
  const who = process.switchesTo?.uid ?? process.uid
  const runs = who === undefined ? 'the program, whose user is unknown,' : `uid ${who}`
  const owner = met === undefined ? `whose owner is unknown` : `which is ${ownerWords(met)}`
  if (predicted === 'yes') return { predicted, because: `${runs} owns ${mountPath} itself, or may act as its owner` }
  const because = `${runs} ${predicted === 'no' ? 'does not own' : 'may not own'} ${mountPath}, ${owner}`
  const fix = fixOf(mount.fixes.filter(({ id }) => giveOwnership.has(id)))
  return { predicted, because, ...(fix.fix === undefined ? { cure: ownCure(mount) } : fix) }
}

/** What a directory below has that the mounted one has not: the program that makes it owns it. */
function ownCure({ mountPath, met, access }: MountVerdict): string {
  const below = `let the program keep its data in a directory below ${trimmed(mountPath)} that it makes itself, and so owns (postgres: PGDATA)`
  const owner = met === undefined ? '' : `, or run it as ${met.uid}:${met.gid}, the owner`
  return access.create === 'yes' ? `${below}${owner}` : `${below}, once it can write ${mountPath}${owner}`
}

function ownerWords({ uid, gid, mode }: { readonly uid: number; readonly gid: number; readonly mode: number }): string {
  return `${uid}:${gid} ${formatMode(mode)}`
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
