import { isMap, listAt, type Value, type ValueMap } from '../../manifest/value.ts'
import { extraContainer } from '../pod/container.ts'
import { compact, mapsAt } from '../pod/plain.ts'
import type { ExtraContainer } from '../values/container.ts'
import type { Overrides } from '../values/overrides.ts'
import type { WorkerValues } from '../values/worker.ts'
import { appendedEnv } from './env.ts'

/** Fields of the pod that an override replaces as a whole. */
const replaced = ['nodeSelector', 'tolerations', 'affinity', 'imagePullSecrets', 'serviceAccountName'] as const

/**
 * Apply what a dispatcher may change: `resources` replace, variables and mounts are appended to the worker's container
 * alone and never beat what is there, extra containers come last, init containers after every step.
 */
export function overridden(pod: ValueMap, worker: WorkerValues, image: string): ValueMap {
  const { podOverrides: overrides } = worker
  if (overrides === undefined) return pod
  const asContainer = (container: ExtraContainer) => extraContainer(container, image)
  const [main, ...others] = listAt(pod, 'containers')
  return {
    ...pod,
    ...compact(Object.fromEntries(replaced.map(field => [field, overrides[field]]))),
    initContainers: [...listAt(pod, 'initContainers'), ...(overrides.extraInitContainers ?? []).map(asContainer)],
    containers: [
      ...(isMap(main) ? [mainOverridden(main, overrides, worker.reserved.env)] : []),
      ...others,
      ...(overrides.extraContainers ?? []).map(asContainer),
    ],
    volumes: [...listAt(pod, 'volumes'), ...(overrides.volumes ?? []).map(volume => volume as Value)],
  }
}

function mainOverridden(main: ValueMap, overrides: Overrides, reserved: readonly string[]): ValueMap {
  const { resources, env = [], volumeMounts = [], containerSecurityContext } = overrides
  return {
    ...main,
    ...(resources === undefined ? {} : { resources: compact(resources) }),
    env: appendedEnv(mapsAt(main, 'env'), env.map(compact), reserved),
    volumeMounts: [...listAt(main, 'volumeMounts'), ...volumeMounts.map(compact)],
    ...(containerSecurityContext === undefined ? {} : { securityContext: compact(containerSecurityContext) }),
  }
}
