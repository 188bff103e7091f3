import * as assert from 'uvu/assert'
import { ImageError } from '../../src/registry/limits.ts'
import { type ImageIndex, parseManifest } from '../../src/registry/source/manifest.ts'
import { pickPlatform } from '../../src/registry/source/pick-platform.ts'
import { parsePlatform } from '../../src/registry/source/platform.ts'
import { table } from '../table.ts'

const digest = (letter: string) => `sha256:${letter.repeat(64)}`
const blob = { mediaType: 'x', digest: digest('a'), size: 1 }

const refused: Readonly<Record<string, { readonly text: string; readonly want: RegExp }>> = {
  'no JSON': { text: '{', want: /is not valid JSON/ },
  'no map': { text: '[]', want: /is not a JSON object/ },
  'bytes that are no text': { text: '\xff', want: /is not valid JSON|is not a JSON object/ },
  'schema version 1': { text: '{"schemaVersion":1,"fsLayers":[]}', want: /schema version 1/ },
  'an index and an image at once': { text: JSON.stringify({ manifests: [], config: blob }), want: /at once/ },
  'an index with layers': { text: JSON.stringify({ manifests: [], layers: [] }), want: /at once/ },
  'an image that says it is an index': {
    text: JSON.stringify({ mediaType: 'application/vnd.oci.image.index.v1+json', config: blob, layers: [] }),
    want: /has the fields of an image, and says/,
  },
  'an index that says it is an image': {
    text: JSON.stringify({ mediaType: 'application/vnd.docker.distribution.manifest.v2+json', manifests: [] }),
    want: /has the fields of an index, and says/,
  },
  'layers of schema version 1': { text: JSON.stringify({ config: blob, fsLayers: [] }), want: /schema version 1/ },
  'lists in lists without end': {
    text: '['.repeat(1e6),
    want: /more than 64 deep, which is not read; say under `images` /,
  },
  'more values than any has': {
    text: `{"a":[${'{},'.repeat(500_000)}{}]}`,
    want: /more than 400000 texts, lists, maps and commas, which is not read; say under `images` /,
  },
  'a text that does not end': { text: '{"a":"', want: /is not valid JSON/ },
  'a mark of byte order': { text: '\u00ef\u00bb\u00bf{}', want: /is not valid JSON/ },
  'a key twice': {
    text: `{"config":${JSON.stringify(blob)},"config":${JSON.stringify(blob)}}`,
    want: /has the key "config" twice, expected it once: .*; say under `images` /,
  },
  'a key twice, once in escapes': { text: '{"a":{"b":"\\\\\\"","\\u0062" : 1}}', want: /has the key "\\u0062" twice/ },
  'a key in another case': {
    text: JSON.stringify({ config: blob, layers: [], Layers: [blob] }),
    want: /has the key "Layers", expected "layers": nodes /,
  },
  'a digest in another case': {
    text: JSON.stringify({ config: { ...blob, Digest: digest('b') } }),
    want: /has the key "Digest", expected "digest": nodes /,
  },
  'a platform that is a list': {
    text: JSON.stringify({ manifests: [{ ...blob, platform: [] }] }),
    want: /has a platform that is no map/,
  },
  'an architecture in another case': {
    text: JSON.stringify({ manifests: [{ ...blob, platform: { os: 'linux', Architecture: 'amd64' } }] }),
    want: /has the key "Architecture", expected "architecture": nodes /,
  },
  'neither of them': { text: '{}', want: /neither/ },
  'a digest whose algorithm is what every object has': {
    text: JSON.stringify({ config: { ...blob, digest: 'constructor:x' } }),
    want: /descriptor/,
  },
  'a digest of another kind': { text: JSON.stringify({ config: { ...blob, digest: 'md5:00' } }), want: /descriptor/ },
  'a negative size': { text: JSON.stringify({ config: { ...blob, size: -1 } }), want: /descriptor/ },
  'a size beyond numbers': { text: JSON.stringify({ config: { ...blob, size: 1e300 } }), want: /descriptor/ },
  'a digest that leads elsewhere': {
    text: JSON.stringify({ config: { ...blob, digest: 'sha256:../../x' } }),
    want: /descriptor/,
  },
  'layers that are no list': { text: JSON.stringify({ config: blob, layers: {} }), want: /no list/ },
}

table('a manifest that is refused', refused, ({ text, want }) => {
  assert.throws(
    () => parseManifest(Buffer.from(text, 'latin1')),
    (error: unknown) => error instanceof ImageError && want.test(error.message),
  )
})

/** An index without a media type, as some registries serve it, with what BuildKit adds. */
function index(...platforms: readonly string[]): ImageIndex {
  const manifests = platforms.map((text, at) => {
    const platform = parsePlatform(text)
    return { mediaType: 'x', digest: digest('abcdef'[at] ?? 'f'), size: 1, ...(platform && { platform }) }
  })
  const read = parseManifest(Buffer.from(JSON.stringify({ schemaVersion: 2, manifests })))
  if (read.kind === 'image') throw new Error('made an index and read an image')
  return read
}

const picks: Readonly<
  Record<string, { readonly of: readonly string[]; readonly wanted: string; readonly want: number | undefined }>
> = {
  'the only one': { of: ['linux/amd64'], wanted: 'linux/amd64', want: 0 },
  'never simply the first': { of: ['linux/arm64'], wanted: 'linux/amd64', want: undefined },
  'an attestation is no image': { of: ['unknown/unknown', 'linux/amd64'], wanted: 'linux/amd64', want: 1 },
  'another system': { of: ['windows/amd64'], wanted: 'linux/amd64', want: undefined },
  'the variant asked for': { of: ['linux/arm/v6', 'linux/arm/v7'], wanted: 'linux/arm/v6', want: 0 },
  'the best of those that run': {
    of: ['linux/arm/v5', 'linux/arm/v6', 'linux/arm/v7'],
    wanted: 'linux/arm/v7',
    want: 2,
  },
  'a newer variant does not run': { of: ['linux/arm/v7'], wanted: 'linux/arm/v6', want: undefined },
  'arm64 is v8': { of: ['linux/arm64/v8'], wanted: 'linux/arm64', want: 0 },
  'one that says no platform, where nothing else fits': { of: ['windows/amd64', '-'], wanted: 'linux/amd64', want: 1 },
  'never before one that says so': { of: ['-', 'linux/amd64'], wanted: 'linux/amd64', want: 1 },
  'the first of those that say none': { of: ['linux/arm64', '-', '-'], wanted: 'linux/amd64', want: 1 },
  'amd64 without a variant is v1': { of: ['linux/amd64/v3', 'linux/amd64'], wanted: 'linux/amd64', want: 1 },
}

table('the image for a platform', picks, ({ of, wanted, want }) => {
  const platform = parsePlatform(wanted) ?? { os: '', architecture: '' }
  const pick = () => pickPlatform(index(...of), platform).digest
  if (want === undefined) assert.throws(pick, (error: unknown) => error instanceof ImageError)
  else assert.is(pick(), digest('abcdef'[want] ?? ''))
})
