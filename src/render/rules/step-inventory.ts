import type { FieldPath } from '../../manifest/path.ts'
import type { Partly } from '../values/partly.ts'
import type { Step } from '../values/step.ts'
import { type Container, type Mount, mountsOf } from './mounts.ts'
import type { Named } from './rule.ts'

type Steps = readonly (Partly<Step> | undefined)[]

/** The init containers that steps are. */
export function stepContainers(steps: Steps): Container[] {
  return steps.map((step, index) => ({
    name: step?.name,
    path: [...pathOf(index), 'name'],
    mounts: step?.type === 'run' ? mountsOf(step, pathOf(index)) : [],
  }))
}

/** Mounts that steps share with the worker. Several may share a volume, at one place. */
export function stepMounts(steps: Steps): Mount[] {
  return distinct(steps.flatMap((step, index) => (step === undefined ? [] : sharedMounts(step, pathOf(index)))))
}

/** Volumes that steps bring. */
export function stepVolumes(steps: Steps): Named[] {
  const staging = steps.flatMap((step, index) =>
    step?.type === 'files' ? [{ name: step.staging?.volume, path: [...pathOf(index), 'staging', 'volume'] }] : [],
  )
  return [...stepMounts(steps), ...staging]
}

function sharedMounts(step: Partly<Step>, path: FieldPath): Mount[] {
  if ('token' in step && step.token !== undefined)
    return [{ name: step.token.volume, mountPath: step.token.mountPath, path: [...path, 'token'] }]
  if (step.type !== 'files' || step.volume === undefined || step.mountPath === undefined) return []
  return [{ name: step.volume, mountPath: step.mountPath, path: [...path, 'volume'] }]
}

function pathOf(index: number): FieldPath {
  return ['worker', 'steps', index]
}

function distinct(mounts: readonly Mount[]): Mount[] {
  const same = (a: Mount, b: Mount) => a.name === b.name && a.mountPath === b.mountPath
  return mounts.filter((mount, index) => index === mounts.findIndex(other => same(mount, other)))
}
