import type { Position } from '../manifest/document.ts'
import type { GoldenEntry } from './schema.ts'

/** What a golden case makes its file from. Paths are relative to the policy file. */
export type GoldenInput =
  | { readonly kind: 'template'; readonly template: string; readonly values: readonly string[] }
  | { readonly kind: 'stream'; readonly stream: string }
  | {
      readonly kind: 'chart'
      readonly chart: string
      readonly values: readonly string[]
      /** A major, or a minor: `4.3`. */
      readonly helm?: 3 | 4 | string
      /** Only the objects count where another minor of Helm made the file. */
      readonly layout?: 'ignore'
    }

/** One case of `verify`. */
export interface GoldenCase {
  readonly name: string
  readonly file: string
  readonly input: GoldenInput
  /** Fields left out of the comparison, as they are written: `golden/` reads them. */
  readonly mask: readonly { readonly object: string; readonly path: string }[]
  /** Where the policy file writes it. */
  readonly position?: Position
}

/** A case as the code wants it. The schema's rules have made sure that it has exactly one input. */
export function goldenCaseOf(entry: GoldenEntry): GoldenCase {
  return { name: entry.name, file: entry.file, input: inputOf(entry), mask: entry.mask ?? [] }
}

function inputOf({ template, chart, stream, values = [], helm, layout }: GoldenEntry): GoldenInput {
  if (stream !== undefined) return { kind: 'stream', stream }
  if (chart !== undefined)
    return {
      kind: 'chart',
      chart,
      values,
      ...(helm !== undefined && { helm }),
      ...(layout !== undefined && { layout }),
    }
  return { kind: 'template', template: template ?? '', values }
}
