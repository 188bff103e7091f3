import { inTurnsByPlace } from '../manifest/turns.ts'
import { readImage } from '../registry/facts/image-facts.ts'
import { ArtifactError, ImageError } from '../registry/limits.ts'
import { imageFor, type ResolvedImage } from '../registry/source/image-source.ts'
import { formatPlatform, type Platform } from '../registry/source/platform.ts'
import type { LockedImage } from './lock.ts'

/** An image that manifests use: its canonical reference, and the paths at which they mount volumes into it. */
export interface UsedImage {
  readonly reference: string
  readonly paths: readonly string[]
  /** What it is used as: as a volume alone it need not be an image. */
  readonly as: 'container' | 'volume'
}

/** How images are looked up. */
export interface LockingOptions {
  readonly resolve: (reference: string) => Promise<ResolvedImage>
  /** The registry that is asked. */
  readonly placeOf: (reference: string) => string
  readonly platforms: readonly Platform[]
  /** Told after each image, so that a person who waits sees how far it is. */
  readonly progress: (done: number, of: number) => void
}

/** What became of each image: its facts, or a sentence for why there are none. */
export interface LockingResult {
  readonly locked: ReadonlyMap<string, LockedImage>
  readonly failed: ReadonlyMap<string, string>
}

/** Look up all images, some at a time. A failure of one does not stop the others. */
export async function lockImages(images: readonly UsedImage[], options: LockingOptions): Promise<LockingResult> {
  const locked = new Map<string, LockedImage>()
  const failed = new Map<string, string>()
  const turns = { ...atOnce, placeOf: ({ reference }: UsedImage) => options.placeOf(reference) }
  await inTurnsByPlace(images, turns, async image => {
    await lockImage(image, options).then(
      found => locked.set(image.reference, found),
      (error: unknown) => failed.set(image.reference, sentenceOf(error)),
    )
    options.progress(locked.size + failed.size, images.length)
  })
  return { locked, failed }
}

/** How digests are asked for. */
export interface DigestOptions extends Pick<LockingOptions, 'placeOf'> {
  readonly digest: (reference: string) => Promise<string>
}

/** The digest that each tag names now, or a sentence for why that is not known. */
export async function currentDigests(
  references: readonly string[],
  { digest, placeOf }: DigestOptions,
): Promise<ReadonlyMap<string, { readonly digest: string } | { readonly failed: string }>> {
  const found = new Map<string, { readonly digest: string } | { readonly failed: string }>()
  await inTurnsByPlace(references, { ...atOnce, placeOf }, async reference => {
    const answer = await digest(reference).catch((error: unknown) => ({ failed: sentenceOf(error) }))
    found.set(reference, typeof answer === 'string' ? { digest: answer } : answer)
  })
  return found
}

/** Images that are asked for at one time, each by one request after the other: what is at hand of one takes some megabytes. */
const atOnce = { each: 4, all: 12 }

async function lockImage({ reference, paths, as }: UsedImage, options: LockingOptions): Promise<LockedImage> {
  const image = await options.resolve(reference)
  const platforms = await factsOf(image, paths, options.platforms).catch((error: unknown) => {
    if (as === 'volume' && error instanceof ArtifactError) return {}
    throw error
  })
  return { ...(image.digest !== undefined && { digest: image.digest }), platforms }
}

async function factsOf(
  image: ResolvedImage,
  paths: readonly string[],
  platforms: readonly Platform[],
): Promise<LockedImage['platforms']> {
  const found: [string, LockedImage['platforms'][string]][] = []
  for (const platform of platforms) {
    const manifest = await imageFor(image, platform)
    found.push([formatPlatform(platform), await readImage(manifest, image.open, { platform, paths })])
  }
  return Object.fromEntries(found)
}

/** Whatever is wrong with an image is a sentence; anything else is a bug and goes on. */
function sentenceOf(error: unknown): string {
  if (error instanceof ImageError) return error.message
  throw error
}

/** What is no image, and of which nothing but its digest is known. */
export function isArtifact({ platforms }: LockedImage): boolean {
  return Object.keys(platforms).length === 0
}

/** Whether a lock answers for an image already: for all platforms, and for every path that is mounted. */
export function answersFor(locked: LockedImage, image: UsedImage, platforms: readonly Platform[]): boolean {
  if (missingFact(locked, image) !== undefined) return false
  return isArtifact(locked) || platforms.every(platform => Object.hasOwn(locked.platforms, formatPlatform(platform)))
}

/** What a lock does not tell of an image as it is used now, in words; undefined where it tells all. */
export function missingFact(locked: LockedImage, { paths, as }: UsedImage): string | undefined {
  if (isArtifact(locked)) return as === 'volume' ? undefined : 'what it runs as, for it was an artifact and no image'
  const facts = Object.values(locked.platforms)
  const path = paths.find(mounted => facts.some(({ paths: known }) => !Object.hasOwn(known, mounted)))
  return path === undefined ? undefined : `who owns ${path}, which is mounted`
}
