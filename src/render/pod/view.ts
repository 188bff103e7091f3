import type { Value, ValueMap } from '../../manifest/value.ts'
import { containerView, present } from './container.ts'
import { mapsAt } from './fields.ts'
import type { Repairs } from './repair.ts'

/** Fields of a pod spec that `partials/pod.hbs` prints by name; it prints all others after them. */
export const printedPodFields = [
  'restartPolicy',
  'serviceAccountName',
  'automountServiceAccountToken',
  'imagePullSecrets',
  'terminationGracePeriodSeconds',
  'securityContext',
  'volumes',
] as const
const containerLists = ['initContainers', 'containers']

/** What `partials/pod.hbs` prints. `null` stands for what is absent on purpose. */
export interface PodTemplateView {
  readonly [field: string]: Value
}

/** A pod spec, and the repairs that come before its init containers, laid out for the partial. */
export function podTemplateView(spec: ValueMap, { chown, sharing }: Repairs): PodTemplateView {
  const rest = Object.entries(spec).filter(
    ([key]) => !printedPodFields.some(name => name === key) && !containerLists.includes(key),
  )
  const initContainers = mapsAt(spec, 'initContainers')
  return {
    ...Object.fromEntries(printedPodFields.map(key => [key, present(spec[key])])),
    chown: chown === null ? null : { ...chown },
    sharing,
    hasInitContainers: chown !== null || sharing.length + initContainers.length > 0,
    initContainers: initContainers.map(containerView),
    containers: mapsAt(spec, 'containers').map(containerView),
    rest: Object.fromEntries(rest),
  }
}
