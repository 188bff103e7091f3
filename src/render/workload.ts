import { compactMap } from '../manifest/compact.ts'
import type { Value, ValueMap } from '../manifest/value.ts'
import type { MetadataView } from './metadata.ts'

/** What a controller makes pods from. */
export interface PodTemplate {
  readonly metadata: Readonly<Record<string, Value>>
  readonly spec: ValueMap
}

const apiVersions = { Deployment: 'apps/v1', Job: 'batch/v1' } as const

/** The workload as an object: as much of it as decides about its pod. */
export function workloadOf(kind: keyof typeof apiVersions, metadata: MetadataView, template: PodTemplate): ValueMap {
  return {
    apiVersion: apiVersions[kind],
    kind,
    metadata: withoutNulls({ ...metadata }),
    spec: { template: { metadata: withoutNulls(template.metadata), spec: template.spec } },
  }
}

/** A view spells with `null` what is absent. */
function withoutNulls(view: Readonly<Record<string, Value>>): ValueMap {
  return compactMap(Object.fromEntries(Object.entries(view).filter(([, value]) => value !== null)))
}
