import type { Position } from '../manifest/document.ts'

/** What the manifests of a release come from. Paths are relative to the working folder. */
export type ReleaseInput =
  | {
      readonly kind: 'chart'
      readonly chart: string
      readonly values: readonly string[]
      /** Values as YAML, which win over those of files. */
      readonly inline?: string
      /** `KEY=VALUE` in Helm's syntax. */
      readonly sets: readonly string[]
      /** The same, never read as a number or boolean. */
      readonly setStrings: readonly string[]
      /** What Helm calls it. */
      readonly release: string
      /** The Helm major that it needs. */
      readonly helm?: 3 | 4
    }
  | { readonly kind: 'stream'; readonly stream: string }
  | { readonly kind: 'kustomization'; readonly folder: string }
  /** A folder of plain manifests. */
  | { readonly kind: 'manifests'; readonly folder: string }
  /** A release of a helmfile by name, and by namespace where it says one. */
  | {
      readonly kind: 'helmfile'
      readonly file: string
      readonly release: string
      readonly namespace?: string
      readonly environment?: string
    }

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

/** The file or folder that a release is found in. */
export function inputPath(input: ReleaseInput): string {
  switch (input.kind) {
    case 'chart':
      return input.chart
    case 'stream':
      return input.stream
    case 'kustomization':
    case 'manifests':
      return input.folder
    case 'helmfile':
      return input.file
  }
}

/** Releases in the order in which they are reported. */
export interface Fleet {
  readonly file: string
  readonly releases: readonly Release[]
}
