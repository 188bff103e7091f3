/** A request to a registry or to its token server. */
export interface HttpRequest {
  readonly method: 'GET' | 'HEAD' | 'POST'
  readonly url: URL
  /** By lower-case names. */
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
  /**
   * Whether the host may resolve to an address of a private network (RFC 6890); never to one where clouds keep credentials.
   * Checked when it connects.
   */
  readonly addresses: 'any' | 'public'
}

/** What came back. The body is read once or discarded: a connection stays open until then. */
export interface HttpAnswer {
  readonly status: number
  /** By lower-case names; several of one name are joined by a comma. */
  readonly headers: Readonly<Record<string, string>>
  /** The bytes as they were sent: no content encoding is undone. */
  readonly body: AsyncIterable<Uint8Array>
  readonly discard: () => void
  /** The address that answered; absent behind a proxy, which alone knows it. */
  readonly address?: string
}

/** Why a proxy lets nobody through: its answer to CONNECT, or the code of an error on the way to it. */
export class ProxyError extends Error {
  readonly proxy: string
  readonly why: string
  constructor(proxy: string, why: string) {
    super(`${proxy}: ${why}`)
    this.proxy = proxy
    this.why = why
  }
}

/** Everything that the client needs of the world. Redirects are not followed, and nothing is retried. */
export interface Network {
  /** Rejects with an Error with a `code`, such as ECONNREFUSED, or a `ProxyError`, where no answer comes. */
  readonly send: (request: HttpRequest) => Promise<HttpAnswer>
  readonly sleep: (milliseconds: number) => Promise<void>
  /** From 0 to below 1. */
  readonly random: () => number
}
