import type { UsedImage } from '../lock/lock-images.ts'
import type { FieldPath } from '../manifest/path.ts'
import { isMap, listAt, mapAt, textAt } from '../manifest/value.ts'
import { isOpen } from '../volumes/model/start/directories.ts'
import { subPathOf } from '../volumes/model/start/sub-path.ts'
import type { Place } from '../workload/finding/finding.ts'
import { canonicalReference } from '../workload/image/reference.ts'
import { containersOf, type PodView } from '../workload/pod/pod.ts'
import type { Hardened } from './harden/harden.ts'
import { placeOf } from './place.ts'

/**
 * Every image of the pods as hardening leaves them: of containers of all roles, of image volumes (their root, and what
 * else of them is mounted), and of the init containers that our fixes add. A reference that no runtime takes is left out (`brokenImages`); the API server takes any.
 */
export function usedImages({ workloads }: Hardened): readonly UsedImage[] {
  const found = new Map<string, { as: UsedImage['as']; readonly paths: Set<string> }>()
  for (const { image, paths, as } of workloads.flatMap(({ after }) => imagesOf(after()))) {
    const reference = canonicalReference(image)
    if (reference === undefined) continue
    const known = found.get(reference) ?? { as, paths: new Set() }
    for (const path of paths) known.paths.add(path)
    found.set(reference, { ...known, as: as === 'container' ? as : known.as })
  }
  return [...found]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([reference, { as, paths }]) => ({ reference, paths: [...paths].toSorted(), as }))
}

/** What stands for an image and is none, and the first place where it stands. */
export interface BrokenImage {
  readonly place: Place
  readonly image: string
}

/** The images of the pods as they are written that no runtime takes for a reference. Pods may share one. */
export function brokenImages({ workloads }: Hardened): readonly BrokenImage[] {
  const found = new Map<string, BrokenImage>()
  for (const { source, pod } of workloads.map(({ workload }) => workload))
    for (const { image, path } of imagesOf(pod))
      if (image !== '' && canonicalReference(image) === undefined && !found.has(image))
        found.set(image, { place: placeOf(source, pod.object, path), image })
  return [...found.values()]
}

/** An image as it is written, and where what runs in it mounts volumes. */
interface WrittenImage {
  readonly image: string
  readonly path: FieldPath
  readonly paths: readonly string[]
  readonly as: UsedImage['as']
}

function imagesOf(pod: PodView): readonly WrittenImage[] {
  const containers = containersOf(pod).map(({ spec, path }) => ({
    image: textAt(spec, 'image') ?? '',
    path: [...path, 'image'],
    paths: listAt(spec, 'volumeMounts').flatMap(mount => absolute(textAt(mount, 'mountPath'))),
    as: 'container' as const,
  }))
  const volumes = listAt(pod.spec, 'volumes').map((volume, index) => ({
    image: textAt(mapAt(volume, 'image'), 'reference') ?? '',
    path: [...pod.path, 'volumes', index, 'image', 'reference'],
    paths: ['/', ...subPathsOf(pod, textAt(volume, 'name'))],
    as: 'volume' as const,
  }))
  return [...containers, ...volumes]
}

function absolute(path: string | undefined): readonly string[] {
  return path?.startsWith('/') === true ? [path] : []
}

/** Parts of a volume that are mounted in its place, as paths of the image that it is. */
function subPathsOf(pod: PodView, volume: string | undefined): readonly string[] {
  const paths = containersOf(pod).flatMap(({ spec }) =>
    listAt(spec, 'volumeMounts').flatMap(mount =>
      isMap(mount) && textAt(mount, 'name') === volume ? [subPathOf(spec, mount)] : [],
    ),
  )
  return paths.filter(path => path !== '' && !isOpen(path)).map(path => `/${path}`)
}
