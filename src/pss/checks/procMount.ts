import type { Breach, Check } from '../check.ts'
import { inContainers } from '../fields.ts'
import { badFields } from '../find.ts'
import type { JudgedPod } from '../judged-pod.ts'
import { actualTexts, containersOfBreaches, joinQuote } from '../message.ts'

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
  detail: breaches =>
    `${containersOfBreaches(breaches)} must not set securityContext.procMount to ${joinQuote(actualTexts(breaches))}`,
}

function v1_0({ containers }: JudgedPod): Breach[] {
  return badFields(
    containers,
    ['securityContext', 'procMount'],
    value => typeof value === 'string' && value !== 'Default',
  )
}

function v1_35(pod: JudgedPod): Breach[] {
  return pod.hasUserNamespace ? [] : v1_0(pod)
}
