import { join, relative } from 'node:path'
import { InputError } from '../../error.ts'
import type { Lock, LockedImage } from '../../lock/lock.ts'
import { type LockIndex, readLock } from '../../lock/read-lock.ts'
import { writeLock } from '../../lock/write-lock.ts'
import { refuseLinkOut } from '../files/folder.ts'
import { withSlashes } from '../files/slashes.ts'
import { readText } from '../input.ts'
import type { Arguments } from '../options/arguments.ts'
import type { Io } from '../process/io.ts'
import { lockFileName } from '../settings.ts'

/** The lock that a call writes, and what it holds so far. */
export interface LockFile {
  readonly file: string
  readonly was: string | undefined
  readonly known: LockIndex | undefined
}

/** The lock that is named, or the one beside the policy, in `folder`; it need not be there. */
export async function openLock(args: Arguments, folder: string, io: Io): Promise<LockFile> {
  const file = args.text('lock') ?? withSlashes(relative(io.cwd(), join(folder, lockFileName)))
  if (args.text('lock') === undefined) await refuseLinkOut(file, folder, io)
  const was = (await io.kindOf(file)) === 'file' ? await readText(file, io) : undefined
  return { file, was, known: was === undefined ? undefined : readLock(was, file) }
}

/** Write the lock in one step, unless somebody else did meanwhile. */
export async function saveLock({ file, was }: LockFile, lock: Lock, io: Io): Promise<void> {
  const text = writeLock(lock)
  if (was === undefined) await io.writeFile(file, text)
  else if ((await io.rewriteFile(file, was, text)) === 'changed')
    throw new InputError('UNWRITABLE', `${file}: cannot be written (it changed in the meantime)`)
}

/** All images of a lock. */
export function imagesIn(known: LockIndex | undefined): ReadonlyMap<string, LockedImage> {
  const entries = (known?.references() ?? []).flatMap(reference => {
    const image = known?.image(reference)
    return image === undefined ? [] : [[reference, image] as const]
  })
  return new Map(entries)
}
