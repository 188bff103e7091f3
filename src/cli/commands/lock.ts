import { join, relative } from 'node:path'
import { InputError } from '../../error.ts'
import type { LockedImage } from '../../lock/lock.ts'
import type { UsedImage } from '../../lock/lock-images.ts'
import { answersFor, currentDigests, lockImages } from '../../lock/lock-images.ts'
import { type LockIndex, readLock } from '../../lock/read-lock.ts'
import { writeLock } from '../../lock/write-lock.ts'
import { visible } from '../../manifest/text/visible.ts'
import { type Platform, parsePlatform } from '../../registry/platform.ts'
import { plural } from '../../report/words/plural.ts'
import { readRun } from '../../run/manifest-run.ts'
import { usedImages } from '../../run/used-images.ts'
import type { Command } from '../command.ts'
import { type ExitCode, exitCode } from '../exit-code.ts'
import { refuseLinkOut } from '../files/folder.ts'
import { withSlashes } from '../files/slashes.ts'
import { readInputs, readText } from '../input.ts'
import { type ImageSources, imageSources, sourceOptions } from '../network/image-sources.ts'
import type { Arguments } from '../options/arguments.ts'
import { commonOptions, fileOptions, levelOptions } from '../options/options.ts'
import { renderingOf, renderingOptions } from '../options/rendering.ts'
import type { Io } from '../process/io.ts'
import { inputOptions, loadSettings, lockFileName } from '../settings.ts'

const { 'no-lock': _, ...lockLevelOptions } = levelOptions

/** What images run as, learnt from registries, layouts and archives into a file that the other commands read. */
export const lockCommand: Command = {
  options: {
    ...commonOptions,
    ...lockLevelOptions,
    ...fileOptions,
    ...sourceOptions,
    ...renderingOptions,
    check: { type: 'boolean' },
    'keep-going': { type: 'boolean' },
    platform: { type: 'string', multiple: true },
    prune: { type: 'boolean' },
    update: { type: 'boolean' },
  },
  run: runLock,
}

/** Here the lock is what is written, and need not be there; and nothing is validated. */
function withoutLock(args: Arguments): Arguments {
  return {
    ...args,
    text: name => (name === 'lock' ? undefined : args.text(name)),
    has: name => name === 'no-lock' || name === 'no-schema' || args.has(name),
  }
}

interface Locking {
  readonly file: string
  /** What the file holds so far. */
  readonly was: string | undefined
  readonly known: LockIndex | undefined
  readonly used: readonly UsedImage[]
  readonly sources: ImageSources
}

/** What decides what is written means nothing to a check, which writes nothing. */
const writing = ['update', 'prune', 'keep-going', 'platform']

function refuseMixed({ has, ordered }: Arguments): void {
  const other = has('check') ? ordered.find(({ name }) => writing.includes(name)) : undefined
  if (other !== undefined) throw new InputError('USAGE', `--check and --${other.name}: expected one of them`)
}

async function runLock(args: Arguments, io: Io): Promise<ExitCode> {
  refuseMixed(args)
  const loaded = await loadSettings(withoutLock(args), io, args.operands)
  const { settings, folder } = loaded
  const file = args.text('lock') ?? withSlashes(relative(io.cwd(), join(folder, lockFileName)))
  if (args.text('lock') === undefined) await refuseLinkOut(file, folder, io)
  const was = (await io.kindOf(file)) === 'file' ? await readText(file, io) : undefined
  const known = was === undefined ? undefined : readLock(was, file)
  const texts = await readInputs(
    args.operands,
    { ...inputOptions(args, loaded, io), rendering: renderingOf(args, loaded.settings) },
    io,
  )
  const used = usedImages(readRun(texts, settings).hardened())
  const names = used.map(({ reference }) => reference)
  const locking = { file, was, known, used, sources: await imageSources(args, names, io) }
  return args.has('check') ? checkLock(locking, io) : updateLock(locking, args, io)
}

async function updateLock({ file, was, known, used, sources }: Locking, args: Arguments, io: Io): Promise<ExitCode> {
  const platforms = platformsOf(args)
  const kept = entriesOf(known)
  const isKept = (image: UsedImage) => {
    const entry = kept.get(image.reference)
    return entry !== undefined && !args.has('update') && answersFor(entry, image, platforms)
  }
  const wanted = used.filter(image => !isKept(image))
  const progress = (done: number, of: number) => io.progress(`${done} of ${of} images`)
  const { locked, failed } = await lockImages(wanted, { resolve: sources.resolve, platforms, progress })
  for (const [reference, why] of [...failed].toSorted()) io.stderr(`seaworthy: ${visible(`${reference}: ${why}`)}\n`)
  if (failed.size > 0 && !args.has('keep-going')) {
    if (locked.size > 0)
      io.stderr(`seaworthy: ${file} was not written; --keep-going writes the ${plural(locked.size, 'image')} found\n`)
    return exitCode.input
  }
  const names = new Set(used.map(({ reference }) => reference))
  const entries = [...kept].filter(([reference]) => !args.has('prune') || names.has(reference))
  const text = writeLock({ images: new Map([...entries, ...locked]) })
  if (was === undefined) await io.writeFile(file, text)
  else if ((await io.rewriteFile(file, was, text)) === 'changed')
    throw new InputError('UNWRITABLE', `${file}: cannot be written (it changed while images were looked up)`)
  if (!args.has('quiet'))
    io.stdout(`wrote ${file}: ${plural(locked.size, 'image')} looked up, ${used.length - wanted.length} kept\n`)
  return failed.size > 0 ? exitCode.found : exitCode.ok
}

/** Whether every tag still names the digest that was locked. Asks by HEAD alone, and writes nothing. */
async function checkLock({ file, known, used, sources }: Locking, io: Io): Promise<ExitCode> {
  if (known === undefined) throw new InputError('UNREADABLE', `${file}: there is no lock; run seaworthy lock first`)
  const references = used.map(({ reference }) => reference)
  const tags = references.filter(reference => !reference.includes('@') && known.image(reference)?.digest !== undefined)
  const now = await currentDigests(tags, sources.digest)
  const failed = [...now].flatMap(([reference, found]) => ('failed' in found ? [`${reference}: ${found.failed}`] : []))
  for (const line of failed.toSorted()) io.stderr(`seaworthy: ${visible(line)}\n`)
  const problems = references.flatMap(reference => {
    const locked = known.image(reference)
    if (locked === undefined) return [`${reference}: is not in ${file}; run seaworthy lock`]
    const found = now.get(reference)
    if (found === undefined || 'failed' in found || found.digest === locked.digest) return []
    return [`${reference}: now names ${found.digest}, locked is ${locked.digest}; run seaworthy lock --update`]
  })
  for (const problem of problems) io.stdout(`${problem}\n`)
  if (failed.length > 0) return exitCode.input
  return problems.length > 0 ? exitCode.found : exitCode.ok
}

function entriesOf(known: LockIndex | undefined): ReadonlyMap<string, LockedImage> {
  const entries = (known?.references ?? []).flatMap(reference => {
    const image = known?.image(reference)
    return image === undefined ? [] : [[reference, image] as const]
  })
  return new Map(entries)
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
