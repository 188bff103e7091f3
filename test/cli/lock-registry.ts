import type { HttpRequest } from '../../src/registry/http/network.ts'
import { type FakeAnswer, fakeNetwork } from '../registry/fake-network.ts'
import { imageOf } from '../registry/image-of.ts'
import { callWith } from './call.ts'

export const app = imageOf({ config: { User: 'app' }, layers: [[{ path: 'etc/passwd', content: 'app:x:7:8::/:\n' }]] })
export const newer = imageOf({ config: { User: '9:9' } })
const blobs = new Map([...app.blobs, ...newer.blobs])
export const pod = (...images: readonly string[]) =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'p' },
    spec: { containers: images.map((image, index) => ({ name: `c${index}`, image })) },
  })

/** A registry that has `v1` under any name, but for those that begin with `gone`. */
export function registry(image: typeof app, seen: HttpRequest[] = []) {
  const { network } = fakeNetwork((request): FakeAnswer => {
    seen.push(request)
    if (request.url.pathname.startsWith('/v2/gone')) return { status: 404 }
    if (request.url.pathname.startsWith('/v2/secret')) return { status: 401, headers: { 'www-authenticate': 'Basic' } }
    const [, digest = ''] = /blobs\/(.+)$/.exec(request.url.pathname) ?? []
    const headers = { 'docker-content-digest': image.root.digest }
    return digest === ''
      ? { body: image.manifestBytes, headers }
      : { body: image.blobs.get(digest) ?? blobs.get(digest) ?? '' }
  })
  return { network: async () => network }
}

/** What lock makes of a manifest, with that registry. */
export async function lockOf(manifest: string, ...args: readonly string[]) {
  return callWith(['lock', ...args], { stdin: manifest }, registry(app))
}

export const file = 'seaworthy.lock.yaml'
