const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * Do `work`, and let a signal that arrives meanwhile end the process after it: nothing half made stays behind. From the
 * first call on signals are heard between two pieces of work only; what stopped listening could lose one.
 */
export async function deferSignals<T>(work: () => T): Promise<T> {
  // Where somebody else listens, a signal ends nothing at once.
  for (const signal of signals) if (process.listenerCount(signal) === 0) process.on(signal, endBy)
  const result = work()
  // Node hears of signals between two turns of its loop.
  await new Promise(done => setImmediate(done))
  return result
}

/** End as the signal would have ended us, so that whoever started us sees why. */
function endBy(signal: NodeJS.Signals): void {
  for (const one of signals) process.off(one, endBy)
  process.kill(process.pid, signal)
}
