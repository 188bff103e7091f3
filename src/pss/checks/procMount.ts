import type { Check, Violation } from '../check.ts'
import type { CheckInput } from '../check-input.ts'
import { inContainers } from '../fields.ts'
import { badFields } from '../find.ts'
import { actualTexts, containersOfViolations, joinQuote } from '../message.ts'

/** Containers must keep the masks over /proc, unless the pod has its own user namespace. */
export const procMount: Check = {
  id: 'procMount',
  level: 'baseline',
  control: '/proc Mount Type',
  reason: 'procMount',
  fields: inContainers('securityContext.procMount'),
  revisions: [
    { since: 0, allowed: 'undefined/null, Default', find: v1_0 },
    { since: 35, allowed: 'undefined/null, Default; anything when spec.hostUsers is false', find: v1_35 },
  ],
  detail: violations =>
    `${containersOfViolations(violations)} must not set securityContext.procMount to ${joinQuote(actualTexts(violations))}`,
}

function v1_0({ containers }: CheckInput): Violation[] {
  return badFields(
    containers,
    ['securityContext', 'procMount'],
    value => typeof value === 'string' && value !== 'Default',
  )
}

function v1_35(pod: CheckInput): Violation[] {
  return pod.hasUserNamespace ? [] : v1_0(pod)
}
