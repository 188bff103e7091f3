import type { PodView } from '../../workload/pod/pod.ts'
import type { Candidate } from '../candidate.ts'
import type { HardenContext } from '../context.ts'
import type { Replacement } from './replacement.ts'

/** A field that `--enforce` replaces, the checks it breaks, and the level from which on. */
export interface Enforcement {
  readonly checks: readonly string[]
  readonly from: 'baseline' | 'restricted'
  /** The minor of the policy version that brought the check, where that was not the first. */
  readonly since?: number
  readonly find: (pod: PodView, candidates: readonly Candidate[], context: HardenContext) => readonly Replacement[]
}
