import type { Position } from '../manifest/document.ts'

/** What the manifests of a release come from. Paths are relative to the working folder. */
export type ReleaseInput =
  | {
      readonly kind: 'chart'
      readonly chart: string
      readonly values: readonly string[]
      /** `KEY=VALUE` in Helm's syntax. */
      readonly sets: readonly string[]
      /** What Helm calls it. */
      readonly release: string
      /** The Helm major that it needs. */
      readonly helm?: 3 | 4
    }
  | { readonly kind: 'stream'; readonly stream: string }

/** One release of a fleet. */
export interface Release {
  readonly name: string
  readonly input: ReleaseInput
  readonly namespace?: string
  readonly policy?: string
  /** Where it is written. */
  readonly place: ReleasePlace
}

/** The line that says that there is this release. */
export interface ReleasePlace {
  readonly file: string
  readonly position: Position
}

/** Releases in the order in which they are reported. */
export interface Fleet {
  readonly file: string
  readonly releases: readonly Release[]
}
