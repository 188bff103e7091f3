import type { Check, Violation } from '../check.ts'
import type { CheckInput } from '../check-input.ts'
import { inPodAndContainers } from '../fields.ts'
import { badFields } from '../find.ts'
import { settersText } from '../message.ts'

/** Pods must not set runAsUser to 0, unless they have their own user namespace (KEP-127). */
export const runAsUser: Check = {
  id: 'runAsUser',
  level: 'restricted',
  control: 'Running as Non-root user',
  reason: 'runAsUser=0',
  fields: inPodAndContainers('securityContext.runAsUser'),
  revisions: [
    { since: 23, allowed: 'undefined/null, any non-zero value', find: v1_23 },
    {
      since: 35,
      allowed: 'undefined/null, any non-zero value; anything when spec.hostUsers is false',
      find: v1_35,
    },
  ],
  detail: violations => `${settersText(violations)} must not set runAsUser=0`,
}

function v1_23({ subjects }: CheckInput): Violation[] {
  return badFields(subjects, ['securityContext', 'runAsUser'], value => value === 0)
}

function v1_35(pod: CheckInput): Violation[] {
  return pod.hasUserNamespace ? [] : v1_23(pod)
}
