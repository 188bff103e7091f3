import { valueAt } from '../../manifest/value.ts'
import type { Check, Violation } from '../check.ts'
import type { CheckInput } from '../check-input.ts'
import { inPodAndContainers } from '../fields.ts'
import { badFields } from '../find.ts'
import { containersOfViolations, settersText } from '../message.ts'

const field = ['securityContext', 'runAsNonRoot']
const allowed = 'true; undefined/null in containers when the pod sets true'

/**
 * Every container must be refused at its start when it would run as root, by its own field or the pod's, unless the pod
 * has its own user namespace (KEP-127).
 */
export const runAsNonRoot: Check = {
  id: 'runAsNonRoot',
  level: 'restricted',
  control: 'Running as Non-root',
  reason: 'runAsNonRoot != true',
  fields: inPodAndContainers('securityContext.runAsNonRoot'),
  revisions: [
    { since: 0, allowed, find: v1_0 },
    { since: 35, allowed: `${allowed}; anything when spec.hostUsers is false`, find: v1_35 },
  ],
  detail,
}

/** What is set wrongly hides what is not set. */
function v1_0({ self, subjects, containers }: CheckInput): Violation[] {
  const explicit = badFields(subjects, field, value => value === false)
  if (explicit.length > 0 || valueAt(self.spec, field) === true) return explicit
  return badFields(containers, field, value => value !== true)
}

function v1_35(pod: CheckInput): Violation[] {
  return pod.hasUserNamespace ? [] : v1_0(pod)
}

function detail(violations: readonly Violation[]): string {
  return violations.some(({ actual }) => actual === false)
    ? `${settersText(violations)} must not set securityContext.runAsNonRoot=false`
    : `pod or ${containersOfViolations(violations)} must set securityContext.runAsNonRoot=true`
}
