/** A level of the Pod Security Standards. */
export type Level = 'privileged' | 'baseline' | 'restricted'

/** A policy version: `latest` or the minor of `v1.<minor>`. */
export type PolicyVersion = 'latest' | number

/** Where a level was decided, strongest first. */
export type LevelSource = 'option' | 'label' | 'namespaces' | 'policy' | 'default'

/** What a namespace demands of its pods. */
export interface Demand {
  readonly level: Level
  readonly version: PolicyVersion
  readonly from: LevelSource
}
