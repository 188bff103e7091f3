import type { Check, Violation } from '../check.ts'
import type { CheckInput } from '../check-input.ts'
import { inContainers } from '../fields.ts'
import { badFields } from '../find.ts'
import { containersOfViolations } from '../message.ts'

/**
 * Every container must forbid its processes to gain privileges, by setuid binaries for instance. A pod-level field does
 * not exist.
 */
export const allowPrivilegeEscalation: Check = {
  id: 'allowPrivilegeEscalation',
  level: 'restricted',
  control: 'Privilege Escalation',
  reason: 'allowPrivilegeEscalation != false',
  fields: inContainers('securityContext.allowPrivilegeEscalation'),
  revisions: [
    { since: 8, allowed: 'false', find: v1_8 },
    { since: 25, allowed: 'false; anything when spec.os.name is windows', find: v1_25 },
  ],
  detail: violations => `${containersOfViolations(violations)} must set securityContext.allowPrivilegeEscalation=false`,
}

function v1_8({ containers }: CheckInput): Violation[] {
  return badFields(containers, ['securityContext', 'allowPrivilegeEscalation'], value => value !== false)
}

function v1_25(pod: CheckInput): Violation[] {
  return pod.isWindows ? [] : v1_8(pod)
}
