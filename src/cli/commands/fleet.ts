import type { Command } from '../command.ts'
import type { ExitCode } from '../exit-code.ts'
import { fleetOptions, refuseOptionsBut } from '../fleet/options.ts'
import type { Arguments } from '../options/arguments.ts'
import type { Io } from '../process/io.ts'

/** Many releases at once, on all cores or on many machines. */
export const fleetCommand: Command = { options: fleetOptions, run: runFleetCommand }

/** The first operand may say what to do. A fleet of that name is written `./merge`. */
async function runFleetCommand(args: Arguments, io: Io): Promise<ExitCode> {
  const [verb] = args.operands
  if (verb === 'merge') {
    refuseOptionsBut('merge', args)
    return (await import('../fleet/merge-fleet.ts')).mergeFleet(args, io)
  }
  if (verb === 'job') {
    refuseOptionsBut('job', args)
    return (await import('../fleet/fleet-job.ts')).printFleetJob(args, io)
  }
  refuseOptionsBut('run', args)
  return (await import('../fleet/run-fleet.ts')).runFleet(args, io)
}
