import type { Claim, Volume } from '../values/pod.ts'

/** Whether only one node, or one pod, can hold the claim at a time. */
export function isExclusive({ accessModes }: Pick<Claim, 'accessModes'>): boolean {
  return accessModes.every(mode => mode === 'ReadWriteOnce' || mode === 'ReadWriteOncePod')
}

/** The claim behind each volume that has one, by the name of the volume. */
export function claimsOf(volumes: readonly Volume[]): ReadonlyMap<string, Claim> {
  return new Map(volumes.flatMap(({ name, claim }) => (claim === undefined ? [] : [[name, claim]])))
}
