import type { Value, ValueMap } from '../manifest/value.ts'

/** Methods of the API server that are used, and how a body is patched. */
export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** A request to an API server. */
export interface ClusterRequest {
  readonly method: Method
  /** `/api/v1/namespaces/agents/pods`. */
  readonly path: string
  readonly query?: Readonly<Record<string, string>>
  readonly body?: Value
  /** Of a body; a PATCH is a merge patch unless it says otherwise. */
  readonly contentType?: string
  /** What shall come back; JSON where nothing is said. */
  readonly accept?: string
  /** Ends the request: it rejects with the signal's reason. */
  readonly signal?: AbortSignal
  /** Milliseconds within which the answer begins; a minute, as the API server itself allows, where nothing is said. */
  readonly patience?: number
}

/** What the API server answered; a refusal is an answer, too. */
export interface ClusterAnswer {
  readonly status: number
  /** The JSON object; of anything else `{ message: text }`. */
  readonly body: ValueMap
  /** Its `Warning` headers, without code and agent. */
  readonly warnings: readonly string[]
  /** Seconds of `Retry-After`. */
  readonly retryAfter?: number
}

/** An answer whose body comes in pieces: a watch, a log. It rejects with `ClusterError('broken')` where it breaks off. */
export interface ClusterStream {
  readonly status: number
  readonly retryAfter?: number
  readonly chunks: AsyncIterable<Uint8Array>
  /** End it without reading on. */
  readonly close: () => void
}

/** The version of an API server; `minor` is undefined where it does not tell. */
export interface ServerVersion {
  /** As in `v1.36.3`. */
  readonly text: string
  readonly minor: number | undefined
}

/** A cluster that answered once already. Nothing is retried, and nothing is remembered. */
export interface Cluster {
  /** Of the kubeconfig; `in-cluster` for a pod's own service account. */
  readonly context: string
  readonly server: string
  readonly user: string
  /** Where objects without a namespace go. */
  readonly namespace: string
  readonly version: ServerVersion
  /** Rejects with `ClusterError` where no answer came, and for 401, once the credentials have been renewed in vain. */
  readonly ask: (request: ClusterRequest) => Promise<ClusterAnswer>
  readonly open: (request: ClusterRequest) => Promise<ClusterStream>
  /** End the connections, so that a process can end. */
  readonly close: () => void
}
