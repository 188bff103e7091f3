import type { Breach, Check } from '../check.ts'
import { inPodAndContainers } from '../fields.ts'
import { badFields } from '../find.ts'
import type { JudgedPod } from '../judged-pod.ts'
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
  detail: breaches => `${settersText(breaches)} must not set securityContext.windowsOptions.hostProcess=true`,
}

function v1_0({ setters }: JudgedPod): Breach[] {
  return badFields(setters, ['securityContext', 'windowsOptions', 'hostProcess'], value => value === true)
}
