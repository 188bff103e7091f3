import { kubernetesAt } from '../../schema/types.ts'
import { type UnservedKind, unservedKind } from '../../schema/unserved-kind.ts'
import type { ObjectRef } from '../../workload/object/object.ts'
import { knownMinors } from '../../workload/settings/known-minors.ts'
import type { Settings } from '../../workload/settings/settings.ts'

/** The kind of an object that the API server of the settings does not serve. What an older one serves, nobody here knows. */
export function unservedIn({ schema, kubeMinor }: Settings, ref: ObjectRef): UnservedKind | undefined {
  if (schema === 'off' || (kubeMinor !== undefined && kubeMinor < knownMinors.first)) return undefined
  return unservedKind(ref, kubernetesAt(kubeMinor))
}
