import { annotatedUnconfined, annotationPrefix, unconfinedByAnnotation } from '../app-armor-sync.ts'
import { byBytes } from '../byte-order.ts'
import type { Breach, Check } from '../check.ts'
import { inPodAndContainers } from '../fields.ts'
import { badProfiles } from '../find.ts'
import { goQuote } from '../go-quote.ts'
import { annotationText, type JudgedPod, type Setter } from '../judged-pod.ts'
import { actualTexts, joinQuote, plural, settersOf } from '../message.ts'

/**
 * Pods must not switch AppArmor off. An annotation with the prefix counts whether or not it names a container of the
 * pod.
 */
export const appArmorProfile: Check = {
  id: 'appArmorProfile',
  level: 'baseline',
  control: 'AppArmor',
  reason: 'forbidden AppArmor profile',
  reasonFor: breaches =>
    plural(badValues(breaches).length, 'forbidden AppArmor profile', 'forbidden AppArmor profiles'),
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

function v1_0(pod: JudgedPod): Breach[] {
  return [...badFields(pod), ...badAnnotations(pod)]
}

/** The fields came with Kubernetes 1.30; an older API server drops them unread. */
function badFields(pod: JudgedPod): Breach[] {
  if (pod.kubeMinor < 30) return []
  const copied = new Set<Setter>(unconfinedByAnnotation(pod))
  if (copied.size === 0) return badProfiles(pod.setters, 'appArmorProfile')
  return pod.setters.flatMap(setter =>
    copied.has(setter)
      ? [{ setter, path: [...setter.path, 'securityContext', 'appArmorProfile', 'type'], actual: 'Unconfined' }]
      : badProfiles([setter], 'appArmorProfile'),
  )
}

/** Sorted as upstream prints them: by `key="value"`, in which a `-` sorts before the `=`. */
function badAnnotations(pod: JudgedPod): Breach[] {
  const found = [...forbiddenAnnotations(pod), ...annotatedUnconfined(pod)]
  if (found.length === 0) return []
  const containers = new Map<string, Setter>(pod.containers.map(container => [container.name, container]))
  return found
    .map(([key, actual]) => {
      const setter = containers.get(key.slice(annotationPrefix.length)) ?? pod.self
      return { setter, path: [...pod.annotationsPath, key], actual, annotation: `${key}=${goQuote(actual)}` }
    })
    .toSorted((a, b) => byBytes(a.annotation, b.annotation))
}

function forbiddenAnnotations({ annotations }: JudgedPod): [string, string][] {
  return Object.entries(annotations).flatMap(([key, value]): [string, string][] => {
    const profile = key.startsWith(annotationPrefix) ? annotationText(value) : undefined
    return profile === undefined || isAllowed(profile) ? [] : [[key, profile]]
  })
}

function isAllowed(profile: string): boolean {
  return profile === '' || profile === 'runtime/default' || profile.startsWith('localhost/')
}

function annotationsOf(breaches: readonly Breach[]): string[] {
  return breaches.flatMap(({ annotation }) => annotation ?? [])
}

function fieldsOf(breaches: readonly Breach[]): Breach[] {
  return breaches.filter(({ annotation }) => annotation === undefined)
}

function badValues(breaches: readonly Breach[]): string[] {
  return [...actualTexts(fieldsOf(breaches)), ...annotationsOf(breaches)]
}

/** Before the fields existed the annotations themselves were the detail. */
function detail(breaches: readonly Breach[], { kubeMinor }: JudgedPod): string {
  const annotations = annotationsOf(breaches)
  if (kubeMinor < 30) return annotations.join(', ')
  const setters = [
    ...settersOf(fieldsOf(breaches)),
    ...(annotations.length > 0 ? [plural(annotations.length, 'annotation', 'annotations')] : []),
  ]
  return `${setters.join(' and ')} must not set AppArmor profile type to ${joinQuote(badValues(breaches))}`
}
