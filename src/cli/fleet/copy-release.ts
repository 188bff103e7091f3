import { InputError } from '../../error.ts'
import type { MergedRelease } from '../../fleet/merge.ts'
import { visible } from '../../manifest/text/visible.ts'
import { refuseLinkOut } from '../files/folder.ts'
import type { Io } from '../process/io.ts'
import { digestOfParts, manifestFile, readRecord, readUnguarded, recordFile } from './store.ts'

/** Bring the manifests of a release, and its record, into a folder. They may be there already. */
export async function copyRelease({ folder, name, head }: MergedRelease, into: string, io: Io): Promise<void> {
  const manifests = head.row.state === 'hardened' ? await manifestsOf(folder, name, head.output, io) : undefined
  if (manifests !== undefined) await write(manifestFile(into, name), manifests, into, io)
  await write(recordFile(into, name), (await readRecord(folder, name, io)) ?? '', into, io)
}

async function manifestsOf(folder: string, name: string, digest: string | undefined, io: Io): Promise<string> {
  const file = manifestFile(folder, name)
  const text = (await io.kindOf(file)) === 'file' ? await readUnguarded(file, io) : undefined
  if (text !== undefined && digestOfParts([text]) === digest) return text
  throw new InputError('BAD_INPUT', `fleet merge: ${visible(file)} is not what the shard wrote; run the shard again`)
}

async function write(file: string, text: string, into: string, io: Io): Promise<void> {
  if ((await io.kindOf(file)) === 'file' && (await readUnguarded(file, io)) === text) return
  await refuseLinkOut(file, into, io)
  await io.writeFile(file, text)
}
