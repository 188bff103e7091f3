import type { ContainerView } from '../workload/pod/pod.ts'
import type { CheckInput } from './check-input.ts'
import { securityProfile } from './find.ts'

/** The deprecated annotation that names the AppArmor profile of the container whose name follows. */
export const annotationPrefix = 'container.apparmor.security.beta.kubernetes.io/'

/**
 * Containers into whose field the API server has copied the annotation `unconfined` of a new Pod (KEP-24, since
 * Kubernetes 1.30). Every other value that it copies is allowed in both forms, so nothing else shows.
 */
export function unconfinedByAnnotation(pod: CheckInput): ContainerView[] {
  if (!syncs(pod) || securityProfile(pod.self, 'appArmorProfile')?.type === 'Unconfined') return []
  return pod.containers.filter(
    container =>
      pod.annotations[annotationPrefix + container.name] === 'unconfined' &&
      securityProfile(container, 'appArmorProfile') === undefined,
  )
}

/**
 * Annotations, key and value, into which the API server has copied the profile `Unconfined` of a container, as 1.30 to
 * 1.33 did (kubernetes/kubernetes#131989).
 */
export function annotatedUnconfined(pod: CheckInput): [string, string][] {
  if (!syncs(pod) || pod.kubeMinor >= 34) return []
  const ofPod = securityProfile(pod.self, 'appArmorProfile')
  return pod.containers.flatMap((container): [string, string][] => {
    const key = annotationPrefix + container.name
    const profile = securityProfile(container, 'appArmorProfile') ?? ofPod
    return profile?.type === 'Unconfined' && pod.annotations[key] === undefined ? [[key, 'unconfined']] : []
  })
}

/** Templates are left alone: the controller's pods are synced when they are made. */
function syncs(pod: CheckInput): boolean {
  return pod.mode === 'pod' && pod.kubeMinor >= 30 && !pod.isWindows
}
