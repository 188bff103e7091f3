import { gzipSync } from 'node:zlib'
import * as assert from 'uvu/assert'
import { imagesOfArchive } from '../../src/registry/source/docker-archive.ts'
import { table } from '../table.ts'
import { damaged } from './damaged.ts'
import { type Entry, tarOf } from './tar-of.ts'

const manifest = (content: unknown): Entry => ({ path: 'manifest.json', content: JSON.stringify(content) })
const plain = tarOf([{ path: 'web.yaml', content: 'kind: Pod\n' }])

/** What is passed for an archive of `docker save`, and is none. */
const rows: Readonly<Record<string, { readonly bytes: Uint8Array; readonly says: string }>> = {
  'an empty file': { bytes: Buffer.alloc(0), says: 'it is empty, expected an archive of `docker save`' },
  'zeros alone': { bytes: Buffer.alloc(10_000), says: 'it is empty, expected an archive of `docker save`' },
  'a text': { bytes: Buffer.from('hello'), says: 'it is not a tar archive, expected one of `docker save`' },
  'a long text': { bytes: Buffer.alloc(4096, 65), says: 'it is not a tar archive, expected one of `docker save`' },
  'a compressed archive': { bytes: gzipSync(plain), says: 'it is compressed; unpack it first, with gunzip' },
  'another archive': { bytes: plain, says: 'it has no manifest.json, so it is not an archive of `docker save`' },
  'an archive that is cut off': { bytes: plain.subarray(0, 1030), says: damaged('it ends in the middle of an entry') },
  'an OCI archive': {
    bytes: tarOf([{ path: 'index.json', content: '{}' }]),
    says: 'it is an OCI archive; unpack it, and name the folder with --from-oci-layout REFERENCE=DIR',
  },
  'a list that is none': { bytes: tarOf([manifest({})]), says: damaged('its manifest.json is not a list') },
  'a list that is no JSON': {
    bytes: tarOf([{ path: 'manifest.json', content: '[' }]),
    says: damaged('its manifest.json is not valid JSON'),
  },
  'an image without its config': {
    bytes: tarOf([manifest([{ Config: 'c.json', Layers: [] }])]),
    says: damaged('the archive has no file c.json'),
  },
}

table('an archive that is refused:', rows, async ({ bytes, says }) => {
  async function* open(range = { offset: 0, size: bytes.length }) {
    yield bytes.subarray(range.offset, range.offset + range.size)
  }
  const refused = await imagesOfArchive(open).then(
    () => 'nothing',
    (error: Error) => error.message,
  )
  assert.is(refused, says)
})
