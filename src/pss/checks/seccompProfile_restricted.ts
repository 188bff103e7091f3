import type { Breach, Check } from '../check.ts'
import { inPodAndContainers } from '../fields.ts'
import { badProfiles, profileOf } from '../find.ts'
import type { JudgedPod } from '../judged-pod.ts'
import { containersOfBreaches, seccompText } from '../message.ts'

const allowed = 'RuntimeDefault, Localhost; undefined/null in containers when the pod sets one of them'
const overrides = ['seccompProfile_baseline']

/**
 * Every container must run behind a seccomp filter, its own or the pod's. A bad profile of the pod counts even where
 * each container has a good one.
 */
export const seccompProfile_restricted: Check = {
  id: 'seccompProfile_restricted',
  level: 'restricted',
  control: 'Seccomp',
  reason: 'seccompProfile',
  fields: inPodAndContainers('securityContext.seccompProfile.type'),
  revisions: [
    { since: 19, allowed, overrides, find: v1_19 },
    { since: 25, allowed: `${allowed}; anything when spec.os.name is windows`, overrides, find: v1_25 },
  ],
  detail,
}

/** What is set wrongly hides what is not set. */
function v1_19({ self, setters, containers }: JudgedPod): Breach[] {
  const explicit = badProfiles(setters, 'seccompProfile')
  if (explicit.length > 0 || profileOf(self, 'seccompProfile') !== undefined) return explicit
  return containers
    .filter(container => profileOf(container, 'seccompProfile') === undefined)
    .map(setter => ({ setter, path: [...setter.path, 'securityContext', 'seccompProfile', 'type'] }))
}

function v1_25(pod: JudgedPod): Breach[] {
  return pod.isWindows ? [] : v1_19(pod)
}

function detail(breaches: readonly Breach[]): string {
  if (breaches.some(({ actual }) => actual !== undefined)) return seccompText(breaches)
  const containers = containersOfBreaches(breaches)
  return `pod or ${containers} must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost"`
}
