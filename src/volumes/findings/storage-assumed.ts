import type { PodObservation } from '../../workload/observation.ts'
import type { Settings } from '../../workload/settings.ts'
import type { PodWithVerdicts } from './judged.ts'

/** Each class that is taken for what its name usually means, once, at the first mount of a claim of it. */
export function storageAssumed(pods: readonly PodWithVerdicts[], settings: Settings): readonly PodObservation[] {
  // Who asks "what if" by --assume knows.
  if (settings.assume !== undefined) return []
  const told = new Set<string>()
  return pods.flatMap(({ pod, verdicts }) =>
    verdicts.flatMap(({ container, index, facts }) => {
      const [storageClass, profile] = [facts?.claim?.storageClass, facts?.assumed]
      if (storageClass === undefined || profile === undefined || told.has(storageClass)) return []
      told.add(storageClass)
      const path = [...container.path, 'volumeMounts', index]
      const observation = { code: 'storage-assumed', storageClass, profile } as const
      return [{ pod, container: container.name, path, severity: 'note', observation } as const]
    }),
  )
}
