import type { Check, Violation } from '../check.ts'
import type { CheckInput } from '../check-input.ts'
import { inPodAndContainers } from '../fields.ts'
import { badFields } from '../find.ts'
import { settersText } from '../message.ts'

/**
 * Windows pods must not run as processes of their node. The pod's own true counts even where every container says
 * false.
 */
export const windowsHostProcess: Check = {
  id: 'windowsHostProcess',
  level: 'baseline',
  control: 'HostProcess',
  reason: 'hostProcess',
  fields: inPodAndContainers('securityContext.windowsOptions.hostProcess'),
  revisions: [{ since: 0, allowed: 'undefined/null, false', find: v1_0 }],
  detail: violations => `${settersText(violations)} must not set securityContext.windowsOptions.hostProcess=true`,
}

function v1_0({ subjects }: CheckInput): Violation[] {
  return badFields(subjects, ['securityContext', 'windowsOptions', 'hostProcess'], value => value === true)
}
