import type { CheckFailure, ViolationPath } from './check.ts'

/** Violations that still count, and those that exemptions cover, each in the order given. */
export interface ExemptedSplit {
  readonly kept: readonly CheckFailure[]
  readonly exempted: readonly CheckFailure[]
}

/**
 * Part violations by what is exempt. One that names several fields is exempt only when every field is: the API server's
 * sentence cannot be cut.
 */
export function splitExempted(
  violations: readonly CheckFailure[],
  isExempt: (violation: CheckFailure, path: ViolationPath) => boolean,
): ExemptedSplit {
  const covered = new Set(violations.filter(violation => violation.paths.every(path => isExempt(violation, path))))
  return {
    kept: violations.filter(violation => !covered.has(violation)),
    exempted: violations.filter(violation => covered.has(violation)),
  }
}
