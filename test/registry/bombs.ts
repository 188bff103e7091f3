import { gzipSync } from 'node:zlib'
import { type Entry, tarOf } from './tar-of.ts'

/** A zstd frame that repeats one byte `size` times in each of `blocks` blocks, behind a window of 8 MiB. */
function zstdBomb(blocks: number, size: number): Buffer {
  const head = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 13 << 3])
  const body = Array.from({ length: blocks }, (_, index) => {
    const bytes = Buffer.alloc(4)
    bytes.writeUIntLE((size << 3) | 2 | (index === blocks - 1 ? 1 : 0), 0, 3)
    return bytes
  })
  return Buffer.concat([head, ...body])
}

/** Small in the registry, and large as soon as it is read. */
export const bombs: Readonly<Record<string, { readonly layer: () => Buffer; readonly want: RegExp }>> = {
  'zstd, 12 kB to 400 MB': {
    layer: () => zstdBomb(3200, 131_072),
    want: /a layer expands more than 1100-fold, which is not read; say under `images` /,
  },
  'zstd, a window for every byte': {
    layer: () => zstdBomb(100_000, 1),
    want: /^\S+ bomb\.test\/a:1: a layer is cut into so many blocks of zstd that their windows come to more than 16 GiB and 256 times its content, which is not read; say under `images` /,
  },
  'gzip, 400 kB to 400 MB': { layer: () => repeatedGzip(Buffer.alloc(2 ** 24), 25), want: /^$/ },
  'a million entries and one': { layer: () => repeatedGzip(folders(1000), 1001), want: /more than 1000000 entries/ },
  'a script that is read for each value of a variable': { layer: () => gzipSync(tarOf([manyValued])), want: /^$/ },
  'whiteouts with long names': { layer: () => repeatedGzip(whiteouts(2000), 25), want: /^$/ },
}

/** As long as a script may be: its commands are read for each value that the variable may have. */
const values = Array.from({ length: 20 }, (_, at) => `x=${at}\n`).join('')
const manyValued: Entry = { path: 'entry.sh', content: `#!/bin/sh\n${values}${'gosu $x a\n'.repeat(3200)}` }

/** gzip members one behind the other are one stream. */
function repeatedGzip(bytes: Buffer, times: number): Buffer {
  const member = gzipSync(bytes)
  return Buffer.concat(Array.from({ length: times }, () => member))
}

function folders(count: number): Buffer {
  return withoutEnd(Array.from({ length: count }, (_, at) => ({ path: `d${at}`, type: 'directory' as const })))
}

function whiteouts(count: number): Buffer {
  const folder = 'a/'.repeat(1900)
  return withoutEnd(Array.from({ length: count }, (_, at) => ({ path: 'x', pax: { path: `${folder}.wh.${at}` } })))
}

function withoutEnd(entries: readonly Entry[]): Buffer {
  return tarOf(entries).subarray(0, -1024)
}
