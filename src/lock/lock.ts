import type { PlatformFacts } from '../registry/facts/image-facts.ts'
import type { LockedCluster } from '../workload/settings/cluster-facts.ts'

/** What was learnt of an image: facts for each platform that was asked for, by its name (`linux/amd64`). */
export interface LockedImage {
  /** Digest of the index or manifest that the tag named; an archive of `docker save` has none. */
  readonly digest?: string
  /** None of an artifact, which is no image and may be a volume. */
  readonly platforms: Readonly<Record<string, PlatformFacts>>
}

/** `seaworthy.lock.yaml`: images by their canonical references, `docker.io/library/redis:7.4`. */
export interface Lock {
  readonly images: ReadonlyMap<string, LockedImage>
  /** What the last `lock --cluster` saw. */
  readonly cluster?: LockedCluster
}
