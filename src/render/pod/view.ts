import type { Value } from '../../manifest/value.ts'
import { containerView, present } from './container.ts'
import { mapsAt } from './fields.ts'
import type { Planned } from './planned.ts'

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

/** A planned pod laid out for the partial. What the planner brought is printed as it came. */
export function podTemplateView({ spec, repairs }: Planned): PodTemplateView {
  const rest = Object.entries(spec).filter(
    ([key]) => !printedPodFields.some(name => name === key) && !containerLists.includes(key),
  )
  const initContainers = mapsAt(spec, 'initContainers')
  return {
    ...Object.fromEntries(printedPodFields.map(key => [key, present(spec[key])])),
    hasInitContainers: initContainers.length > 0,
    repairs: initContainers.slice(0, repairs),
    initContainers: initContainers.slice(repairs).map(containerView),
    containers: mapsAt(spec, 'containers').map(containerView),
    rest: Object.fromEntries(rest),
  }
}
