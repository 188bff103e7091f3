import { InputError } from '../../error.ts'
import type { LockedImage } from '../../lock/lock.ts'
import { answersFor, isArtifact, lockImages, type UsedImage } from '../../lock/lock-images.ts'
import { visible } from '../../manifest/text/visible.ts'
import { type Platform, parsePlatform } from '../../registry/source/platform.ts'
import { plural } from '../../report/words/plural.ts'
import { type ExitCode, exitCode } from '../exit-code.ts'
import type { ImageSources } from '../network/image-sources.ts'
import type { Arguments } from '../options/arguments.ts'
import type { Io } from '../process/io.ts'
import { countedFacts, type SeenCluster } from './cluster-facts.ts'
import { imagesIn, type LockFile, saveLock } from './lock-file.ts'
import { brokenLines, type ManifestImages } from './manifest-images.ts'

type Images = ReadonlyMap<string, LockedImage>

/** Look up what the lock does not answer for yet, and write it with what it has. A failure leaves it as it was. */
export async function updateLock(
  target: LockFile,
  { used, broken }: ManifestImages,
  sources: ImageSources,
  seen: SeenCluster | undefined,
  args: Arguments,
  io: Io,
): Promise<ExitCode> {
  const kept = imagesIn(target.known)
  const platforms = platformsOf(args)
  const wanted = used.filter(image => args.has('update') || !isKept(image, kept, platforms))
  const progress = (done: number, of: number) => io.progress(`${done} of ${of} images`)
  const { locked, failed } = await lockImages(wanted, { ...sources, platforms, progress })
  const failures = [...[...failed].map(([reference, why]) => `${reference}: ${why}`).toSorted(), ...brokenLines(broken)]
  for (const line of failures) io.stderr(`seaworthy: ${visible(line)}\n`)
  if (failures.length > 0 && !args.has('keep-going')) return unwritten(target, locked, io)
  const images = new Map([...keptFor(used, kept, args), ...locked])
  const cluster = seen?.facts ?? target.known?.cluster?.whole()
  await saveLock(target, { images, ...(cluster !== undefined && { cluster }) }, io)
  if (!args.has('quiet')) {
    tellArtifacts(locked, io)
    const ofCluster = seen === undefined ? '' : `; ${countedFacts(seen.facts)} of ${seen.title}`
    const lookedUp = `${plural(locked.size, 'image')} looked up, ${used.length - wanted.length} kept`
    io.stdout(`wrote ${visible(target.file)}: ${lookedUp}${ofCluster}\n`)
  }
  return failures.length > 0 || seen?.isWhole === false ? exitCode.found : exitCode.ok
}

function isKept(image: UsedImage, kept: Images, platforms: readonly Platform[]): boolean {
  const entry = kept.get(image.reference)
  return entry !== undefined && answersFor(entry, image, platforms)
}

function unwritten({ file }: LockFile, locked: Images, io: Io): ExitCode {
  const found = plural(locked.size, 'image')
  if (locked.size > 0)
    io.stderr(`seaworthy: ${visible(file)} was not written; --keep-going writes the ${found} found\n`)
  return exitCode.input
}

/** With `--prune` only what the manifests use stays. */
function keptFor(used: readonly UsedImage[], kept: Images, args: Arguments): Images {
  const names = new Set(used.map(({ reference }) => reference))
  return new Map([...kept].filter(([reference]) => !args.has('prune') || names.has(reference)))
}

function tellArtifacts(locked: Images, io: Io): void {
  for (const [reference, image] of locked)
    if (isArtifact(image))
      io.stderr(`seaworthy: ${visible(reference)}: is an artifact and no image: only its digest is locked\n`)
}

function platformsOf(args: Arguments): readonly Platform[] {
  const texts = args.texts('platform')
  return (texts.length === 0 ? ['linux/amd64'] : texts).map(text => {
    const platform = parsePlatform(text)
    if (platform === undefined)
      throw new InputError('USAGE', `--platform: found "${text}", expected os/architecture, as in linux/arm64`)
    return platform
  })
}
