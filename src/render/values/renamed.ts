import type { Problem } from '../../workload/schema-problems.ts'

/** Keys that values once had, as the last steps of a path, and what to write instead. */
const instead: readonly (readonly [RegExp, string])[] = [
  [
    /^(agent|worker)\.chownInit$/,
    'its keys moved to repair at the top of the values (policy is ownershipPolicy there)',
  ],
  [/\.claim\.permissions$/, 'what makes a claim writable is decided from what its profile or storage says'],
  [/(^|\.)repair\.policy$/, 'it is called ownershipPolicy'],
]

/** A key that has another name now is not merely unknown. */
export function renamed(problem: Problem): Problem {
  const path = problem.path.join('.')
  const found = problem.message.startsWith('found a key that') ? instead.find(([old]) => old.test(path)) : undefined
  return found === undefined ? problem : { ...problem, message: `found a key that is gone; ${found[1]}` }
}
