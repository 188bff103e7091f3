import { listAt, textAt, type Value, type ValueMap } from '../manifest/value.ts'
import { scriptSteps } from './chown-script.ts'
import type { InitContainer, VolumeMount } from './container.ts'

/**
 * Whether an init container that is already there does what `wanted` would do: it re-owns every place that `wanted`
 * re-owns, to the same owner, through the same mounts. Name and image do not count, and it may do more.
 */
export function isSameChownInit(existing: ValueMap, wanted: InitContainer): boolean {
  const place = (mount: Value) => JSON.stringify(mountKey(mount))
  const mounted = new Set(listAt(existing, 'volumeMounts').map(place))
  return wanted.volumeMounts.every(mount => mounted.has(place(mount))) && reownsAll(existing, wanted)
}

function reownsAll(existing: ValueMap, wanted: InitContainer): boolean {
  const done = new Set(ownersOf(listAt(existing, 'command'), listAt(existing, 'args')))
  const asked = ownersOf(wanted.command, [])
  return asked.length > 0 && asked.every(owner => done.has(owner))
}

/** `uid:gid path` of every recursive chown that the container does not forgive. */
function ownersOf(command: readonly Value[], args: readonly Value[]): string[] {
  return scriptSteps([...command, ...args]).flatMap(step => {
    if (step.op !== 'chown' || !step.recursive || step.mayFail || step.contentsOnly === true) return []
    if (step.perhaps || step.ifFailed || step.ifRoot || step.only !== undefined) return []
    return step.paths.map(path => `${step.uid}:${step.gid} ${withoutSlash(path)}`)
  })
}

function mountKey(mount: Value): readonly (string | undefined)[] {
  const field = (name: keyof VolumeMount) => textAt(mount, name)
  return [field('name'), withoutSlash(field('mountPath') ?? ''), field('subPath') ?? '', field('subPathExpr') ?? '']
}

function withoutSlash(path: string): string {
  return path.length > 1 ? path.replace(/\/$/, '') : path
}
