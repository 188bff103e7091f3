import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { readDocument } from '../../src/manifest/document.ts'
import { splitStream } from '../../src/manifest/stream.ts'
import { isMap, listAt, mapAt, textAt, type Value, type ValueMap } from '../../src/manifest/value.ts'

/** How to reach an API server, and who asks. */
export interface Server {
  readonly url: URL
  readonly ca?: Buffer
  readonly token?: string
  readonly cert?: Buffer
  readonly key?: Buffer
}

/** The server of a kubeconfig's current context. Programs that fetch credentials (`exec`) are not run. */
export function serverOf(file: string): Server {
  const config = onlyDocument(readFileSync(file, 'utf8'))
  const context = named(config, 'contexts', 'context', textAt(config, 'current-context'))
  const cluster = named(config, 'clusters', 'cluster', textAt(context, 'cluster'))
  const user = named(config, 'users', 'user', textAt(context, 'user'))
  const [ca, cert, key] = [
    bytesOf(cluster, 'certificate-authority', file),
    bytesOf(user, 'client-certificate', file),
    bytesOf(user, 'client-key', file),
  ]
  const token = textAt(user, 'token')
  return {
    url: new URL(textAt(cluster, 'server') ?? ''),
    ...(ca && { ca }),
    ...(cert && { cert }),
    ...(key && { key }),
    ...(token !== undefined && { token }),
  }
}

function onlyDocument(text: string): Value {
  const stream = splitStream(text)
  const [span] = stream.documents
  return span === undefined ? null : (readDocument(stream, span).value ?? null)
}

/** The entry of a kubeconfig's list that has a name. */
function named(config: Value, list: string, field: string, name: string | undefined): ValueMap {
  const entry = listAt(config, list).find(one => isMap(one) && one.name === name)
  return mapAt(entry, field) ?? {}
}

/** A certificate or key, written in the file or beside it; relative paths start at the kubeconfig. */
function bytesOf(map: ValueMap, field: string, file: string): Buffer | undefined {
  const [data, path] = [textAt(map, `${field}-data`), textAt(map, field)]
  if (data !== undefined) return Buffer.from(data, 'base64')
  return path === undefined ? undefined : readFileSync(resolve(dirname(file), path))
}
