import { compactMap } from '../../manifest/compact.ts'
import { listAt, textAt, type ValueMap } from '../../manifest/value.ts'
import type { Volume } from '../values/pod.ts'

/** Those of the shared volumes that the containers mount, in the order of the values, as Kubernetes spells them. */
export function podVolumes(volumes: readonly Volume[], containers: readonly ValueMap[]): ValueMap[] {
  const mounted = new Set(
    containers.flatMap(container => listAt(container, 'volumeMounts').map(mount => textAt(mount, 'name'))),
  )
  return volumes.filter(({ name }) => mounted.has(name)).map(podVolume)
}

function podVolume({ claim, ...volume }: Volume): ValueMap {
  const source = claim === undefined ? {} : { persistentVolumeClaim: { claimName: claim.name } }
  return compactMap({ ...volume, ...source })
}
