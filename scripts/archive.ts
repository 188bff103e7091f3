import { execFileSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

/** What a file of an archive says of its time and owner, so that the same files give the same bytes. */
const same = ['--sort=name', '--mtime=@0', '--owner=0', '--group=0', '--numeric-owner', '--format=gnu']
const largest = 2 ** 30

/** A tar archive of what is in `folder`: everything, or only `names`. There is no entry for the folder itself. */
export function tarOf(folder: string, names: readonly string[] = readdirSync(folder).toSorted()): Buffer {
  return execFileSync('tar', [...same, '-C', folder, '-c', ...names], { maxBuffer: largest })
}

/** Compressed, without a time or a name in the header. */
export function zipped(bytes: Buffer): Buffer {
  return gzipSync(bytes, { level: 6 })
}
