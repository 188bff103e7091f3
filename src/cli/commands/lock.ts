import { InputError } from '../../error.ts'
import { answersFor, currentDigests, isArtifact, lockImages, type UsedImage } from '../../lock/lock-images.ts'
import { visible } from '../../manifest/text/visible.ts'
import { hideLogin } from '../../registry/hide-login.ts'
import { type Platform, parsePlatform } from '../../registry/source/platform.ts'
import { plural } from '../../report/words/plural.ts'
import { readRun, unreadableDocuments } from '../../run/manifest-run.ts'
import { type BrokenImage, brokenImages, usedImages } from '../../run/used-images.ts'
import type { Command } from '../command.ts'
import { type ExitCode, exitCode } from '../exit-code.ts'
import { readInputs } from '../input.ts'
import { countedFacts, lockRole, refuseWithoutCluster, type SeenCluster, seeCluster } from '../lock/cluster-facts.ts'
import { imagesIn, type LockFile, openLock, saveLock } from '../lock/lock-file.ts'
import { type ImageSources, imageSources, sourceOptions } from '../network/image-sources.ts'
import type { Arguments } from '../options/arguments.ts'
import { clusterOptions } from '../options/cluster-options.ts'
import { commonOptions, fileOptions, levelOptions } from '../options/options.ts'
import { renderingOf, renderingOptions } from '../options/rendering.ts'
import type { Io } from '../process/io.ts'
import { inputOptions, type Loaded, loadSettings } from '../settings.ts'

const { 'no-lock': _, ...lockLevelOptions } = levelOptions

/** What images run as, learnt from registries, layouts and archives into a file that the other commands read. */
export const lockCommand: Command = {
  options: {
    ...commonOptions,
    ...lockLevelOptions,
    ...fileOptions,
    ...sourceOptions,
    ...renderingOptions,
    ...clusterOptions,
    check: { type: 'boolean' },
    cluster: { type: 'boolean' },
    'keep-going': { type: 'boolean' },
    namespace: { type: 'string', short: 'n', multiple: true },
    platform: { type: 'string', multiple: true },
    'print-role': { type: 'boolean' },
    prune: { type: 'boolean' },
    update: { type: 'boolean' },
  },
  run: runLock,
}

/** Here the lock is what is written, and need not be there; nothing is validated; and with `--cluster` namespaces are globs. */
function withoutLock(args: Arguments): Arguments {
  const isHidden = (name: string) => name === 'lock' || (name === 'namespace' && args.has('cluster'))
  return {
    ...args,
    text: name => (isHidden(name) ? undefined : args.text(name)),
    has: name => name === 'no-lock' || name === 'no-schema' || args.has(name),
  }
}

/** The images of the manifests, and what stands in their place and is no reference. */
interface Images {
  readonly used: readonly UsedImage[]
  readonly broken: readonly BrokenImage[]
}

interface Locking extends LockFile, Images {
  readonly sources: ImageSources
}

/** What decides what is written means nothing to a check, which writes nothing. */
const writing = ['update', 'prune', 'keep-going', 'platform', 'cluster']

function refuseMixed({ has, ordered }: Arguments): void {
  const other = has('check') ? ordered.find(({ name }) => writing.includes(name)) : undefined
  if (other !== undefined) throw new InputError('USAGE', `--check and --${other.name}: expected one of them`)
}

async function runLock(args: Arguments, io: Io): Promise<ExitCode> {
  refuseMixed(args)
  refuseWithoutCluster(args)
  if (args.has('print-role')) {
    io.stdout(lockRole())
    return exitCode.ok
  }
  const loaded = await loadSettings(withoutLock(args), io, args.operands)
  const target = await openLock(args, loaded.folder, io)
  const seen = args.has('cluster') ? await seeCluster(args, io) : undefined
  if (seen !== undefined && args.operands.length === 0) return saveCluster(target, seen, args, io)
  const images = await imagesOf(args, loaded, io)
  const names = images.used.map(({ reference }) => reference)
  const locking = { ...target, ...images, sources: await imageSources(args, names, io) }
  return args.has('check') ? checkLock(locking, io) : updateLock(locking, seen, args, io)
}

/** The images that the manifests use, hardened or not. */
async function imagesOf(args: Arguments, loaded: Loaded, io: Io): Promise<Images> {
  const { settings } = loaded
  const rendering = renderingOf(args, settings)
  const texts = await readInputs(args.operands, { ...inputOptions(args, loaded, io), rendering }, io)
  const run = readRun(texts, settings)
  const unreadable = unreadableDocuments(run)
  if (unreadable > 0)
    throw new InputError(
      'BAD_INPUT',
      `${plural(unreadable, 'document')} could not be read, and may use images; seaworthy check says why`,
    )
  const hardened = run.hardened()
  return { used: usedImages(hardened), broken: brokenImages(hardened) }
}

/** A pod may name the same image more than once. */
function brokenLines(broken: readonly BrokenImage[]): readonly string[] {
  return [...new Set(broken.map(brokenLine))]
}

function brokenLine({ object: { kind, name }, image }: BrokenImage): string {
  const shown = JSON.stringify(hideLogin(image))
  return `${kind}/${name}: found ${shown}, expected an image reference, [REGISTRY/]PATH[:TAG][@DIGEST] with the path in lower case`
}

/** What is known of images stays as it is. */
async function saveCluster(target: LockFile, seen: SeenCluster, args: Arguments, io: Io): Promise<ExitCode> {
  await saveLock(target, { images: imagesIn(target.known), cluster: seen.facts }, io)
  if (!args.has('quiet')) io.stdout(`wrote ${visible(target.file)}: ${countedFacts(seen.facts)} of ${seen.title}\n`)
  return seen.isWhole ? exitCode.ok : exitCode.found
}

async function updateLock(locking: Locking, seen: SeenCluster | undefined, args: Arguments, io: Io): Promise<ExitCode> {
  const { file, known, used, broken, sources } = locking
  const platforms = platformsOf(args)
  const kept = imagesIn(known)
  const isKept = (image: UsedImage) => {
    const entry = kept.get(image.reference)
    return entry !== undefined && !args.has('update') && answersFor(entry, image, platforms)
  }
  const wanted = used.filter(image => !isKept(image))
  const progress = (done: number, of: number) => io.progress(`${done} of ${of} images`)
  const { locked, failed } = await lockImages(wanted, { ...sources, platforms, progress })
  const lines = [...[...failed].map(([reference, why]) => `${reference}: ${why}`), ...brokenLines(broken)]
  for (const line of lines.toSorted()) io.stderr(`seaworthy: ${visible(line)}\n`)
  if (lines.length > 0 && !args.has('keep-going')) {
    if (locked.size > 0)
      io.stderr(
        `seaworthy: ${visible(file)} was not written; --keep-going writes the ${plural(locked.size, 'image')} found\n`,
      )
    return exitCode.input
  }
  if (!args.has('quiet'))
    for (const [reference, image] of locked)
      if (isArtifact(image))
        io.stderr(`seaworthy: ${visible(reference)}: is an artifact and no image: only its digest is locked\n`)
  const names = new Set(used.map(({ reference }) => reference))
  const entries = [...kept].filter(([reference]) => !args.has('prune') || names.has(reference))
  const cluster = seen?.facts ?? known?.cluster?.whole()
  await saveLock(locking, { images: new Map([...entries, ...locked]), ...(cluster !== undefined && { cluster }) }, io)
  const ofCluster = seen === undefined ? '' : `; ${countedFacts(seen.facts)} of ${seen.title}`
  if (!args.has('quiet'))
    io.stdout(
      `wrote ${visible(file)}: ${plural(locked.size, 'image')} looked up, ${used.length - wanted.length} kept${ofCluster}\n`,
    )
  return lines.length > 0 || seen?.isWhole === false ? exitCode.found : exitCode.ok
}

/** Whether every tag still names the digest that was locked. Asks by HEAD alone, and writes nothing. */
async function checkLock({ file, known, used, broken, sources }: Locking, io: Io): Promise<ExitCode> {
  if (known === undefined) throw new InputError('UNREADABLE', `${file}: there is no lock; run seaworthy lock first`)
  const references = used.map(({ reference }) => reference)
  const tags = references.filter(reference => !reference.includes('@') && known.image(reference)?.digest !== undefined)
  const now = await currentDigests(tags, sources)
  const unasked = [...now].flatMap(([reference, found]) => ('failed' in found ? [`${reference}: ${found.failed}`] : []))
  const failed = [...unasked, ...brokenLines(broken)]
  for (const line of failed.toSorted()) io.stderr(`seaworthy: ${visible(line)}\n`)
  const problems = references.flatMap(reference => {
    const locked = known.image(reference)
    if (locked === undefined) return [`${reference}: is not in ${file}; run seaworthy lock`]
    const found = now.get(reference)
    if (found === undefined || 'failed' in found || found.digest === locked.digest) return []
    return [`${reference}: now names ${found.digest}, locked is ${locked.digest}; run seaworthy lock --update`]
  })
  for (const problem of problems) io.stdout(`${visible(problem)}\n`)
  if (failed.length > 0) return exitCode.input
  return problems.length > 0 ? exitCode.found : exitCode.ok
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
