import type { Ids } from '../../workload/reason/access-reason.ts'

/** The process, as the subject of a sentence: `uid 1000`. */
export function userWords({ uid }: Ids): string {
  return uid === undefined ? 'a process whose user is unknown' : `uid ${uid}`
}

/** `1000:1000`, as `chown` takes it, and `?` for what is unknown. */
export function idsText({ uid, gid }: Ids = {}): string {
  return `${uid ?? '?'}:${gid ?? '?'}`
}

/** Who lacks a capability, and why: root has what its container keeps, and nobody else has any (capabilities(7)). */
export function withoutCapability(uid: number): string {
  return uid === 0 ? 'which this container drops' : `which uid ${uid} cannot have`
}
