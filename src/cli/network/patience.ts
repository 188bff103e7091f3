/** How long a server may keep us waiting. */
export interface Patience {
  /** Milliseconds without a byte. */
  readonly idle: number
  /** Bytes a second that it sends at least, on the whole. */
  readonly rate: number
}

/**
 * Pass on what `chunks` hold, and reject with ETIMEDOUT or ETOOSLOW where a server sends nothing or next to nothing. Only
 * the time that we wait counts: whoever reads slowly is not the server's fault.
 */
export async function* patiently(
  chunks: AsyncIterable<Uint8Array>,
  { idle, rate }: Patience,
): AsyncGenerator<Uint8Array> {
  const iterator = chunks[Symbol.asyncIterator]()
  let waited = 0
  let received = 0
  try {
    for (;;) {
      const start = performance.now()
      const next = await within(iterator.next(), idle)
      if (next.done === true) return
      waited += performance.now() - start
      received += next.value.length
      if (waited > idle + (received / rate) * 1000) throw coded('ETOOSLOW')
      yield next.value
    }
  } finally {
    // Not awaited: a stream that is stuck would not answer.
    void iterator.return?.()?.then(undefined, () => undefined)
  }
}

/** What `promise` gives, or ETIMEDOUT after `milliseconds`. */
export function within<Value>(promise: Promise<Value>, milliseconds: number): Promise<Value> {
  return new Promise((done, failed) => {
    const timer = setTimeout(() => failed(coded('ETIMEDOUT')), milliseconds)
    promise.then(done, failed).finally(() => clearTimeout(timer))
  })
}

/** An error by its code, as the system's own. */
export function coded(code: string): NodeJS.ErrnoException {
  return Object.assign(new Error(code), { code })
}
