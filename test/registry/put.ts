import { digestOf } from '../../src/registry/digest.ts'

/** Put a manifest under a tag, as no tool makes it; its descriptor. Nobody is asked for a login, and nothing is encrypted. */
export async function putManifest(host: string, name: string, tag: string, manifest: { readonly mediaType: string }) {
  const body = JSON.stringify({ schemaVersion: 2, ...manifest })
  const headers = { 'content-type': manifest.mediaType }
  const { status } = await fetch(`http://${host}/v2/${name}/manifests/${tag}`, { method: 'PUT', headers, body })
  if (status !== 201) throw new Error(`${host} answers ${status} for ${name}:${tag}`)
  return { mediaType: manifest.mediaType, digest: digestOf(Buffer.from(body)), size: body.length }
}

/** Put a blob; its descriptor (distribution-spec, "Pushing a blob monolithically"). */
export async function putBlob(host: string, name: string, text: string, mediaType: string) {
  const digest = digestOf(Buffer.from(text))
  const begun = await fetch(`http://${host}/v2/${name}/blobs/uploads/`, { method: 'POST' })
  const place = new URL(begun.headers.get('location') ?? '', `http://${host}`)
  place.searchParams.set('digest', digest)
  const { status } = await fetch(place, { method: 'PUT', body: text })
  if (status !== 201) throw new Error(`${host} answers ${status} for a blob of ${name}`)
  return { mediaType, digest, size: text.length }
}
