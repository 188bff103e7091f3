const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * Do work that a signal interrupts: it aborts, and the work says what is left. A second signal ends the process at once, as
 * it would have without us.
 */
export async function interruptible<Result>(work: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
  const interruption = new AbortController()
  const interrupt = (signal: NodeJS.Signals) => {
    if (!interruption.signal.aborted) return interruption.abort(new Error(signal))
    for (const one of signals) process.off(one, interrupt)
    process.kill(process.pid, signal)
  }
  for (const signal of signals) process.on(signal, interrupt)
  try {
    return await work(interruption.signal)
  } finally {
    for (const signal of signals) process.off(signal, interrupt)
  }
}
