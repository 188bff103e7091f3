/** A controller that aborts when a signal does. */
export interface Follower {
  readonly controller: AbortController
  /** Follow no longer. */
  readonly release: () => void
}

/** Who is told when a signal is aborted. Hundreds of tasks may share one, and Node warns of more than ten listeners. */
const told = new WeakMap<AbortSignal, Set<() => void>>()

/** A controller that aborts for the reason of `signal`, at once where that was aborted before. */
export function followerOf(signal: AbortSignal): Follower {
  const controller = new AbortController()
  const stop = () => controller.abort(signal.reason)
  if (signal.aborted) stop()
  const all = told.get(signal) ?? listened(signal)
  all.add(stop)
  return { controller, release: () => all.delete(stop) }
}

function listened(signal: AbortSignal): Set<() => void> {
  const all = new Set<() => void>()
  told.set(signal, all)
  const tell = () => {
    for (const stop of all) stop()
  }
  signal.addEventListener('abort', tell, { once: true })
  return all
}
