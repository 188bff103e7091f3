import { gzipSync } from 'node:zlib'
import * as assert from 'uvu/assert'
import { decompressed } from '../../src/registry/layer/decompress.ts'
import { readLayer } from '../../src/registry/layer/layer.ts'
import { ImageError } from '../../src/registry/limits.ts'
import { table } from '../table.ts'
import { damaged } from './damaged.ts'
import { factsOf } from './image-of.ts'
import { type Entry, tarOf } from './tar-of.ts'

const app: Entry = { path: 'etc/passwd', content: 'app:x:7:8::/:/bin/sh\n' }
const root: Entry = { path: 'etc/passwd', content: 'app:x:0:0::/:/bin/sh\n' }
const long: Entry = { path: 'x', content: `${root.content}${'#'.repeat(600)}`.slice(0, 600) }
const notTar = damaged('a layer is not a tar archive')
const badPax = damaged('a layer has a pax header that cannot be read')
const instead = '; say under `images` in the policy what the image is'
const cut = damaged('the layer ends in the middle of an entry')

/** Bytes that Go's archive/tar, and so containerd, and we must read alike; `want` is the user, or why the layer is refused. */
const layers: Readonly<Record<string, { readonly layer: readonly Entry[] | Uint8Array; readonly want: string }>> = {
  'a size in pax that is no number': { layer: [{ ...app, pax: { size: 'NaN' } }], want: badPax },
  'a size in pax below zero': { layer: [{ ...app, pax: { size: '-512' } }], want: badPax },
  'a size in pax beyond numbers': { layer: [{ ...app, pax: { size: '1e300' } }], want: badPax },
  'a size in pax beyond 2^53': { layer: [{ ...app, pax: { size: '9007199254740993' } }], want: badPax },
  'a size in pax in hexadecimal': { layer: [{ ...app, pax: { size: '0x10' } }], want: badPax },
  'a size in pax beyond the layer': { layer: [{ ...app, pax: { size: '9007199254740000' } }], want: cut },
  'an owner in pax that is no number': { layer: [{ ...app, pax: { uid: 'root' } }], want: badPax },
  'an empty value in pax says nothing': { layer: [{ ...app, pax: { size: '', path: '' } }], want: '7:8' },
  'a zero byte in a path of pax': { layer: [{ ...app, path: 'x', pax: { path: 'etc/passwd\0x' } }], want: badPax },
  'a pax record whose length is too small': { layer: pax('3 a=b\n'), want: badPax },
  'a pax record whose length is zero': { layer: pax('0 a=b\n'), want: badPax },
  'a pax record without its line end': { layer: pax('6 a=bc'), want: badPax },
  'a pax record without a length': { layer: pax('a=b\n'), want: badPax },
  'a size of 96 bits': {
    layer: [{ ...app, patch: header => header.fill(0xff, 124, 136).writeUInt8(0x80, 124) }],
    want: notTar,
  },
  'a size below zero in bytes': { layer: [{ ...app, patch: header => header.fill(0xff, 124, 136) }], want: notTar },
  'a size with a sign': { layer: [{ ...app, patch: header => header.write('-0000000512', 124) }], want: notTar },
  'a size in bytes': {
    layer: [{ ...app, patch: header => header.fill(0, 124, 136).writeUInt8(0x80, 124) && header.writeUInt8(21, 135) }],
    want: '7:8',
  },
  'a number behind a zero byte': {
    layer: [{ ...app, patch: header => header.write('\0', 124) }],
    want: '7:8',
  },
  'a checksum that is wrong': { layer: Buffer.from(tarOf([app])).fill(65, 0, 1), want: notTar },
  'a checksum of signed bytes': { layer: signed(), want: '7:8' },
  'a pax size is not that of the long name behind it': {
    layer: Buffer.concat([header('x', '12 size=600\n'), header('L', 'etc/passwd\0'), block(long)]),
    want: '0:0',
  },
  'content of a kind that nobody knows is passed over': {
    layer: [root, { path: 'x', content: hiddenIn(app), patch: header => header.write('Z', 156) }],
    want: '0:0',
  },
  'a folder has no content, whatever it says': {
    layer: [{ path: 'x', type: 'directory', patch: header => header.write('00000001000', 124) }, app],
    want: '7:8',
  },
  'a name with a slash of an old archive is a folder': {
    layer: [app, { path: 'etc/passwd/', patch: header => header.fill(0, 156, 157) }],
    want: 'etc/passwd cannot be read: etc/passwd is not a file',
  },
  'what is behind one block of zeros': { layer: Buffer.concat([Buffer.alloc(512), tarOf([app])]), want: notTar },
  'what is behind the end is not read': { layer: Buffer.concat([tarOf([root]), tarOf([app])]), want: '0:0' },
  'a sparse file has another content': {
    layer: [
      { ...app, path: 'x', pax: { 'GNU.sparse.major': '1', 'GNU.sparse.minor': '0', 'GNU.sparse.name': 'etc/passwd' } },
    ],
    want: 'etc/passwd cannot be read: etc/passwd has more than 1048576 bytes, or holes',
  },
  'the name of a sparse file counts before its path': {
    layer: Buffer.concat([
      header('x', '22 GNU.sparse.major=1\n22 GNU.sparse.minor=0\n30 GNU.sparse.name=etc/passwd\n10 path=x\n'),
      block(app),
    ]),
    want: 'etc/passwd cannot be read: etc/passwd has more than 1048576 bytes, or holes',
  },
  'a name of a sparse file that is none says nothing': {
    layer: [{ ...app, pax: { 'GNU.sparse.name': 'x' } }],
    want: '7:8',
  },
  'a path in pax that is taken back': {
    layer: Buffer.concat([header('x', '10 path=x\n8 path=\n'), block(app)]),
    want: '7:8',
  },
  'a pax header before a global one is of no entry': {
    layer: Buffer.concat([header('x', '10 path=x\n'), header('g', ''), block(app)]),
    want: '7:8',
  },
  'an empty long name says nothing': { layer: Buffer.concat([header('L', '\0'), block(app)]), want: '7:8' },
  'a path of 5000 bytes': {
    layer: [{ path: 'x', pax: { path: 'a/'.repeat(2500) } }],
    want: `a layer has a path of more than 4096 bytes, which is not read${instead}`,
  },
  'a long name of 2 MiB': {
    layer: header('L', 'x'.repeat(2 * 2 ** 20)),
    want: `a header of a layer has 2097152 bytes, of which at most 1048576 are read${instead}`,
  },
  'a path that leads out of the image': { layer: [{ ...app, path: '../../etc/passwd' }], want: '7:8' },
  'an absolute path': { layer: [{ ...app, path: '/etc/passwd' }], want: '7:8' },
  'a path with a detour': { layer: [{ ...app, path: 'x/../etc/./passwd' }], want: '7:8' },
}

table('a layer that lies', layers, async ({ layer, want }) => {
  assert.is(await userOf([layer]), want)
})

const throughLinks: Readonly<
  Record<string, { readonly layers: readonly (readonly Entry[])[]; readonly want: string }>
> = {
  'an upper layer writes through a link': {
    layers: [
      [
        { path: 'etc', type: 'symlink', target: 'conf' },
        { ...app, path: 'conf/passwd' },
      ],
      [root],
    ],
    want: 'etc/passwd cannot be read: etc/passwd was written through a link',
  },
  'an upper layer puts a folder in place of the link': {
    layers: [
      [
        { path: 'etc', type: 'symlink', target: 'conf' },
        { ...app, path: 'conf/passwd' },
      ],
      [{ path: 'etc', type: 'directory' }, root],
    ],
    want: '0:0',
  },
  'a link above hides what was below': {
    layers: [
      [root],
      [
        { path: 'etc', type: 'symlink', target: 'conf' },
        { ...app, path: 'conf/passwd' },
      ],
    ],
    want: '7:8',
  },
}

table('links between layers', throughLinks, async ({ layers, want }) => {
  assert.is(await userOf(layers), want)
})

async function userOf(layers: readonly (readonly Entry[] | Uint8Array)[]): Promise<string> {
  try {
    const { user } = await factsOf({ config: { User: 'app' }, layers })
    return 'unknown' in user ? user.unknown : `${user.uid}:${user.gid}`
  } catch (error) {
    if (error instanceof ImageError) return error.message
    throw error
  }
}

/** An entry without the end of an archive. */
function block(entry: Entry): Buffer {
  return tarOf([entry]).subarray(0, -1024)
}

/** A header of another kind, with its content. */
function header(kind: string, content: string): Buffer {
  return block({ path: 'header', content, patch: bytes => bytes.write(kind, 156) })
}

function pax(content: string): Buffer {
  return Buffer.concat([header('x', content), tarOf([app])])
}

/** A whole entry as the content of another one. */
function hiddenIn(entry: Entry): string {
  return block(entry).toString('latin1')
}

/** What tar wrote on systems whose `char` has a sign. */
function signed(): Buffer {
  const bytes = block({ ...app, patch: entry => entry.write('\u00e9', 200, 'latin1') })
  const sum = bytes.subarray(0, 512).reduce((total, byte, index) => {
    return total + (index >= 148 && index < 156 ? 32 : byte < 128 ? byte : byte - 256)
  }, 0)
  bytes.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return bytes
}

const configs: Readonly<Record<string, { readonly config: object; readonly want: string }>> = {
  'a USER of a megabyte': {
    config: { User: 'x'.repeat(2 ** 20) },
    want: `User of the config has more than 65536 bytes, which is not read${instead}`,
  },
  'volumes without end': {
    config: { Volumes: Object.fromEntries(Array.from({ length: 50_000 }, (_, at) => [`/${at}`, {}])) },
    want: `Volumes of the config has more than 65536 bytes, which is not read${instead}`,
  },
  'a PATH of many folders': { config: { Env: [`PATH=${'/a:'.repeat(100_000)}`], Cmd: ['x'] }, want: '' },
  'fields that are null': { config: { User: null, Entrypoint: null, Volumes: null, Env: null }, want: '' },
  'a USER that is a number': { config: { User: 5 }, want: damaged('User of the config is not a text') },
  'an entrypoint that is a text': {
    config: { Entrypoint: 'sh' },
    want: damaged('Entrypoint of the config is not a list of texts'),
  },
  'volumes that are a list': { config: { Volumes: [] }, want: damaged('Volumes of the config is not a map') },
  'variables that are a map': { config: { Env: {} }, want: damaged('Env of the config is not a list of texts') },
  'a USER for some, and root for others': {
    config: { User: '7', user: '0' },
    want: `the image config has the key "user", expected "User": nodes take the one for the other, and other readers do not${instead}`,
  },
  'a USER with a letter that Go takes for another': {
    config: { User: '7', Uſer: '0' },
    want: `the image config has the key "Uſer", expected "User": nodes take the one for the other, and other readers do not${instead}`,
  },
  'volumes that differ in case alone': { config: { Volumes: { '/a': {}, '/A': {} } }, want: '' },
}

const open = {
  plain: Buffer.alloc(2048, 1),
  gzip: gzipSync(Buffer.alloc(2048, 1)),
  zstd: Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 1, 2]),
}

table('a layer that is given up lets go of where it comes from:', open, async bytes => {
  let isOpen = true
  async function* source() {
    try {
      for (;;) yield bytes
    } finally {
      isOpen = false
    }
  }
  await readLayer(decompressed(source()), new Set()).catch(() => undefined)
  await new Promise(setImmediate)
  assert.is(isOpen, false)
})

table('a config that lies', configs, async ({ config, want }) => {
  const got = await factsOf({ config }).then(
    () => '',
    (error: unknown) => error,
  )
  assert.is(got instanceof ImageError ? got.message : got, want)
})
