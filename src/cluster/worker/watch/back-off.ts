/** Milliseconds: the first wait is a quarter of a second, and none is longer than a quarter of a minute. */
const bounds = { first: 250, longest: 15_000, longestAsked: 60_000 } as const

/**
 * Milliseconds to wait before the next attempt, after `failures` in a row. What the server asks for (`Retry-After`) is
 * kept, within a minute. Chance spreads those who all were cut off by the same restart.
 */
export function waitAfter(failures: number, retryAfter: number | undefined, random: () => number): number {
  if (retryAfter !== undefined) return Math.min(retryAfter * 1000, bounds.longestAsked) + random() * bounds.first
  const ceiling = Math.min(bounds.longest, bounds.first * 2 ** Math.min(failures - 1, 16))
  return ceiling / 2 + (random() * ceiling) / 2
}

/** What an answer's status asks for. `apiserver` sends all of these (`apimachinery/pkg/api/errors/errors.go`). */
const byStatus: Readonly<Record<number, 'again' | 'expired'>> = {
  408: 'again',
  410: 'expired', // the resourceVersion is older than what is kept: list anew
  429: 'again', // too many requests, or a server that is about to end
  500: 'again', // etcd without a leader, a webhook that did not answer
  502: 'again', // a load balancer without a server, a kubelet without a connection
  503: 'again',
  504: 'again',
}

/** What to do about an answer: use it, ask again, list anew, or take it for the server's no. */
export function meaningOf(status: number): 'answered' | 'again' | 'expired' | 'refused' {
  if (status >= 200 && status < 300) return 'answered'
  return byStatus[status] ?? 'refused'
}
