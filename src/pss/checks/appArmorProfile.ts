import { annotatedUnconfined, annotationPrefix, unconfinedByAnnotation } from '../app-armor-sync.ts'
import { byBytes } from '../byte-order.ts'
import type { Check, Violation } from '../check.ts'
import { annotationText, type CheckInput, type SecuritySubject } from '../check-input.ts'
import { inPodAndContainers } from '../fields.ts'
import { badProfiles } from '../find.ts'
import { goQuote } from '../go-quote.ts'
import { actualTexts, joinQuote, settersOf, singularOrPlural } from '../message.ts'

/**
 * Pods must not switch AppArmor off. An annotation with the prefix counts whether or not it names a container of the
 * pod.
 */
export const appArmorProfile: Check = {
  id: 'appArmorProfile',
  level: 'baseline',
  control: 'AppArmor',
  reason: 'forbidden AppArmor profile',
  reasonFor: violations =>
    singularOrPlural(badValues(violations).length, 'forbidden AppArmor profile', 'forbidden AppArmor profiles'),
  fields: [
    ...inPodAndContainers('securityContext.appArmorProfile.type'),
    `metadata.annotations["${annotationPrefix}*"]`,
  ],
  revisions: [
    {
      since: 0,
      allowed:
        'fields: undefined/null, RuntimeDefault, Localhost; annotations: undefined/null, "", runtime/default, localhost/*',
      find: v1_0,
    },
  ],
  detail,
}

function v1_0(pod: CheckInput): Violation[] {
  return [...badFields(pod), ...badAnnotations(pod)]
}

/** The fields came with Kubernetes 1.30; an older API server drops them unread. */
function badFields(pod: CheckInput): Violation[] {
  if (pod.kubeMinor < 30) return []
  const copied = new Set<SecuritySubject>(unconfinedByAnnotation(pod))
  if (copied.size === 0) return badProfiles(pod.subjects, 'appArmorProfile')
  return pod.subjects.flatMap(subject =>
    copied.has(subject)
      ? [{ subject, path: [...subject.path, 'securityContext', 'appArmorProfile', 'type'], actual: 'Unconfined' }]
      : badProfiles([subject], 'appArmorProfile'),
  )
}

/** Sorted as upstream prints them: by `key="value"`, in which a `-` sorts before the `=`. */
function badAnnotations(pod: CheckInput): Violation[] {
  const found = [...forbiddenAnnotations(pod), ...annotatedUnconfined(pod)]
  if (found.length === 0) return []
  const containers = new Map<string, SecuritySubject>(pod.containers.map(container => [container.name, container]))
  return found
    .map(([key, actual]) => {
      const subject = containers.get(key.slice(annotationPrefix.length)) ?? pod.self
      return { subject, path: [...pod.annotationsPath, key], actual, annotation: `${key}=${goQuote(actual)}` }
    })
    .toSorted((a, b) => byBytes(a.annotation, b.annotation))
}

function forbiddenAnnotations({ annotations }: CheckInput): [string, string][] {
  return Object.entries(annotations).flatMap(([key, value]): [string, string][] => {
    const profile = key.startsWith(annotationPrefix) ? annotationText(value) : undefined
    return profile === undefined || isAllowed(profile) ? [] : [[key, profile]]
  })
}

function isAllowed(profile: string): boolean {
  return profile === '' || profile === 'runtime/default' || profile.startsWith('localhost/')
}

function annotationsOf(violations: readonly Violation[]): string[] {
  return violations.flatMap(({ annotation }) => annotation ?? [])
}

function fieldsOf(violations: readonly Violation[]): Violation[] {
  return violations.filter(({ annotation }) => annotation === undefined)
}

function badValues(violations: readonly Violation[]): string[] {
  return [...actualTexts(fieldsOf(violations)), ...annotationsOf(violations)]
}

/** Before the fields existed the annotations themselves were the detail. */
function detail(violations: readonly Violation[], { kubeMinor }: CheckInput): string {
  const annotations = annotationsOf(violations)
  if (kubeMinor < 30) return annotations.join(', ')
  const subjects = [
    ...settersOf(fieldsOf(violations)),
    ...(annotations.length > 0 ? [singularOrPlural(annotations.length, 'annotation', 'annotations')] : []),
  ]
  return `${subjects.join(' and ')} must not set AppArmor profile type to ${joinQuote(badValues(violations))}`
}
