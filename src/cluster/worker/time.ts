import { setTimeout as wait } from 'node:timers/promises'

/** The clock and chance, given by whoever runs a task, so that tests say what they are. */
export interface Time {
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** Rejects with the signal's reason once it is aborted. */
  readonly wait: (milliseconds: number, signal?: AbortSignal) => Promise<void>
  /** From 0 to below 1. */
  readonly random: () => number
}

/** The machine's own. */
export const systemTime: Time = {
  now: () => Date.now(),
  wait: async (milliseconds, signal) => {
    signal?.throwIfAborted()
    try {
      await wait(milliseconds, undefined, signal && { signal })
    } catch (error) {
      signal?.throwIfAborted()
      throw error
    }
  },
  random: () => Math.random(),
}

/** Seconds since 1970 as RFC 3339 spells them: `2026-11-28T14:00:03Z`. */
export function spelledSecond(second: number): string {
  return new Date(second * 1000).toISOString().replace('.000', '')
}
