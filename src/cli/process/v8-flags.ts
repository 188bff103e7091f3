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

/**
 * Let V8 collect what is downloaded while it is young. Its limit follows the ten megabytes that live, so that each layer
 * started a full collection: a fourth of the CPU time of `lock`. Later versions also let more than 64 MB of buffers pile up.
 */
export function collectBuffersYoung(version: string): void {
  const [major = ''] = version.split('.')
  const flags = Object.entries(forBuffers[major] ?? {})
  for (const [flag, [value]] of flags) setFlagsFromString(`--${flag}=${value}`)
  process.prependOnceListener('exit', () => {
    for (const [flag, [, usual]] of flags) setFlagsFromString(`--${flag}=${usual}`)
  })
}

/** Options of V8 by version of Node: their value here, and the usual one (`node --v8-options` of 20.20, 22.23 and 24.21). */
const forBuffers: Readonly<Record<string, Readonly<Record<string, readonly [here: number, usual: number]>>>> = {
  v20: { 'heap-growing-percent': [400, 0] },
  v22: { 'heap-growing-percent': [400, 0], 'scavenger-max-new-space-capacity-mb': [1, 8] },
  v24: { 'heap-growing-percent': [400, 0], 'scavenger-max-new-space-capacity-mb': [1, 32] },
}
