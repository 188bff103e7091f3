const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Do `work`, and let a signal that arrives meanwhile end the process behind it: nothing half made stays behind. */
export async function uninterrupted(work: () => void): Promise<void> {
  const end = (signal: NodeJS.Signals) => {
    for (const one of signals) process.off(one, end)
    process.kill(process.pid, signal)
  }
  for (const signal of signals) process.on(signal, end)
  try {
    work()
    // Node hears of signals between two turns of its loop only.
    await new Promise(done => setImmediate(done))
  } finally {
    for (const signal of signals) process.off(signal, end)
  }
}
