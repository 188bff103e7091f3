import { pathsProblem } from './chown.ts'
import type { EnvEntry, VolumeMount } from './container.ts'
import { envProblem } from './env.ts'
import { labelProblem } from './names.ts'
import { refusalSentence } from './rules.ts'

/** A volume mount as a workload writes it. */
export interface WorkloadMount {
  readonly name: string
  readonly mountPath: string
  readonly subPath?: string
  readonly subPathExpr?: string
  readonly readOnly?: boolean
}

/** Why an init container cannot write through these mounts, or undefined. */
export function mountsProblem(mounts: readonly WorkloadMount[], env: readonly EnvEntry[]): string | undefined {
  const paths = mounts.map(({ mountPath }) => mountPath)
  return (
    (mounts.length === 0 ? refusalSentence('mounts', mounts, 'at least one mount') : undefined) ??
    pathsProblem('mountPaths', paths) ??
    firstOf(mounts, (mount, index) => mountProblem(`mounts[${index}]`, mount)) ??
    firstOf(mounts, (mount, index) => clash(`mounts[${index}].mountPath`, mount, mounts)) ??
    envProblem('env', expressionsOf(mounts), env)
  )
}

/** The mounts an init container gets: each place once, without `readOnly`. */
export function writableMounts(mounts: readonly WorkloadMount[]): VolumeMount[] {
  const first = mounts.filter(
    ({ mountPath }, index) => index === mounts.findIndex(other => other.mountPath === mountPath),
  )
  return first.map(({ name, mountPath, subPath, subPathExpr }) => ({
    name,
    mountPath,
    ...(subPath === undefined ? {} : { subPath }),
    ...(subPathExpr === undefined ? {} : { subPathExpr }),
  }))
}

/** Every `subPathExpr` of the mounts. */
export function expressionsOf(mounts: readonly WorkloadMount[]): string[] {
  return mounts.flatMap(({ subPathExpr }) => (subPathExpr === undefined ? [] : [subPathExpr]))
}

function mountProblem(field: string, { name, subPath, subPathExpr, readOnly }: WorkloadMount): string | undefined {
  if (readOnly === true) return refusalSentence(`${field}.readOnly`, readOnly, 'a mount that can be written')
  if (subPath !== undefined && subPathExpr !== undefined)
    return refusalSentence(`${field}.subPathExpr`, subPathExpr, 'either subPath or subPathExpr')
  return labelProblem(`${field}.name`, name)
}

/** The API server refuses two mounts at one path; the same mount twice is only a repetition. */
function clash(field: string, mount: WorkloadMount, mounts: readonly WorkloadMount[]): string | undefined {
  const other = mounts.find(({ mountPath }) => mountPath === mount.mountPath)
  const same =
    other === undefined ||
    (other.name === mount.name && other.subPath === mount.subPath && other.subPathExpr === mount.subPathExpr)
  return same ? undefined : refusalSentence(field, mount.mountPath, 'each path once')
}

function firstOf<Item>(
  items: readonly Item[],
  find: (item: Item, index: number) => string | undefined,
): string | undefined {
  for (const [index, item] of items.entries()) {
    const found = find(item, index)
    if (found !== undefined) return found
  }
  return undefined
}
