import { setFlagsFromString } from 'node:v8'

/**
 * Let V8 optimise only what runs long. On Node 20 it compiles some two hundred functions for 1,000 Deployments, on threads
 * that end with the process before they pay: two fifths of the CPU time. Later versions have a compiler in between.
 */
export function delayOptimization(version: string): void {
  if (!version.startsWith('v20.')) return
  setFlagsFromString('--interrupt-budget=400000')
  // V8 takes only code that was made under its own options, so whoever keeps some at the end is to find them.
  process.prependOnceListener('exit', () => setFlagsFromString(`--interrupt-budget=${usualBudget}`))
}

/** `node --v8-options` of 20.12 and 20.20. */
const usualBudget = 67_584
