import { type FailedAction, type FailedCall, readError } from './error-text.ts'
import { mountHolding } from './findings/container-steps.ts'
import { besideLostAndFound } from './fix/own-root.ts'
import { grouped } from './grouped.ts'
import type { Answer, Fix, MountVerdict } from './mount.ts'

/** What an error message comes to: the mount it happened on, what the process lacked there, and the fix. */
export interface Diagnosis {
  readonly call: FailedCall
  /** Absent where the path lies on no volume, or the message names none. */
  readonly mount?: MountVerdict
  /** The containers of one pod of which all this holds, `mount`'s first; none where there is no mount. */
  readonly containers: readonly string[]
  /** Why, in the model's words; empty where there is no mount. */
  readonly because: string
  /** The bit or capability that was asked for: "w and x of the directory". */
  readonly needs: string
  /** What the model says of that very access; `unknown` where it cannot tell. */
  readonly predicted: Answer
  readonly fix?: Fix
}

/** Which level of access an action takes, and how to call it (path_resolution(7), chmod(2), chown(2)). */
const needed: Readonly<Record<FailedAction, { readonly level: keyof MountVerdict['access']; readonly words: string }>> =
  {
    create: { level: 'create', words: 'w and x of the directory' },
    remove: { level: 'create', words: 'w and x of the directory' },
    open: { level: 'create', words: 'w and x of the directory for a new file, or the bits of the file' },
    write: { level: 'modify', words: 'w of the file' },
    read: { level: 'read', words: 'r and x of the directory' },
    chown: { level: 'own', words: 'CAP_CHOWN, which only root can hold' },
    chmod: { level: 'own', words: 'to be the owner, or CAP_FOWNER' },
    initialise: { level: 'create', words: 'an empty directory' },
    'switch-user': { level: 'own', words: 'CAP_SETUID and CAP_SETGID' },
    start: { level: 'read', words: 'a numeric user that is not 0' },
  }

/**
 * Explain an error message by the mounts of the pods it may come from. Containers whose access the model calls *no*
 * come first, then those it cannot decide, then the rest. Undefined for a message that tells of no permission.
 */
export function diagnose(errorText: string, verdicts: readonly MountVerdict[]): readonly Diagnosis[] | undefined {
  const call = readError(errorText)
  if (call === undefined) return undefined
  const held = call.path === undefined ? [] : fitting(holding(verdicts, call.path), call)
  const words = call.errno === 'EROFS' ? 'a mount that is not read-only' : needed[call.action].words
  if (held.length === 0) return [{ call, containers: [], because: '', needs: words, predicted: 'unknown' }]
  return grouped(held, likeness)
    .flatMap(([mount, ...alike]) => {
      if (mount === undefined) return []
      const containers = [mount, ...alike].map(({ container }) => container.name)
      const prediction = call.action === 'initialise' ? emptiness(mount) : permission(mount, call)
      return [{ call, mount, containers, needs: words, ...prediction }]
    })
    .toSorted((a, b) => likelihood[a.predicted] - likelihood[b.predicted])
}

type Prediction = Pick<Diagnosis, 'predicted' | 'because' | 'fix'>

function permission(mount: MountVerdict, call: FailedCall): Prediction {
  return { predicted: mount.access[levelOf(mount, call)], because: mount.because, ...fixOf(mount) }
}

/** No permission decides whether a directory is empty. */
function emptiness({ facts, subPath, subPathExpr }: MountVerdict): Prediction {
  if (facts?.lostAndFound !== true || subPath || subPathExpr)
    return { predicted: 'unknown', because: 'the manifests do not show what the directory contains' }
  const because = `it is the root of a new file system, which has lost+found in it; ${besideLostAndFound}`
  return { predicted: 'no', because }
}

const writing: ReadonlySet<FailedAction> = new Set(['create', 'remove', 'write', 'chown', 'chmod'])

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

/** What is opened on a read-only mount is opened for reading, or the error were another one. */
function levelOf({ wants }: MountVerdict, { action, errno }: FailedCall): keyof MountVerdict['access'] {
  return action === 'open' && wants === 'read' && errno !== 'EROFS' ? 'read' : needed[action].level
}

/** What is said of a mount; containers of one pod of which the same is said are told of together. */
function likeness(mount: MountVerdict): string {
  const { volume, mountPath, subPath, subPathExpr, process, met, access, because } = mount
  const { uid, gid, groups, switchesTo, from } = process
  const place = [volume, mountPath, subPath, subPathExpr, met]
  return JSON.stringify([podKey(mount), place, uid, gid, groups, switchesTo, from, access, because, fixOf(mount)])
}

function podKey({ pod }: MountVerdict): string {
  return JSON.stringify([pod.object.ref, pod.object.document.index, pod.path])
}

const likelihood: Readonly<Record<Answer, number>> = { no: 0, unknown: 1, yes: 2 }

/** In each container, the mount with the longest path above the one that failed. */
function holding(verdicts: readonly MountVerdict[], path: string): readonly MountVerdict[] {
  const containers = new Map<string, MountVerdict[]>()
  for (const verdict of verdicts) {
    const key = JSON.stringify([podKey(verdict), verdict.container.list, verdict.container.index])
    containers.set(key, [...(containers.get(key) ?? []), verdict])
  }
  return [...containers.values()].flatMap(mounts => mountHolding(mounts, path) ?? [])
}

function fixOf({ fixes }: MountVerdict): { readonly fix?: Fix } {
  const fix = fixes.find(({ chosen }) => chosen) ?? fixes[0]
  return fix === undefined ? {} : { fix }
}
