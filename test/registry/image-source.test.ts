import * as assert from 'uvu/assert'
import { type Descriptor, digestOf } from '../../src/registry/digest.ts'
import { readImage } from '../../src/registry/facts/image-facts.ts'
import { ImageError } from '../../src/registry/limits.ts'
import { imageFor, manifestAt } from '../../src/registry/source/image-source.ts'
import { manifestTypes } from '../../src/registry/source/manifest.ts'
import { parsePlatform } from '../../src/registry/source/platform.ts'
import { situation, table } from '../table.ts'
import { clientOn, fakeNetwork } from './fake-network.ts'
import { imageOf, inPieces } from './image-of.ts'

/** An image, with the platform that an index says it has; or an index of them. */
type Shape = { readonly user: string; readonly says?: string; readonly builtFor?: string } | Index
interface Index {
  readonly entries: readonly Shape[]
  readonly says?: string
  /** What the descriptor says of the index. */
  readonly type?: string
}

const indexType = 'application/vnd.oci.image.index.v1+json'

/** All manifests and blobs of a shape in one heap, and the descriptor of its top. */
function made(shape: Shape, heap: Map<string, Uint8Array>): Descriptor {
  if (!('entries' in shape)) {
    const { blobs, root } = imageOf({
      config: { User: shape.user },
      ...(shape.builtFor && { architecture: shape.builtFor }),
    })
    for (const [digest, bytes] of blobs) heap.set(digest, bytes)
    return { ...root, urls: [] }
  }
  const manifests = shape.entries.map(entry => ({
    ...made(entry, heap),
    ...(entry.says !== undefined && { platform: parsePlatform(entry.says) }),
  }))
  const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: indexType, manifests }))
  heap.set(digestOf(bytes), bytes)
  return { mediaType: shape.type ?? indexType, digest: digestOf(bytes), size: bytes.length, urls: [] }
}

const nested = (depth: number): Shape => ({ entries: [depth === 1 ? { user: '7' } : nested(depth - 1)] })

interface Row {
  readonly shape: Shape
  readonly platform?: string
  /** The user of the image that is picked, or what is wrong. */
  readonly want: string | RegExp
}

const rows: Readonly<Record<string, Row>> = {
  'an entry without a platform': { shape: { entries: [{ user: '7' }] }, want: '7' },
  'one that is for another, by its config': {
    shape: { entries: [{ user: '7', builtFor: 'arm64' }] },
    want: /the image is for linux\/arm64, not for linux\/amd64/,
  },
  'one that is for the other that is asked for': {
    shape: { entries: [{ user: '7', builtFor: 'arm64' }] },
    platform: 'linux/arm64',
    want: '7',
  },
  'an index in an index': { shape: nested(2), want: '7' },
  'an index for each platform': {
    shape: {
      entries: [
        { entries: [{ user: '7', says: 'linux/arm64', builtFor: 'arm64' }], says: 'linux/arm64' },
        { entries: [{ user: '8', says: 'linux/amd64' }], says: 'linux/amd64' },
      ],
    },
    want: '8',
  },
  'four of them': { shape: nested(4), want: '7' },
  'five of them': { shape: nested(5), want: /behind more than 4 indexes/ },
  'an index without the platform in an index': {
    shape: { entries: [{ entries: [{ user: '7', says: 'linux/s390x' }] }] },
    want: /the image has nothing for linux\/amd64/,
  },
  'an index in an index that says it is an image': {
    shape: { entries: [{ entries: [], type: 'application/vnd.oci.image.manifest.v1+json' }] },
    want: /has the fields of an index, and says that it is application\/vnd\.oci\.image\.manifest/,
  },
  'a media type that nobody knows': { shape: { entries: [{ entries: [{ user: '7' }], type: 'x/y' }] }, want: '7' },
}

table('an image behind an index', rows, async ({ shape, platform: text = 'linux/amd64', want }) => {
  const heap = new Map<string, Uint8Array>()
  const top = made(shape, heap)
  const open = ({ digest }: Descriptor) => inPieces(heap.get(digest) ?? new Uint8Array(0))
  const platform = parsePlatform(text) ?? { os: '', architecture: '' }
  const root = await manifestAt(top, open)
  const got = await imageFor({ root, open, openManifest: open }, platform)
    .then(manifest => readImage(manifest, open, { platform, paths: [] }))
    .then(({ user }) => user.declared, sentenceOf)
  if (want instanceof RegExp) assert.match(got, want)
  else assert.is(got, want)
})

function sentenceOf(error: unknown): string {
  if (error instanceof ImageError) return error.message
  throw error
}

situation('what an index names is asked for as a manifest, and layers as blobs, whatever type they say', async () => {
  const heap = new Map<string, Uint8Array>()
  const top = made({ entries: [{ entries: [{ user: '7' }], type: 'x/y' }] }, heap)
  const { network, asked } = fakeNetwork(({ url, headers }) => {
    const [, kind, name = ''] = /\/(manifests|blobs)\/(.+)$/.exec(url.pathname) ?? []
    const digest = name === 'v1' ? top.digest : name
    if (kind === 'manifests') assert.is(headers.accept, manifestTypes.join(', '))
    return { body: heap.get(digest) ?? '' }
  })
  const platform = { os: 'linux', architecture: 'amd64' }
  const image = await clientOn(network).resolve({ registry: 'r.example', name: 'a', reference: 'v1' })
  await readImage(await imageFor(image, platform), image.open, { platform, paths: [] })
  const places = asked.map(line => /\/(manifests|blobs)\//.exec(line)?.[1])
  assert.equal(places, ['manifests', 'manifests', 'manifests', 'blobs'])
})
