import { folderFormat } from './format.ts'
import type { Fleet } from './release.ts'
import type { Shard } from './shards.ts'

/** What a run has to do: its part of a fleet. It is written before anything is done, and again when all is. */
export interface Plan {
  /** Digest of what the fleet is and how it is hardened, without the content of its files: parts of one fleet say the same. */
  readonly fleet: string
  /** Of this program. */
  readonly version: string
  readonly shard: Shard
  /** Releases of the whole fleet. */
  readonly total: number
  readonly state: 'begun' | 'finished'
  /** Those of the shard, by their place in the fleet. */
  readonly releases: readonly PlannedRelease[]
}

/** A release by name, at its place in the fleet. */
export interface PlannedRelease {
  readonly index: number
  readonly name: string
  /** Once it is done, the digest of all that it was made from, as its record says it. */
  readonly inputs?: string
}

/** What the fleet consists of, to be hashed. */
export function fleetIdentity({ releases }: Fleet): string {
  return JSON.stringify(releases.map(({ name, input, namespace, policy }) => [name, input, namespace, policy]))
}

/** The name of a plan's file. */
export function planFile({ index, count }: Shard): string {
  return `${index}-of-${count}.json`
}

type Head = Readonly<Record<'apiVersion' | 'kind' | 'format', unknown>>

const head: Head = { apiVersion: 'seaworthy.dev/v1alpha1', kind: 'FleetPlan', format: folderFormat }

/** A plan as a file. */
export function planText(plan: Plan): string {
  return `${JSON.stringify({ ...head, ...plan })}\n`
}

/** The plan of a file; undefined for what is none of this format. */
export function readPlan(text: string): Plan | undefined {
  try {
    const { apiVersion, kind, format, ...plan }: Plan & Head = JSON.parse(text)
    return kind === head.kind && apiVersion === head.apiVersion && format === head.format ? plan : undefined
  } catch {
    return undefined
  }
}
