import { join, resolve } from 'node:path'
import { InputError } from '../../error.ts'
import { fleetIdentity, type Plan } from '../../fleet/plan.ts'
import type { ReleaseRow } from '../../fleet/record.ts'
import type { Fleet, Release } from '../../fleet/release.ts'
import type { Shard } from '../../fleet/shards.ts'
import { visible } from '../../manifest/text/visible.ts'
import { plural } from '../../report/words/plural.ts'
import { type ExitCode, exitCode } from '../exit-code.ts'
import { withSlashes } from '../files/slashes.ts'
import type { Arguments } from '../options/arguments.ts'
import { refuseUpdateInCi } from '../output/golden.ts'
import { type ReportTarget, refuseTargets, reportOptionsOf, reportTargets } from '../output/reporting.ts'
import { interruptible } from '../process/interruption.ts'
import type { Io } from '../process/io.ts'
import { wrongOption } from '../settings.ts'
import { version } from '../version.ts'
import type { Destination, DoneRelease } from './do-release.ts'
import { findFleet } from './find-fleet.ts'
import { fleetExit, fleetReport, writeFleetReports, writeFolderReport } from './fleet-output.ts'
import { decisiveOptions, wordsOf } from './options.ts'
import { refuseInputsInside } from './output-folder.ts'
import { doReleases } from './pool.ts'
import { fleetProgress } from './progress.ts'
import { shardOption } from './shard-option.ts'
import { type PlacedRelease, releasesOfShard } from './sizes.ts'
import { digestOfParts, writePlan } from './store.ts'

/** `seaworthy fleet`: do all releases of a fleet, or those of a shard. */
export async function runFleet(args: Arguments, io: Io): Promise<ExitCode> {
  const [named, ...rest] = args.operands
  if (rest.length > 0) throw new InputError('USAGE', `fleet: found "${rest[0]}" after ${named}, expected nothing`)
  const targets = reportTargets(args)
  await refuseTargets(targets, io)
  const jobs = jobsOption(args.text('jobs')) ?? (await io.cores())
  const shard = shardOption(args, io)
  const output = args.text('output-dir')
  refuseWithoutOutput(args)
  refuseGoldenOptions(args, io)
  const fleet = await findFleet(named, args, io)
  const run = { fleet, shard, releases: await releasesOfShard(fleet, shard, io), targets, jobs, args }
  if (output === undefined)
    return io.inTemporaryFolder(folder => doFleet(run, { folder, manifests: 'not-written', version }, io))
  await refuseInputsInside(output, fleet, io)
  return doFleet(run, { folder: output, manifests: 'written', version }, io)
}

function refuseWithoutOutput(args: Arguments): void {
  if (args.text('output-dir') !== undefined) return
  if (args.has('only-changed'))
    throw new InputError('USAGE', '--only-changed: expected --output-dir DIR, which knows what was done before')
  if (args.text('shard') !== undefined)
    throw new InputError('USAGE', '--shard: expected --output-dir DIR, which `seaworthy fleet merge` reads')
}

function refuseGoldenOptions(args: Arguments, io: Io): void {
  const golden = args.text('golden')
  if (args.has('update')) {
    if (golden === undefined) throw new InputError('USAGE', '--update: expected --golden DIR, whose files it writes')
    refuseUpdateInCi(io)
  }
  if (golden !== undefined && resolve(io.cwd(), golden) === resolve(io.cwd(), args.text('output-dir') ?? ''))
    throw new InputError('USAGE', '--golden: expected another folder than --output-dir, which would always be the same')
}

interface Run {
  readonly fleet: Fleet
  readonly shard: Shard
  /** Those of the shard. */
  readonly releases: readonly PlacedRelease[]
  readonly targets: readonly ReportTarget[]
  readonly jobs: number
  readonly args: Arguments
}

async function doFleet(run: Run, destination: Destination, io: Io): Promise<ExitCode> {
  const { releases, targets, args, shard } = run
  const { done, interrupted } = await interruptible(signal => doAll(run, destination, signal, io))
  const tried = releases.flatMap(({ release: { name } }) => done.get(name) ?? [])
  const rows = tried.filter(one => !args.has('only-changed') || !one.unchanged).map(({ row }) => row)
  const reportOf = (all: readonly ReleaseRow[]) => fleetReport(all, () => destination.folder, io)
  await writeFleetReports(reportOf(rows), targets, args, io)
  if (interrupted) return tellInterrupted(done, run, io)
  // Shards may share a folder, and the report of all of them is that of `merge`.
  if (destination.manifests === 'written' && shard.count === 1)
    await writeFolderReport(
      reportOf(tried.map(({ row }) => row)),
      destination.folder,
      reportOptionsOf({ format: 'json', output: '' }, args, io),
      io,
    )
  const orphans = await goldenOrphans(run, io)
  for (const file of orphans) io.stderr(`seaworthy: ${visible(file)}: no release of the fleet makes this golden file\n`)
  return orphans.length > 0 && !args.has('exit-zero') ? exitCode.found : fleetExit(rows, args)
}

/** A golden file that nothing makes would stay green for ever. */
async function goldenOrphans({ fleet, args }: Run, io: Io): Promise<readonly string[]> {
  const folder = args.text('golden')
  if (folder === undefined || (await io.kindOf(folder)) !== 'folder') return []
  const made = new Set(fleet.releases.map(({ name }) => `${name}.yaml`))
  return (await io.listFolder(folder))
    .filter(({ name, kind }) => kind === 'file' && name.endsWith('.yaml') && !made.has(name))
    .map(({ name }) => withSlashes(join(folder, name)))
}

/** What became of every release that was tried. */
interface Outcome {
  readonly done: ReadonlyMap<string, DoneRelease>
  readonly interrupted: boolean
}

async function doAll(run: Run, destination: Destination, signal: AbortSignal, io: Io): Promise<Outcome> {
  const { jobs, args } = run
  const releases = run.releases.map(({ release }) => release)
  const start = io.now()
  const done = new Map<string, DoneRelease>()
  await writePlan(destination.folder, planOf(run, 'begun', done), io)
  const tell = fleetProgress(releases.length, io)
  let failed = 0
  const onDone = (release: Release, one: DoneRelease) => {
    done.set(release.name, one)
    if (one.row.state === 'failed') failed += 1
    tell(failed)
  }
  await doReleases({ releases, destination, argv: wordsOf(args.ordered), jobs, signal }, onDone, io)
  const interrupted = done.size < releases.length
  if (!interrupted) await writePlan(destination.folder, planOf(run, 'finished', done), io)
  if (!args.has('quiet')) io.stderr(`seaworthy: ${effortText([...done.values()], io.now() - start)}\n`)
  return { done, interrupted }
}

function planOf({ fleet, shard, releases, args }: Run, state: Plan['state'], done: Outcome['done']): Plan {
  return {
    fleet: digestOfParts([fleetIdentity(fleet), ...decisiveOptions(args)]),
    version,
    shard,
    total: fleet.releases.length,
    state,
    releases: releases.map(({ index, release: { name } }) => {
      const inputs = done.get(name)?.inputs
      return { index, name, ...(inputs !== undefined && { inputs }) }
    }),
  }
}

/** `10 releases done in 3.2 s, 990 unchanged since an earlier run`. */
function effortText(done: readonly DoneRelease[], milliseconds: number): string {
  const unchanged = done.filter(one => one.unchanged).length
  const seconds = `${(milliseconds / 1000).toFixed(1)} s`
  const made = `${plural(done.length - unchanged, 'release')} done in ${seconds}`
  return unchanged === 0 ? made : `${made}, ${unchanged} unchanged since an earlier run`
}

function tellInterrupted(done: Outcome['done'], { releases }: Run, io: Io): ExitCode {
  io.stderr(
    `seaworthy: interrupted: ${done.size} of ${plural(releases.length, 'release')} done; what is in --output-dir is not done again\n`,
  )
  return exitCode.interrupted
}

function jobsOption(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const jobs = /^[1-9]\d{0,3}$/.test(text) ? Number(text) : undefined
  if (jobs === undefined) throw wrongOption('jobs', text, 'how many releases to do at once, as in 4')
  return jobs
}
