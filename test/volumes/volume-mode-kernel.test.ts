import { chmodSync, lchownSync, lstatSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import type { Ownership } from '../../src/knowledge/storage/ownership.ts'
import { type InodeKind, type VolumeAccess, walkMask } from '../../src/volumes/model/volume/mode.ts'
import { skipped, table } from '../table.ts'
import { inOpenFolder, noKernel } from './as-identity.ts'

const fsGroup = 2000

/** One inode of a volume. The root has the path `''`. */
interface TreeEntry extends Ownership {
  readonly path: string
  readonly kind: InodeKind
}

/** Directories and files with modes from the whole range, special bits included, and links that point at them. */
const tree: readonly TreeEntry[] = [
  { path: '', kind: 'directory', uid: 0, gid: 0, mode: 0o755 },
  ...Array.from({ length: 372 }, (_, index) => index * 11).flatMap((mode): readonly TreeEntry[] => [
    { path: `d${mode}`, kind: 'directory', uid: mode % 3, gid: mode % 5, mode },
    { path: `f${mode}`, kind: 'file', uid: mode % 3, gid: mode % 5, mode },
  ]),
  { path: 'to-file', kind: 'symlink', uid: 1, gid: 1, mode: 0o777 },
  { path: 'out-of-it', kind: 'symlink', uid: 1, gid: 1, mode: 0o777 },
]

function make(root: string): void {
  for (const { path, kind, uid, gid, mode } of tree) {
    const place = join(root, path)
    if (kind === 'directory') mkdirSync(place)
    else if (kind === 'file') writeFileSync(place, '')
    else symlinkSync(path === 'to-file' ? 'f0' : '/nowhere', place)
    lchownSync(place, uid, gid)
    if (kind !== 'symlink') chmodSync(place, mode)
  }
}

/** The system calls of pkg/volume/volume_linux.go: children first, `Lchown(-1, G)`, then `Chmod` of the mode read before. */
function walk(root: string, access: VolumeAccess): void {
  for (const { path, kind } of tree.toReversed()) {
    const place = join(root, path)
    const { uid, mode } = lstatSync(place)
    lchownSync(place, uid, fsGroup)
    if (kind !== 'symlink') chmodSync(place, (mode & 0o7777) | walkMask(kind, access))
  }
}

function read(root: string): readonly string[] {
  return tree.map(({ path }) => {
    const { uid, gid, mode } = lstatSync(join(root, path))
    return `${path} ${uid}:${gid} ${(mode & 0o7777).toString(8)}`
  })
}

const reason = noKernel()
if (reason !== undefined) skipped('the ownership walk, applied for real', reason)
else {
  table(
    'walkMask says what the system calls leave: links keep their mode, nobody loses setuid, sticky or other bits',
    { 'of a writable volume': 'writable' as const, 'of a read-only one': 'read-only' as const },
    access =>
      inOpenFolder(folder => {
        const root = join(folder, 'volume')
        make(root)
        walk(root, access)
        const want = tree.map(({ path, kind, uid, mode }) => {
          return `${path} ${uid}:${fsGroup} ${(mode | walkMask(kind, access)).toString(8)}`
        })
        assert.equal(read(root), want)
      }),
  )
}
