import { InputError } from '../../error.ts'
import type { Arguments, OptionTable } from '../options/arguments.ts'
import { commonOptions, hardenOptions, reportOptions } from '../options/options.ts'

/** Options of `seaworthy fleet`, which its helpers read as well. */
export const fleetOptions = {
  ...hardenOptions,
  ...reportOptions,
  'output-dir': { type: 'string' },
  'only-changed': { type: 'boolean' },
  golden: { type: 'string' },
  update: { type: 'boolean' },
  environment: { type: 'string', short: 'e' },
  shard: { type: 'string' },
  jobs: { type: 'string' },
  partial: { type: 'boolean' },
  'exit-zero': { type: 'boolean' },
  file: { type: 'string', short: 'f' },
  shards: { type: 'string' },
  parallelism: { type: 'string' },
  parts: { type: 'string' },
  image: { type: 'string' },
  'fleet-claim': { type: 'string' },
  git: { type: 'string' },
  ref: { type: 'string' },
  'git-image': { type: 'string' },
  name: { type: 'string' },
} as const satisfies OptionTable

/** What `seaworthy fleet` does, by the first operand. */
export type FleetVerb = 'run' | 'merge' | 'job'

const ofReports = [...Object.keys(commonOptions), ...Object.keys(reportOptions), 'strict', 'exit-zero', 'output-dir']

/** What says where things go, and how many at once, decides about no release. */
const undecisive: ReadonlySet<string> = new Set([...ofReports, 'only-changed', 'shard', 'jobs', 'verbose'])

const ofJob = ['file', 'shards', 'parallelism', 'parts', 'image', 'fleet-claim', 'git', 'ref', 'git-image', 'name']

const ofRun = Object.keys(fleetOptions).filter(name => name !== 'partial' && !ofJob.includes(name))

function decides(name: string): boolean {
  return !undecisive.has(name) && !ofJob.includes(name)
}

/** The options that mean something for a verb. A Job passes on what decides about releases. */
const meant: Readonly<Record<FleetVerb, ReadonlySet<string>>> = {
  run: new Set(ofRun),
  merge: new Set([...ofReports, 'partial']),
  job: new Set([...ofJob, ...ofRun.filter(name => decides(name)), 'jobs', 'verbose', ...Object.keys(commonOptions)]),
}

/** Refuse an option that would have no effect. */
export function refuseOptionsBut(verb: FleetVerb, { ordered }: Arguments): void {
  const other = ordered.find(({ name }) => !meant[verb].has(name))
  if (other === undefined) return
  const command = verb === 'run' ? 'fleet' : `fleet ${verb}`
  const known = [...meant[verb]].map(name => `--${name}`).join(', ')
  throw new InputError('USAGE', `${command}: --${other.name} has no effect; it takes ${known}`)
}

/** The options that decide what becomes of a release. */
export function decisiveOptions({ ordered }: Arguments): readonly string[] {
  return ordered.filter(({ name }) => decides(name)).map(({ name, value }) => `${name}=${value}`)
}

/** The same as words of a call. */
export function decisiveWords({ ordered }: Arguments): readonly string[] {
  return wordsOf(ordered.filter(({ name }) => decides(name)))
}

/** Options as words of a call. */
export function wordsOf(options: Arguments['ordered']): readonly string[] {
  return options.map(({ name, value }) => (value === '' ? `--${name}` : `--${name}=${value}`))
}
