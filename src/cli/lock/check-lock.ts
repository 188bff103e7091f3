import { InputError } from '../../error.ts'
import type { LockedImage } from '../../lock/lock.ts'
import { currentDigests, missingFact, type UsedImage } from '../../lock/lock-images.ts'
import { visible } from '../../manifest/text/visible.ts'
import { type ExitCode, exitCode } from '../exit-code.ts'
import type { ImageSources } from '../network/image-sources.ts'
import type { Arguments } from '../options/arguments.ts'
import type { Io } from '../process/io.ts'
import type { LockFile } from './lock-file.ts'
import { brokenLines, type ManifestImages } from './manifest-images.ts'

/** Whether every tag still names the digest that was locked, and the lock tells all that is asked. By HEAD alone; writes nothing. */
export async function checkLock(
  { file, known }: LockFile,
  { used, broken }: ManifestImages,
  sources: ImageSources,
  args: Arguments,
  io: Io,
): Promise<ExitCode> {
  if (known === undefined) throw new InputError('UNREADABLE', `${file}: there is no lock; run seaworthy lock first`)
  const checked = used.map(image => ({ ...image, locked: known.image(image.reference) }))
  const tags = checked.filter(({ reference, locked }) => !reference.includes('@') && locked !== undefined)
  const asked = tags.flatMap(({ reference, locked }) => (locked?.digest === undefined ? [] : [reference]))
  const now = await currentDigests(asked, sources)
  const failed = [...now].flatMap(([reference, found]) => ('failed' in found ? [`${reference}: ${found.failed}`] : []))
  const errors = [...failed, ...brokenLines(broken)]
  const notes = args.has('quiet') ? [] : tags.filter(({ locked }) => locked?.digest === undefined).map(undigested)
  for (const line of [...errors, ...notes].toSorted()) io.stderr(`seaworthy: ${visible(line)}\n`)
  const problems = checked.flatMap(image => problemOf(image, now.get(image.reference), file))
  for (const problem of problems) io.stdout(`${visible(problem)}\n`)
  if (errors.length > 0) return exitCode.input
  return problems.length > 0 ? exitCode.found : exitCode.ok
}

interface Checked extends UsedImage {
  readonly locked: LockedImage | undefined
}

function undigested({ reference }: Checked): string {
  return `${reference}: locked without a digest, as archives have none: nobody can tell whether the tag moved`
}

function problemOf(
  image: Checked,
  now: { readonly digest: string } | { readonly failed: string } | undefined,
  file: string,
): readonly string[] {
  const { reference, locked } = image
  if (locked === undefined) return [`${reference}: is not in ${file}; run seaworthy lock`]
  if (now !== undefined && 'digest' in now && now.digest !== locked.digest)
    return [`${reference}: now names ${now.digest}, locked is ${locked.digest}; run seaworthy lock --update`]
  const missing = missingFact(locked, image)
  return missing === undefined ? [] : [`${reference}: the lock does not tell ${missing}; run seaworthy lock`]
}
