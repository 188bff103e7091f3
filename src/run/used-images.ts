import type { UsedImage } from '../lock/lock-images.ts'
import { listAt, mapAt, textAt } from '../manifest/value.ts'
import { containersOf, type PodView } from '../workload/pod.ts'
import { canonicalReference } from '../workload/reference.ts'
import type { Hardened } from './harden/harden.ts'

/**
 * Every image of the pods as hardening leaves them: of containers of all roles, of image volumes, and of the init
 * containers that our fixes add. A reference that no runtime takes is left out (`brokenImages`); the API server takes any.
 */
export function usedImages({ workloads }: Hardened): readonly UsedImage[] {
  const found = new Map<string, Set<string>>()
  for (const { reference, paths } of workloads.flatMap(({ after }) => imagesOf(after()))) {
    const known = found.get(reference) ?? new Set()
    for (const path of paths) known.add(path)
    found.set(reference, known)
  }
  return [...found]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([reference, paths]) => ({ reference, paths: [...paths].toSorted() }))
}

/** The images of the pods as they are written that no runtime takes for a reference, each once. */
export function brokenImages({ workloads }: Hardened): readonly string[] {
  const written = workloads.flatMap(({ workload }) => writtenIn(workload.pod))
  return [...new Set(written)].filter(image => image !== '' && canonicalReference(image) === undefined).toSorted()
}

function writtenIn(pod: PodView): readonly string[] {
  const containers = containersOf(pod).map(({ spec }) => textAt(spec, 'image') ?? '')
  const volumes = listAt(pod.spec, 'volumes').map(volume => textAt(mapAt(volume, 'image'), 'reference') ?? '')
  return [...containers, ...volumes]
}

function imagesOf(pod: PodView): readonly UsedImage[] {
  const containers = containersOf(pod).map(({ spec }) => ({
    image: textAt(spec, 'image'),
    paths: listAt(spec, 'volumeMounts').flatMap(mount => absolute(textAt(mount, 'mountPath'))),
  }))
  const volumes = listAt(pod.spec, 'volumes').map(volume => ({
    image: textAt(mapAt(volume, 'image'), 'reference'),
    paths: [],
  }))
  return [...containers, ...volumes].flatMap(({ image, paths }) => {
    const reference = image === undefined ? undefined : canonicalReference(image)
    return reference === undefined ? [] : [{ reference, paths }]
  })
}

function absolute(path: string | undefined): readonly string[] {
  return path?.startsWith('/') === true ? [path] : []
}
