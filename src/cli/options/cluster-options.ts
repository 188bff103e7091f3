import type { Cluster } from '../../cluster/cluster.ts'
import { versionDoubt } from '../../cluster/version.ts'
import { visible } from '../../manifest/text/visible.ts'
import { knownMinors } from '../../workload/settings/known-minors.ts'
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

/** Say what is doubtful about a cluster of this version. */
export function tellVersionDoubt({ version }: Cluster, io: Io): void {
  const doubt = versionDoubt(version, knownMinors)
  if (doubt !== undefined) io.stderr(`seaworthy: ${visible(doubt)}\n`)
}
