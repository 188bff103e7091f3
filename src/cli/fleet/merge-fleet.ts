import { join } from 'node:path'
import { InputError } from '../../error.ts'
import {
  doneByIndex,
  type MergedRelease,
  missingShards,
  type Part,
  type PartRelease,
  whyApart,
} from '../../fleet/merge.ts'
import { type Plan, readPlan } from '../../fleet/plan.ts'
import type { RecordHead, ReleaseRow } from '../../fleet/record.ts'
import { visible } from '../../manifest/text/visible.ts'
import { type ExitCode, exitCode } from '../exit-code.ts'
import { withSlashes } from '../files/slashes.ts'
import type { Arguments } from '../options/arguments.ts'
import { refuseTargets, reportOptionsOf, reportTargets } from '../output/reporting.ts'
import type { Io } from '../process/io.ts'
import { copyRelease } from './copy-release.ts'
import { fleetExit, fleetReport, writeFleetReports, writeFolderReport } from './fleet-output.ts'
import { planFolder, readHead, readUnguarded, writePlan } from './store.ts'

/** `seaworthy fleet merge DIR`: the report of all shards, as one machine would have made it. */
export async function mergeFleet(args: Arguments, io: Io): Promise<ExitCode> {
  const [, folder, ...rest] = args.operands
  if (folder === undefined || rest.length > 0)
    throw new InputError(
      'USAGE',
      'fleet merge: expected one folder, that of all parts or one that holds a folder for each',
    )
  const targets = reportTargets(args)
  await refuseTargets(targets, io)
  const parts = await partsIn(folder, io)
  const apart = whyApart(parts)
  if (apart !== undefined) throw new InputError('BAD_INPUT', `fleet merge: ${apart}`)
  const missing = missingShards(parts)
  for (const line of missing) io.stderr(`seaworthy: ${visible(line)}\n`)
  if (missing.length > 0 && !args.has('partial')) {
    io.stderr('seaworthy: nothing was merged; --partial merges what is there\n')
    return exitCode.found
  }
  const merged = await mergedReleases(parts, io)
  const report = reportOfAll(merged, io)
  const output = missing.length === 0 ? args.text('output-dir') : undefined
  if (output !== undefined) {
    for (const one of merged) await copyRelease(one, output, io)
    await writePlan(output, planOfAll(parts, merged), io)
    await writeFolderReport(report, output, reportOptionsOf({ format: 'json', output: '' }, args, io), io)
  }
  await writeFleetReports(report, targets, args, io)
  return missing.length > 0 ? exitCode.found : fleetExit(report.rows, args)
}

/** The parts of a folder: its own, and those of the folders in it, as artifacts are downloaded. */
async function partsIn(folder: string, io: Io): Promise<readonly Part[]> {
  const inside = (await io.kindOf(folder)) === 'folder' ? await io.listFolder(folder) : []
  const folders = inside.filter(({ kind }) => kind === 'folder').map(({ name }) => withSlashes(join(folder, name)))
  const parts: Part[] = []
  for (const place of [folder, ...folders]) parts.push(...(await partsOf(place, io)))
  if (parts.length === 0)
    throw new InputError(
      'USAGE',
      `${visible(folder)}: found no part of a fleet, expected what \`seaworthy fleet --shard i/n --output-dir\` wrote`,
    )
  return parts
}

async function partsOf(folder: string, io: Io): Promise<readonly Part[]> {
  const plans = planFolder(folder)
  if ((await io.kindOf(plans)) !== 'folder') return []
  const parts: Part[] = []
  for (const { name } of await io.listFolder(plans)) {
    if (!name.endsWith('.json')) continue
    const file = withSlashes(join(plans, name))
    const plan = readPlan(await readUnguarded(file, io))
    if (plan === undefined)
      throw new InputError(
        'BAD_INPUT',
        `${visible(file)}: found no plan of a fleet in it that this version can read; run its shard again, or remove it`,
      )
    parts.push({ folder, file, plan })
  }
  return parts
}

/** Each release once. Of one that was done twice, both have to come to the same, save one that failed at first. */
async function mergedReleases(parts: readonly Part[], io: Io): Promise<readonly MergedRelease[]> {
  const merged: MergedRelease[] = []
  for (const done of doneByIndex(parts).values()) {
    const read: MergedRelease[] = []
    for (const one of done) read.push({ ...one, head: await headOf(one, io) })
    const best = read.filter(({ head }) => head.row.state === 'hardened')
    const [first, ...others] = best.length > 0 ? best : read
    const other = others.find(({ inputs }) => inputs !== first?.inputs)
    if (first !== undefined && other !== undefined)
      throw new InputError(
        'BAD_INPUT',
        `fleet merge: ${first.name} was made of other files in ${visible(other.folder)} than in ${visible(first.folder)}; remove one of them`,
      )
    if (first !== undefined) merged.push(first)
  }
  return merged
}

async function headOf({ folder, name, inputs }: PartRelease, io: Io): Promise<RecordHead> {
  const head = await readHead(folder, name, io)
  if (head?.inputs === inputs) return head
  throw new InputError(
    'BAD_INPUT',
    `fleet merge: what ${visible(folder)} holds of ${name} is not what its shard finished with; run the shard again`,
  )
}

function reportOfAll(merged: readonly MergedRelease[], io: Io) {
  const folders = new Map(merged.map(({ name, folder }) => [name, folder]))
  const folderOf = ({ name }: ReleaseRow) => folders.get(name) ?? '.'
  return fleetReport(
    merged.map(({ head }) => head.row),
    folderOf,
    io,
  )
}

/** What one machine would have written. */
function planOfAll([part]: readonly Part[], merged: readonly MergedRelease[]): Plan {
  if (part === undefined) throw new Error('there is no part')
  const releases = merged.map(({ index, name, inputs }) => ({ index, name, inputs }))
  return { ...part.plan, shard: { index: 1, count: 1 }, state: 'finished', releases }
}
