import type { Check, Violation } from '../check.ts'
import type { CheckInput } from '../check-input.ts'
import { inPodAndContainers } from '../fields.ts'
import { badProfiles, securityProfile } from '../find.ts'
import { containersOfViolations, seccompText } from '../message.ts'

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
function v1_19({ self, subjects, containers }: CheckInput): Violation[] {
  const explicit = badProfiles(subjects, 'seccompProfile')
  if (explicit.length > 0 || securityProfile(self, 'seccompProfile') !== undefined) return explicit
  return containers
    .filter(container => securityProfile(container, 'seccompProfile') === undefined)
    .map(subject => ({ subject, path: [...subject.path, 'securityContext', 'seccompProfile', 'type'] }))
}

function v1_25(pod: CheckInput): Violation[] {
  return pod.isWindows ? [] : v1_19(pod)
}

function detail(violations: readonly Violation[]): string {
  if (violations.some(({ actual }) => actual !== undefined)) return seccompText(violations)
  const containers = containersOfViolations(violations)
  return `pod or ${containers} must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost"`
}
