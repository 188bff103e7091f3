import { namespaceOf } from '../workload/demand.ts'
import type { PodView } from '../workload/pod.ts'
import type { Settings } from '../workload/settings.ts'
import type { StreamStorage } from './facts.ts'
import type { MountVerdict } from './mount.ts'
import { judgeMounts } from './verdict.ts'

/** Mounts that other workloads of the stream have of the claims that these verdicts are about. */
export function mountsOfOthers(
  pod: PodView,
  verdicts: readonly MountVerdict[],
  storage: StreamStorage,
  settings: Settings,
): readonly MountVerdict[] {
  const claims = new Set(verdicts.flatMap(({ facts }) => sharedName(facts?.claim) ?? []))
  const users = new Set([...claims].flatMap(claim => storage.users.get(claim) ?? []))
  const others = [...users].filter(
    other => !isSame(other, pod) && namespaceOf(other.object, settings) === namespaceOf(pod.object, settings),
  )
  return others.flatMap(other =>
    judgeMounts(other, storage, settings).filter(({ facts }) => claims.has(sharedName(facts?.claim) ?? '')),
  )
}

/** The name of a claim that several workloads can mount. */
export function sharedName(claim: { readonly origin: string; readonly name: string } | undefined): string | undefined {
  return claim?.origin === 'stream' || claim?.origin === 'name-only' ? claim.name : undefined
}

/** The same pod, whether changed or as written. */
function isSame(a: PodView, b: PodView): boolean {
  return JSON.stringify([a.object.ref, a.path]) === JSON.stringify([b.object.ref, b.path])
}

/** Directories of one volume overlap when one is the other, or lies in it. An expression may be anything. */
export function overlap(a: MountVerdict, b: MountVerdict): boolean {
  const [one, two] = [pathIn(a), pathIn(b)]
  return one === undefined || two === undefined || one.startsWith(two) || two.startsWith(one)
}

function pathIn({ subPath, subPathExpr }: MountVerdict): string | undefined {
  if (subPathExpr !== undefined) return undefined
  return subPath === undefined || subPath === '' ? '/' : `/${subPath.replace(/\/+$/, '')}/`
}
