/** The levels of the Pod Security Standards, from the widest to the narrowest. */
export const levels = ['privileged', 'baseline', 'restricted'] as const

/** A level of the Pod Security Standards. */
export type Level = (typeof levels)[number]

/** A policy version: `latest` or the minor of `v1.<minor>`. */
export type PolicyVersion = 'latest' | number

/** Where a level was decided, strongest first. */
export type LevelSource = 'option' | 'label' | 'namespaces' | 'policy' | 'cluster' | 'default' | 'values'

/** What a namespace demands of its pods. */
export interface Demand {
  readonly level: Level
  readonly version: PolicyVersion
  readonly from: LevelSource
}

/** Read `latest` or `v1.<minor>` as Pod Security admission does: no leading zero, no patch, no other major. */
export function parsePolicyVersion(text: string): PolicyVersion | undefined {
  if (text === 'latest') return 'latest'
  const minor = /^v1\.(0|[1-9]\d*)$/.exec(text)?.[1]
  return minor === undefined || !Number.isSafeInteger(Number(minor)) ? undefined : Number(minor)
}

/** The way a policy version is written: `latest` or `v1.<minor>`. */
export function formatPolicyVersion(version: PolicyVersion): string {
  return version === 'latest' ? version : `v1.${version}`
}
