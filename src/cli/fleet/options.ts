import type { OptionTable } from '../options/arguments.ts'
import { hardenOptions, reportOptions } from '../options/options.ts'

/** Options of `seaworthy fleet`, which its helpers read as well. */
export const fleetOptions = {
  ...hardenOptions,
  ...reportOptions,
  'output-dir': { type: 'string' },
  'only-changed': { type: 'boolean' },
  jobs: { type: 'string' },
  'exit-zero': { type: 'boolean' },
} as const satisfies OptionTable
