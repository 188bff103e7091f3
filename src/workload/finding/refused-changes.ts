import type { FieldChange } from '../../manifest/edit/change.ts'
import type { Hardening } from './observation.ts'

/** Changes that a text refused, by what they do and where. A later plan may bring them with another value. */
export type RefusedChanges = ReadonlySet<string>

/** What names a change among those of its document. */
export function changeKey({ op, path }: FieldChange): string {
  return JSON.stringify([op, ...path])
}

/** Whether some change of a plan is refused. */
export function holdsRefused(hardenings: readonly Hardening[], refused: RefusedChanges | undefined): boolean {
  return refused !== undefined && hardenings.some(({ change }) => refused.has(changeKey(change)))
}
