import type { Value, ValueMap } from '../../src/manifest/value.ts'
import { isMap } from '../../src/manifest/value.ts'
import type { PodView } from '../../src/workload/pod.ts'

export interface PodParts {
  readonly spec?: Value
  readonly annotations?: Value
  readonly mode?: PodView['mode']
}

/** A pod view without text behind it: the checks look at values and paths only. */
export function podOf({ spec = {}, annotations, mode = 'template' }: PodParts): PodView {
  const metadata: ValueMap = annotations === undefined ? {} : { annotations }
  const value: ValueMap = { metadata, spec }
  const ref = { apiVersion: 'v1', kind: 'Pod', name: 'p' }
  const document = { index: 0, start: 0, end: 0, value, problems: [], positionOf: () => ({ line: 1, column: 1 }) }
  return {
    object: { ref, document, path: [], value },
    mode,
    path: ['spec'],
    spec: isMap(spec) ? spec : {},
    metadataPath: ['metadata'],
    metadata,
  }
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
