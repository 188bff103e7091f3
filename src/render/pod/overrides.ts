import { compactMap } from '../../manifest/compact.ts'
import { isMap, listAt, type ValueMap } from '../../manifest/value.ts'
import type { ExtraContainer } from '../values/container.ts'
import type { Overrides } from '../values/overrides.ts'
import { extraContainer } from './container.ts'
import { appendedEnv } from './env.ts'
import { mapsAt } from './fields.ts'

/** Fields of the pod that an override replaces as a whole. */
const replaced = ['nodeSelector', 'tolerations', 'affinity', 'imagePullSecrets', 'serviceAccountName'] as const

/** What overrides need to know of the pod beside its spec. */
export interface Overridden {
  /** The main container's, for containers that name none. */
  readonly image: string
  /** Variables that nobody may add. */
  readonly reservedEnv: readonly string[]
}

/**
 * Apply what others may change: `resources` replace, variables and mounts are appended to the main container alone and
 * never beat what is there, extra containers come last, init containers after every other.
 */
export function overridden(pod: ValueMap, overrides: Overrides, { image, reservedEnv }: Overridden): ValueMap {
  const asContainer = (container: ExtraContainer) => extraContainer(container, image)
  const [main, ...others] = listAt(pod, 'containers')
  return {
    ...pod,
    ...compactMap(Object.fromEntries(replaced.map(field => [field, overrides[field]]))),
    initContainers: [...listAt(pod, 'initContainers'), ...(overrides.extraInitContainers ?? []).map(asContainer)],
    containers: [
      ...(isMap(main) ? [mainOverridden(main, overrides, reservedEnv)] : []),
      ...others,
      ...(overrides.extraContainers ?? []).map(asContainer),
    ],
    volumes: [...listAt(pod, 'volumes'), ...(overrides.volumes ?? [])],
  }
}

function mainOverridden(main: ValueMap, overrides: Overrides, reserved: readonly string[]): ValueMap {
  const { resources, env = [], volumeMounts = [], containerSecurityContext } = overrides
  return {
    ...main,
    ...(resources === undefined ? {} : { resources: compactMap(resources) }),
    env: appendedEnv(mapsAt(main, 'env'), env.map(compactMap), reserved),
    volumeMounts: [...listAt(main, 'volumeMounts'), ...volumeMounts.map(compactMap)],
    ...(containerSecurityContext === undefined ? {} : { securityContext: compactMap(containerSecurityContext) }),
  }
}
