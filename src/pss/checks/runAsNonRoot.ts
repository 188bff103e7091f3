import { valueAt } from '../../manifest/value.ts'
import type { Breach, Check } from '../check.ts'
import { inPodAndContainers } from '../fields.ts'
import { badFields } from '../find.ts'
import type { JudgedPod } from '../judged-pod.ts'
import { containersOfBreaches, settersText } from '../message.ts'

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
function v1_0({ self, setters, containers }: JudgedPod): Breach[] {
  const explicit = badFields(setters, field, value => value === false)
  if (explicit.length > 0 || valueAt(self.spec, field) === true) return explicit
  return badFields(containers, field, value => value !== true)
}

function v1_35(pod: JudgedPod): Breach[] {
  return pod.hasUserNamespace ? [] : v1_0(pod)
}

function detail(breaches: readonly Breach[]): string {
  return breaches.some(({ actual }) => actual === false)
    ? `${settersText(breaches)} must not set securityContext.runAsNonRoot=false`
    : `pod or ${containersOfBreaches(breaches)} must set securityContext.runAsNonRoot=true`
}
