import type { Check, Violation } from '../check.ts'
import type { CheckInput } from '../check-input.ts'
import { inContainers } from '../fields.ts'
import { badFields } from '../find.ts'
import { containersOfViolations } from '../message.ts'

/** Containers must not be privileged, which switches off most of what isolates them from their node. */
export const privileged: Check = {
  id: 'privileged',
  level: 'baseline',
  control: 'Privileged Containers',
  reason: 'privileged',
  fields: inContainers('securityContext.privileged'),
  revisions: [{ since: 0, allowed: 'undefined/null, false', find: v1_0 }],
  detail: violations => `${containersOfViolations(violations)} must not set securityContext.privileged=true`,
}

function v1_0({ containers }: CheckInput): Violation[] {
  return badFields(containers, ['securityContext', 'privileged'], value => value === true)
}
