import { sortedSet } from '../byte-order.ts'
import type { Check, Violation } from '../check.ts'
import { annotationText, type CheckInput, type SecuritySubject } from '../check-input.ts'
import { inPodAndContainers } from '../fields.ts'
import { badProfiles } from '../find.ts'
import { goQuote } from '../go-quote.ts'
import { seccompText, singularOrPlural } from '../message.ts'

const podAnnotation = 'seccomp.security.alpha.kubernetes.io/pod'
const containerPrefix = 'container.seccomp.security.alpha.kubernetes.io/'

/**
 * Pods must not switch the seccomp filter off. Up to v1.18 annotations name the profile and fields are not looked at;
 * since v1.19 it is the other way round.
 */
export const seccompProfile_baseline: Check = {
  id: 'seccompProfile_baseline',
  level: 'baseline',
  control: 'Seccomp',
  reason: 'seccompProfile',
  fields: [
    `metadata.annotations["${podAnnotation}"]`,
    `metadata.annotations["${containerPrefix}*"]`,
    ...inPodAndContainers('securityContext.seccompProfile.type'),
  ],
  revisions: [
    { since: 0, allowed: 'annotations: undefined, runtime/default, docker/default, localhost/*', find: v1_0 },
    { since: 19, allowed: 'fields: undefined/null, RuntimeDefault, Localhost', find: v1_19 },
  ],
  detail,
}

function v1_0(pod: CheckInput): Violation[] {
  return pod.subjects.flatMap(subject => badAnnotation(pod, subject))
}

function v1_19({ subjects }: CheckInput): Violation[] {
  return badProfiles(subjects, 'seccompProfile')
}

/** Only annotations of containers that exist count, and an empty value is forbidden: both unlike AppArmor. */
function badAnnotation({ annotations, annotationsPath }: CheckInput, subject: SecuritySubject): Violation[] {
  const key = subject.name === undefined ? podAnnotation : containerPrefix + subject.name
  const actual = annotationText(annotations[key])
  if (actual === undefined || isAllowed(actual)) return []
  return [{ subject, path: [...annotationsPath, key], actual, annotation: `${key}=${goQuote(actual)}` }]
}

function isAllowed(profile: string): boolean {
  return profile === 'runtime/default' || profile === 'docker/default' || profile.startsWith('localhost/')
}

function detail(violations: readonly Violation[]): string {
  const annotations = sortedSet(violations.flatMap(({ annotation }) => annotation ?? []))
  if (annotations.length > 0) {
    return `forbidden ${singularOrPlural(annotations.length, 'annotation', 'annotations')} ${annotations.join(', ')}`
  }
  return seccompText(violations)
}
