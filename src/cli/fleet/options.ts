import { InputError } from '../../error.ts'
import type { Arguments, OptionTable } from '../options/arguments.ts'
import { commonOptions, hardenOptions, reportOptions } from '../options/options.ts'

/** Options of `seaworthy fleet`, which its helpers read as well. */
export const fleetOptions = {
  ...hardenOptions,
  ...reportOptions,
  'output-dir': { type: 'string' },
  'only-changed': { type: 'boolean' },
  shard: { type: 'string' },
  jobs: { type: 'string' },
  partial: { type: 'boolean' },
  'exit-zero': { type: 'boolean' },
} as const satisfies OptionTable

/** What `seaworthy fleet` does, by the first operand. */
export type FleetVerb = 'run' | 'merge'

const ofReports = [...Object.keys(commonOptions), ...Object.keys(reportOptions), 'strict', 'exit-zero', 'output-dir']

/** The options that mean something for a verb. */
const meant: Readonly<Record<FleetVerb, ReadonlySet<string>>> = {
  run: new Set(Object.keys(fleetOptions).filter(name => name !== 'partial')),
  merge: new Set([...ofReports, 'partial']),
}

/** Refuse an option that would have no effect. */
export function refuseOptionsBut(verb: FleetVerb, { ordered }: Arguments): void {
  const other = ordered.find(({ name }) => !meant[verb].has(name))
  if (other === undefined) return
  const command = verb === 'run' ? 'fleet' : `fleet ${verb}`
  const known = [...meant[verb]].map(name => `--${name}`).join(', ')
  throw new InputError('USAGE', `${command}: --${other.name} has no effect; it takes ${known}`)
}

/** What says where things go, and how many at once, decides about no release. */
const undecisive: ReadonlySet<string> = new Set([...ofReports, 'only-changed', 'shard', 'jobs', 'verbose'])

/** The options that decide what becomes of a release. */
export function decisiveOptions({ ordered }: Arguments): readonly string[] {
  return ordered.filter(({ name }) => !undecisive.has(name)).map(({ name, value }) => `${name}=${value}`)
}
