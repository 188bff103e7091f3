import type { Value, ValueMap } from '../../src/manifest/value.ts'
import type { PodView } from '../../src/workload/pod/pod.ts'
import { readPod } from './read-pod.ts'

/** What a row says of a pod; the rest is the same for all. */
export interface PodParts {
  readonly spec?: Value
  readonly annotations?: Value
  readonly mode?: PodView['mode']
}

/** The pod of a Pod manifest, judged as the template of a controller unless `mode` says otherwise. */
export function podOf({ spec = {}, annotations, mode = 'template' }: PodParts): PodView {
  const metadata = { name: 'p', ...(annotations !== undefined && { annotations }) }
  return { ...readPod(JSON.stringify({ apiVersion: 'v1', kind: 'Pod', metadata, spec })), mode }
}

/** The smallest pod that restricted admits, with one container `a`, changed by `change`. */
export function restrictedPod(change: ValueMap = {}): ValueMap {
  return {
    securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
    containers: [hardened('a')],
    ...change,
  }
}

/** A container that needs nothing more at restricted when its pod does its part. */
export function hardened(name: string, change: ValueMap = {}): ValueMap {
  return { name, securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] }, ...change } }
}
