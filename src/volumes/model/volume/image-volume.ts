import type { ImageFacts } from '../../../knowledge/images/image-facts.ts'
import { textAt, type ValueMap } from '../../../manifest/value.ts'
import { imageFacts } from '../../../workload/image/images.ts'
import type { Settings } from '../../../workload/settings/settings.ts'
import { either, known, nothingKnown, type PartialOwnership, whole } from '../partial.ts'
import { kindOfPlugin, type VolumeKind } from './kind.ts'

/** What containerd makes of every image's root (pkg/archive/tar.go, `applyNaive`: entries for it are passed over; v1.6, v2.1). */
const containerdRoot = { uid: 0, gid: 0, mode: 0o755 }

/** An image that is mounted, by what the lock knows of its directories. */
export function imageVolume(spec: ValueMap, settings: Settings): VolumeKind {
  const reference = textAt(spec, 'reference')
  const { '/': root, ...others } = imageFacts(reference, settings)?.mountPoints ?? {}
  const fresh = root === undefined || root === 'absent' ? nothingKnown : rootOf(root)
  const isDisputed = root !== undefined && whole(fresh) === undefined
  return {
    ...kindOfPlugin('image', { readOnly: true }),
    source: `image ${reference ?? ''}${root === undefined ? '' : ', as locked'}`.trim(),
    fresh,
    directories: new Map(Object.entries(others).flatMap(([path, facts]) => directory(path, facts))),
    absent: new Set(Object.entries(others).flatMap(([path, facts]) => (facts === 'absent' ? [path.slice(1)] : []))),
    unknown: [{ code: isDisputed ? 'image-root' : isArtifact(reference, settings) ? 'artifact' : 'image-contents' }],
  }
}

/**
 * Locked, and no image. containerd finds no layer of it in its config (client/image.go, `getLayers`), and CRI-O
 * mounts its blobs as files since 1.33 (server/container_create_linux.go).
 */
function isArtifact(reference: string | undefined, { lockState }: Settings): boolean {
  return reference !== undefined && lockState?.(reference)?.kind === 'artifact'
}

type PathFacts = NonNullable<ImageFacts['mountPoints']>[string]
type DirectoryFacts = Exclude<PathFacts, 'absent'>

/** CRI-O takes the root for what the layers say (containers/storage, pkg/archive: `hdr.Name == "."`). */
function rootOf(facts: DirectoryFacts): PartialOwnership {
  return either(known(containerdRoot), known(ownershipOf(facts)))
}

function directory(path: string, facts: PathFacts): readonly (readonly [string, PartialOwnership])[] {
  return facts === 'absent' ? [] : [[path.slice(1), known(ownershipOf(facts))]]
}

function ownershipOf({ owner, mode }: DirectoryFacts) {
  const [uid = 0, gid = 0] = owner.split(':').map(Number)
  return { uid, gid, mode: Number.parseInt(mode, 8) }
}
