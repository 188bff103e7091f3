/**
 * A registry of this machine whose every image has a layer of 5 MB that does not shrink. It prints its port once it listens,
 * and is a process of its own, so that what it takes is not counted.
 */
import { createHash, randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import { gzipSync } from 'node:zlib'
import { tarOf } from '../test/registry/tar-of.ts'

const passwd = { path: 'etc/passwd', content: 'root:x:0:0::/:/bin/sh\napp:x:7:8::/:/bin/sh\n' }
const program = { path: 'program', content: randomBytes(5_000_000).toString('base64') }
const layer = gzipSync(tarOf([passwd, program]), { level: 1 })
const config = Buffer.from('{"os":"linux","architecture":"amd64","config":{"User":"app","Cmd":["/program"]}}')
const oci = 'application/vnd.oci.image'
const manifest = Buffer.from(
  JSON.stringify({
    schemaVersion: 2,
    mediaType: `${oci}.manifest.v1+json`,
    config: { mediaType: `${oci}.config.v1+json`, digest: digestOf(config), size: config.length },
    layers: [{ mediaType: `${oci}.layer.v1.tar+gzip`, digest: digestOf(layer), size: layer.length }],
  }),
)
const blobs = new Map([layer, config].map(bytes => [digestOf(bytes), bytes]))

function digestOf(bytes: Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`
}

const server = createServer(({ url = '' }, response) => {
  const bytes = url.includes('/manifests/') ? manifest : blobs.get(url.slice(url.lastIndexOf('/') + 1))
  if (url.includes('/manifests/')) response.setHeader('content-type', `${oci}.manifest.v1+json`)
  response.statusCode = bytes === undefined ? 404 : 200
  response.end(bytes)
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  process.stdout.write(`${typeof address === 'object' ? address?.port : ''}\n`)
})
