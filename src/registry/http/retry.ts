import type { HttpAnswer, HttpRequest, Network } from './network.ts'

const tries = 3
const passing: ReadonlySet<number> = new Set([429, 500, 502, 503, 504])

/** Whether a status passes by itself: too many requests, and servers that are overloaded or restart. */
export function passesByItself(status: number): boolean {
  return passing.has(status)
}

/** Broken connections; a refused one or a bad certificate stays as it is. */
const broken = /ECONNRESET|EPIPE|UND_ERR_SOCKET|ECONNABORTED/
const longestWait = 60_000

/**
 * Send a request up to three times, with growing pauses and jitter, or as long as the server asks (Retry-After). One that
 * asks for more than a minute is not asked again: it would refuse, as it says.
 */
export async function sendPatiently(network: Network, request: HttpRequest): Promise<HttpAnswer> {
  for (let attempt = 1; ; attempt += 1) {
    const answer = await network.send(request).catch((error: unknown): undefined => {
      if (attempt === tries || !isBroken(error)) throw error
      return undefined
    })
    const asked = secondsAsked(answer?.headers ?? {}) * 1000
    if (answer !== undefined && (attempt === tries || !passesByItself(answer.status) || asked > longestWait))
      return answer
    answer?.discard()
    await network.sleep(asked > 0 ? asked : pauseOf(attempt, network.random()))
  }
}

function isBroken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && broken.test(String(error.code))
}

/** Half a second, then a second, each with up to as much again at random, so that clients do not come back together. */
function pauseOf(attempt: number, random: number): number {
  return 250 * 2 ** attempt * (1 + random)
}

/** Seconds, or a date (RFC 9110, 10.2.3), which is held against the server's own clock. */
function secondsAsked(headers: HttpAnswer['headers']): number {
  const after = headers['retry-after'] ?? ''
  return /^\d+$/.test(after) ? Number(after) : (Date.parse(after) - Date.parse(headers.date ?? '')) / 1000
}
