import type { PodView } from '../../workload/pod/pod.ts'
import { namespaceOf } from '../../workload/settings/demand.ts'
import type { Settings } from '../../workload/settings/settings.ts'
import type { MountVerdict } from '../model/mount.ts'
import { judgeMounts } from '../model/verdict.ts'
import type { StreamStorage } from '../model/volume/facts.ts'

/**
 * How another workload uses a claim: all that decides whether a fix shuts it out. `obstacle.ts` is given nothing else,
 * so whoever asks for more adds it here, where it tells one kind of use from another as well.
 */
export interface Use extends DirectoryInVolume {
  readonly claim: string | undefined
  readonly wants: MountVerdict['wants']
  readonly met: MountVerdict['met']
  readonly process: Pick<MountVerdict['process'], 'uid' | 'gid' | 'groups'>
}

/** A use, and the first pod of those that have it. */
export interface OtherUse {
  readonly pod: PodView
  readonly use: Use
}

function useOf({ facts, wants, met, process, subPath, subPathExpr }: MountVerdict): Use {
  const { uid, gid, groups } = process
  return { claim: sharedName(facts?.claim), wants, met, process: { uid, gid, groups }, subPath, subPathExpr }
}

/**
 * Uses that other workloads of the stream have of the claims that these verdicts are about. Of those that are alike
 * in all that decides whether a fix shuts them out, the first one stands for all.
 */
export function usesOfOthers(
  pod: PodView,
  verdicts: readonly MountVerdict[],
  storage: StreamStorage,
  settings: Settings,
): readonly OtherUse[] {
  const named = new Set(verdicts.flatMap(({ facts }) => sharedName(facts?.claim) ?? []))
  // Most claims have one workload, which need not be judged once more to be left out.
  const claims = [...named].filter(claim => storage.users.get(claim)?.some(user => !isSame(user, pod)))
  if (claims.length === 0) return []
  const namespace = namespaceOf(pod.object, settings)
  const uses = claims.flatMap(claim => usesOfClaim(claim, namespace, storage, settings))
  return uses.filter(use => !isSame(use.pod, pod))
}

type UsesByClaim = Map<string, readonly OtherUse[]>

/** A thousand workloads may share one claim: each of them asks about all, and all are judged once. */
const judged = new WeakMap<StreamStorage, WeakMap<Settings, UsesByClaim>>()

function usesOfClaim(
  claim: string,
  namespace: string | undefined,
  storage: StreamStorage,
  settings: Settings,
): readonly OtherUse[] {
  const known = knownUses(storage, settings)
  const key = JSON.stringify([claim, namespace])
  const found = known.get(key) ?? distinct(judgeUsers(claim, namespace, storage, settings))
  known.set(key, found)
  return found
}

function knownUses(storage: StreamStorage, settings: Settings): UsesByClaim {
  const bySettings = judged.get(storage) ?? new WeakMap<Settings, UsesByClaim>()
  const known = bySettings.get(settings) ?? new Map()
  judged.set(storage, bySettings.set(settings, known))
  return known
}

function judgeUsers(
  claim: string,
  namespace: string | undefined,
  storage: StreamStorage,
  settings: Settings,
): readonly MountVerdict[] {
  const users = storage.users.get(claim) ?? []
  return users
    .filter(user => namespaceOf(user.object, settings) === namespace)
    .flatMap(user => judgeMounts(user, storage, settings).filter(({ facts }) => sharedName(facts?.claim) === claim))
}

/** The first two of a kind, of different pods: whoever asks is not interested in its own. */
function distinct(mounts: readonly MountVerdict[]): readonly OtherUse[] {
  const kinds = new Map<string, MountVerdict[]>()
  return mounts.flatMap(mount => {
    const use = useOf(mount)
    const kind = JSON.stringify(use)
    const kept = kinds.get(kind) ?? []
    const isNew = kept.length < 2 && !kept.some(other => isSame(other.pod, mount.pod))
    if (isNew) kinds.set(kind, [...kept, mount])
    return isNew ? [{ pod: mount.pod, use }] : []
  })
}

/** The name of a claim that several workloads can mount. */
export function sharedName(claim: { readonly origin: string; readonly name: string } | undefined): string | undefined {
  return claim?.origin === 'stream' || claim?.origin === 'name-only' ? claim.name : undefined
}

/** The same pod, whether changed or as written. */
function isSame(a: PodView, b: PodView): boolean {
  const [one, two] = [a.object.ref, b.object.ref]
  if (one.name !== two.name || one.kind !== two.kind) return false
  return JSON.stringify([one, a.path]) === JSON.stringify([two, b.path])
}

/** Which directory of its volume a mount shows. */
export interface DirectoryInVolume {
  readonly subPath?: string | undefined
  readonly subPathExpr?: string | undefined
}

/** Directories of one volume overlap when one is the other, or lies in it. An expression may be anything. */
export function overlap(a: DirectoryInVolume, b: DirectoryInVolume): boolean {
  const [one, two] = [pathIn(a), pathIn(b)]
  return one === undefined || two === undefined || one.startsWith(two) || two.startsWith(one)
}

function pathIn({ subPath, subPathExpr }: DirectoryInVolume): string | undefined {
  if (subPathExpr !== undefined) return undefined
  return subPath === undefined || subPath === '' ? '/' : `/${subPath.replace(/\/+$/, '')}/`
}
