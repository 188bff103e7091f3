import type { Breach, Check } from '../check.ts'
import { inContainers } from '../fields.ts'
import { badFields } from '../find.ts'
import type { JudgedPod } from '../judged-pod.ts'
import { containersOfBreaches } from '../message.ts'

/** Containers must not be privileged, which switches off most of what isolates them from their node. */
export const privileged: Check = {
  id: 'privileged',
  level: 'baseline',
  control: 'Privileged Containers',
  reason: 'privileged',
  fields: inContainers('securityContext.privileged'),
  revisions: [{ since: 0, allowed: 'undefined/null, false', find: v1_0 }],
  detail: breaches => `${containersOfBreaches(breaches)} must not set securityContext.privileged=true`,
}

function v1_0({ containers }: JudgedPod): Breach[] {
  return badFields(containers, ['securityContext', 'privileged'], value => value === true)
}
