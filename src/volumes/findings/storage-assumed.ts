import type { PodObservation } from '../../workload/finding/observation.ts'
import type { Settings } from '../../workload/settings/settings.ts'
import type { PodWithVerdicts } from './judged.ts'

/** Each class that is taken for what its name usually means, once, at the first mount of a claim of it. */
export function storageAssumed(
  pods: readonly PodWithVerdicts[],
  settings: Settings,
  told: Set<string>,
): readonly PodObservation[] {
  // Who asks "what if" by --assume knows.
  if (settings.assume !== undefined) return []
  return pods.flatMap(({ pod, verdicts }) =>
    verdicts.flatMap(({ container, index, facts }) => {
      const [storageClass, profile] = [facts?.claim?.storageClass, facts?.assumed]
      if (storageClass === undefined || profile === undefined) return []
      const key = `assumed ${storageClass}`
      if (told.has(key)) return []
      told.add(key)
      const path = [...container.path, 'volumeMounts', index]
      const observation = { code: 'storage-assumed', storageClass, profile } as const
      return [{ pod, container: container.name, path, severity: 'note', observation } as const]
    }),
  )
}
