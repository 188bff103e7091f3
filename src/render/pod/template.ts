import { isMap, listAt, mapAt, textAt, type Value, type ValueMap } from '../../manifest/value.ts'
import { mergedEnv } from './env.ts'
import { mapsAt } from './fields.ts'

/**
 * Lay a pod over a PodSpec that the platform keeps. What the pod needs to work wins: `restartPolicy`, its init containers
 * before the template's, its volumes after, its main container merged into the one of the same name or appended. Every
 * other field of the pod is the template's where it has one.
 */
export function onTemplate(template: ValueMap, pod: ValueMap, containerName: string): ValueMap {
  return {
    ...pod,
    ...template,
    restartPolicy: pod.restartPolicy ?? null,
    initContainers: [...listAt(pod, 'initContainers'), ...listAt(template, 'initContainers')],
    containers: containersOn(listAt(template, 'containers'), listAt(pod, 'containers'), containerName),
    volumes: [...listAt(template, 'volumes'), ...listAt(pod, 'volumes')],
  }
}

/** The main container comes first in a pod, and keeps the place that a template has for it. */
function containersOn(template: readonly Value[], pod: readonly Value[], name: string): Value[] {
  const [main, ...others] = pod
  const place = template.findIndex(container => textAt(container, 'name') === name)
  const found = template[place]
  if (!isMap(main)) return [...template]
  if (!isMap(found)) return [...template, main, ...others]
  return [...template.slice(0, place), onContainer(found, main), ...template.slice(place + 1), ...others]
}

/** The main container's image, command, arguments and directory replace the template's; lists and amounts are merged. */
function onContainer(template: ValueMap, main: ValueMap): ValueMap {
  return {
    ...template,
    ...main,
    ...kept(template, ['imagePullPolicy', 'securityContext']),
    env: mergedEnv([mapsAt(template, 'env'), mapsAt(main, 'env')]),
    volumeMounts: [...listAt(template, 'volumeMounts'), ...listAt(main, 'volumeMounts')],
    resources: mergedResources(mapAt(template, 'resources'), mapAt(main, 'resources')),
  }
}

/** Amounts by name: the second's replace the first's. */
export function mergedResources(under: ValueMap = {}, over: ValueMap = {}): ValueMap {
  const amounts = ['requests', 'limits'].map(kind => [kind, { ...mapAt(under, kind), ...mapAt(over, kind) }] as const)
  const given = amounts.filter(([, names]) => Object.keys(names).length > 0)
  return { ...under, ...over, ...Object.fromEntries(given) }
}

function kept(map: ValueMap, keys: readonly string[]): ValueMap {
  return Object.fromEntries(Object.entries(map).filter(([key]) => keys.includes(key)))
}
