import type { Position } from '../../manifest/document.ts'
import type { Place } from '../../workload/finding/finding.ts'
import type { Settings } from '../../workload/settings/settings.ts'

/** Where a row of the policy stands. Settings that were passed as an object have no file and no lines. */
export function policyPlace({ policyFile }: Settings, position: Position = { line: 1, column: 1 }): Place {
  return { file: policyFile ?? 'the policy', index: 0, position }
}
