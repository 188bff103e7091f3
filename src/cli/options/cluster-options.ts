import type { Cluster } from '../../cluster/cluster.ts'
import type { Io } from '../process/io.ts'
import type { Arguments, OptionTable } from './arguments.ts'

/** Options of every command that talks to a cluster. */
export const clusterOptions = { context: { type: 'string' } } as const satisfies OptionTable

/** The cluster that a call names. What connects is loaded only here: it is large. */
export async function clusterFor(args: Arguments, io: Io, namespace?: string): Promise<Cluster> {
  const { connect } = await import('../../cluster/connect.ts')
  const context = args.text('context')
  return connect({
    env: io.env,
    ...(context !== undefined && { context }),
    ...(namespace !== undefined && { namespace }),
  })
}
