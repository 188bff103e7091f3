import { InputError } from '../../error.ts'
import { fleetIdentity } from '../../fleet/plan.ts'
import type { Fleet, Release } from '../../fleet/release.ts'
import { plural } from '../../report/words/plural.ts'
import type { Command } from '../command.ts'
import { type ExitCode, exitCode } from '../exit-code.ts'
import type { Destination, DoneRelease } from '../fleet/do-release.ts'
import { findFleet } from '../fleet/find-fleet.ts'
import { fleetExit, fleetReport, writeFleetReports, writeFolderReport } from '../fleet/fleet-output.ts'
import { fleetOptions } from '../fleet/options.ts'
import { refuseInputsInside } from '../fleet/output-folder.ts'
import { doReleases } from '../fleet/pool.ts'
import { fleetProgress } from '../fleet/progress.ts'
import { digestOfParts, writePlan } from '../fleet/store.ts'
import type { Arguments } from '../options/arguments.ts'
import { type ReportTarget, reportOptionsOf, reportTargets, refuseTargets } from '../output/reporting.ts'
import { interruptible } from '../process/interruption.ts'
import type { Io } from '../process/io.ts'
import { wrongOption } from '../settings.ts'
import { version } from '../version.ts'

/** Many releases at once, on all cores. */
export const fleetCommand: Command = { options: fleetOptions, run: runFleet }

async function runFleet(args: Arguments, io: Io): Promise<ExitCode> {
  const [named, ...rest] = args.operands
  if (rest.length > 0) throw new InputError('USAGE', `fleet: found "${rest[0]}" after ${named}, expected nothing`)
  const targets = reportTargets(args)
  await refuseTargets(targets, io)
  const jobs = jobsOption(args.text('jobs')) ?? (await io.cores())
  const output = args.text('output-dir')
  if (output === undefined && args.has('only-changed'))
    throw new InputError('USAGE', '--only-changed: expected --output-dir DIR, which knows what was done before')
  const fleet = await findFleet(named, io)
  const run = { fleet, targets, jobs, args }
  if (output === undefined)
    return io.inTemporaryFolder(folder => doFleet(run, { folder, manifests: 'not-written', version }, io))
  await refuseInputsInside(output, fleet, io)
  return doFleet(run, { folder: output, manifests: 'written', version }, io)
}

interface Run {
  readonly fleet: Fleet
  readonly targets: readonly ReportTarget[]
  readonly jobs: number
  readonly args: Arguments
}

async function doFleet(run: Run, destination: Destination, io: Io): Promise<ExitCode> {
  const { fleet, targets, args } = run
  const { done, interrupted } = await interruptible(signal => doAll(run, destination, signal, io))
  const rows = fleet.releases.flatMap(({ name }) => {
    const one = done.get(name)
    return one === undefined || (args.has('only-changed') && one.unchanged) ? [] : [one.row]
  })
  const report = fleetReport(rows, () => destination.folder, io)
  await writeFleetReports(report, targets, args, io)
  if (interrupted) return tellInterrupted(done, fleet, io)
  if (destination.manifests === 'written')
    await writeFolderReport(report, destination.folder, reportOptionsOf({ format: 'json', output: '' }, args, io), io)
  return fleetExit(rows, args)
}

/** What became of every release that was tried. */
interface Outcome {
  readonly done: ReadonlyMap<string, DoneRelease>
  readonly interrupted: boolean
}

async function doAll(
  { fleet, jobs, args }: Run,
  destination: Destination,
  signal: AbortSignal,
  io: Io,
): Promise<Outcome> {
  const { releases } = fleet
  const start = io.now()
  await writePlan(
    destination.folder,
    {
      fleet: digestOfParts([fleetIdentity(fleet)]),
      version,
      shard: { index: 1, count: 1 },
      total: releases.length,
      releases: releases.map(({ name }, index) => ({ index, name })),
    },
    io,
  )
  const done = new Map<string, DoneRelease>()
  const tell = fleetProgress(releases.length, io)
  let failed = 0
  const onDone = (release: Release, one: DoneRelease) => {
    done.set(release.name, one)
    if (one.row.state === 'failed') failed += 1
    tell(failed)
  }
  await doReleases({ releases, destination, argv: wordsOf(args), jobs, signal }, onDone, io)
  if (!args.has('quiet')) io.stderr(`seaworthy: ${effortText([...done.values()], io.now() - start)}\n`)
  return { done, interrupted: signal.aborted && done.size < releases.length }
}

/** `990 of 1000 releases are as they were, 10 were done in 3.2 s`. */
function effortText(done: readonly DoneRelease[], milliseconds: number): string {
  const unchanged = done.filter(one => one.unchanged).length
  const seconds = `${(milliseconds / 1000).toFixed(1)} s`
  const made = `${plural(done.length - unchanged, 'release')} done in ${seconds}`
  return unchanged === 0 ? made : `${made}, ${unchanged} unchanged since an earlier run`
}

function tellInterrupted(done: Outcome['done'], { releases }: Fleet, io: Io): ExitCode {
  io.stderr(
    `seaworthy: interrupted: ${done.size} of ${plural(releases.length, 'release')} done; what is in --output-dir is not done again\n`,
  )
  return exitCode.interrupted
}

/** The options of the call, for helpers. */
function wordsOf({ ordered }: Arguments): readonly string[] {
  return ordered.map(({ name, value }) => (value === '' ? `--${name}` : `--${name}=${value}`))
}

function jobsOption(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const jobs = /^[1-9]\d{0,3}$/.test(text) ? Number(text) : undefined
  if (jobs === undefined) throw wrongOption('jobs', text, 'how many releases to do at once, as in 4')
  return jobs
}
