import { listAt, textAt } from '../../manifest/value.ts'
import { restrictedContainer } from '../../security/contexts.ts'
import type { Hardening } from '../../workload/finding/observation.ts'
import { saidBy } from '../../workload/image/merged-facts.ts'
import type { PodView } from '../../workload/pod/pod.ts'
import type { HardenReason } from '../../workload/reason/harden-reason.ts'
import { type Candidate, leftOut, onContainer } from '../candidate.ts'
import type { HardenContext } from '../context.ts'
import { combined, nothing, type PodHardening } from '../hardening.ts'
import { isUnset } from './unset.ts'

const field = 'readOnlyRootFilesystem'

/**
 * `readOnlyRootFilesystem: true`, on request, with an emptyDir on every path that the image is known to write. An image
 * of which that is not known is left alone and reported: it would fail at its first write, and not before.
 */
export function hardenReadOnlyRootFilesystem(
  pod: PodView,
  candidates: readonly Candidate[],
  context: HardenContext,
): PodHardening {
  if (!context.settings.harden.readOnlyRootFilesystem) return nothing
  return combined(candidates.map(candidate => hardenOne(pod, candidate)))
}

function hardenOne(pod: PodView, candidate: Candidate): PodHardening {
  if (!isUnset(candidate.context[field]) || candidate.context.privileged === true) return nothing
  const { facts } = candidate
  if (facts?.writablePaths === undefined) return leftOut(pod, candidate, field, { code: 'image-writes-unknown' })
  const { writablePaths: paths } = facts
  const reason = { code: 'image-writes', paths, from: saidBy(facts, 'writablePaths') } as const
  const missing = paths.filter(path => !isMounted(candidate, path))
  const scratch = missing.flatMap(path => scratchVolume(pod, candidate, { path, reason }))
  return {
    hardenings: [onContainer(candidate, [field], restrictedContainer[field], reason), ...scratch],
    observations: [],
  }
}

function isMounted({ container }: Candidate, path: string): boolean {
  return listAt(container.spec, 'volumeMounts').some(mount => {
    const mountPath = textAt(mount, 'mountPath')?.replace(/\/+$/, '')
    return mountPath !== undefined && (path === mountPath || path.startsWith(`${mountPath}/`))
  })
}

interface Scratch {
  readonly path: string
  readonly reason: HardenReason
}

/** One volume a container and path: two containers that share `/tmp` would see each other's files. */
function scratchVolume(pod: PodView, { container }: Candidate, { path, reason }: Scratch): readonly Hardening[] {
  const name = volumeName(container.name, path)
  const volumes = listAt(pod.spec, 'volumes')
  if (volumes.some(volume => textAt(volume, 'name') === name)) return []
  const mounts = listAt(container.spec, 'volumeMounts').length
  return [
    {
      change: { op: 'insert', path: [...pod.path, 'volumes', volumes.length], value: { name, emptyDir: {} } },
      reason,
    },
    {
      change: { op: 'insert', path: [...container.path, 'volumeMounts', mounts], value: { name, mountPath: path } },
      reason,
    },
  ]
}

/** A DNS label of at most 63 characters, the same on every run. */
function volumeName(container: string, path: string): string {
  const slug = `scratch-${container}-${path}`.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')
  return slug.replace(/-+$/, '').slice(0, 63).replace(/-+$/, '')
}
