import { isMap, listAt, mapAt, textAt, type Value, type ValueMap } from '../../manifest/value.ts'
import { mapsAt } from '../pod/plain.ts'
import { mergedEnv } from './env.ts'

/**
 * Lay a worker's pod over a PodSpec that the platform keeps. What the worker needs to work wins: `restartPolicy`, its init
 * containers before the template's, its volumes after, its container merged into the one of the same name or appended.
 * Every other field of the pod is the template's where it has one.
 */
export function onTemplate(template: ValueMap, worker: ValueMap, containerName: string): ValueMap {
  const containers = listAt(worker, 'containers')
  return {
    ...worker,
    ...template,
    restartPolicy: worker.restartPolicy ?? null,
    initContainers: [...listAt(worker, 'initContainers'), ...listAt(template, 'initContainers')],
    containers: containersOn(listAt(template, 'containers'), containers, containerName),
    volumes: [...listAt(template, 'volumes'), ...listAt(worker, 'volumes')],
  }
}

function containersOn(template: readonly Value[], worker: readonly Value[], name: string): Value[] {
  const [main, ...others] = worker
  const place = template.findIndex(container => textAt(container, 'name') === name)
  const found = template[place]
  if (!isMap(main)) return [...template]
  if (!isMap(found)) return [...template, main, ...others]
  return [...template.slice(0, place), onContainer(found, main), ...template.slice(place + 1), ...others]
}

/** The worker's image, command, arguments and directory replace the template's; lists and amounts are merged. */
function onContainer(template: ValueMap, worker: ValueMap): ValueMap {
  return {
    ...template,
    ...worker,
    ...kept(template, ['imagePullPolicy', 'securityContext']),
    env: mergedEnv([mapsAt(template, 'env'), mapsAt(worker, 'env')]),
    volumeMounts: [...listAt(template, 'volumeMounts'), ...listAt(worker, 'volumeMounts')],
    resources: mergedResources(mapAt(template, 'resources'), mapAt(worker, 'resources')),
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
