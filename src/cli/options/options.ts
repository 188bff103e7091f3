import type { OptionTable } from './arguments.ts'

/** Options of every command. */
export const commonOptions = {
  help: { type: 'boolean', short: 'h' },
  'no-color': { type: 'boolean' },
  quiet: { type: 'boolean', short: 'q' },
} as const satisfies OptionTable

/** Options that say what a pod has to meet. */
export const levelOptions = {
  policy: { type: 'string' },
  verbose: { type: 'boolean' },
  lock: { type: 'string' },
  'no-lock': { type: 'boolean' },
  level: { type: 'string' },
  'level-version': { type: 'string' },
  'kube-version': { type: 'string' },
  namespace: { type: 'string', short: 'n' },
} as const satisfies OptionTable

/** Options of every command that reads manifests. */
export const manifestOptions = {
  ...commonOptions,
  ...levelOptions,
  schema: { type: 'boolean' },
  'no-schema': { type: 'boolean' },
} as const satisfies OptionTable

/** Options of every command that changes manifests, or fails because of them. */
export const hardenOptions = {
  ...manifestOptions,
  enforce: { type: 'boolean' },
  strict: { type: 'boolean' },
} as const satisfies OptionTable

/** Options of every command that reads files and folders. */
export const fileOptions = { exclude: { type: 'string', multiple: true } } as const satisfies OptionTable

/** Where findings go: each `--format` may be followed by the `--output` it is written to. */
export const reportOptions = {
  format: { type: 'string', multiple: true },
  output: { type: 'string', multiple: true },
} as const satisfies OptionTable
