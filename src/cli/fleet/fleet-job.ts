import { InputError } from '../../error.ts'
import { visible } from '../../manifest/text/visible.ts'
import { fleetJobStream } from '../../run/render/fleet-job.ts'
import type { ClaimFolder, FleetJob, FleetSource } from '../../run/render/fleet-job-values.ts'
import { type ExitCode, exitCode } from '../exit-code.ts'
import type { Arguments } from '../options/arguments.ts'
import type { Io } from '../process/io.ts'
import { loadSettings, wrongOption } from '../settings.ts'
import { findFleet, fleetFileName } from './find-fleet.ts'
import { filesOfFleet } from './fleet-files.ts'
import { decisiveWords } from './options.ts'

/** `seaworthy fleet job`: print an Indexed Job that does the fleet on a cluster, a shard a pod. */
export async function printFleetJob(args: Arguments, io: Io): Promise<ExitCode> {
  const [, ...rest] = args.operands
  if (rest.length > 0) throw new InputError('USAGE', `fleet job: found "${rest[0]}", expected -f ${fleetFileName}`)
  const file = args.text('file') ?? fleetFileName
  const shards = countOption('shards', args)
  if (shards === undefined) throw new InputError('USAGE', 'fleet job: say over how many pods, as in --shards 4')
  const job: FleetJob = {
    name: args.text('name') ?? 'fleet',
    image: imageOption(args),
    shards,
    parallelism: countOption('parallelism', args) ?? shards,
    source: await sourceOf(file, args, io),
    parts: partsOf(args),
    args: [...argumentOf(file), ...decisiveWords(args), ...wordOf('jobs', args)],
  }
  const { settings } = await loadSettings(args, io)
  io.stdout(fleetJobStream(job, settings))
  return exitCode.ok
}

/** A file that begins with a dash is no option. */
function argumentOf(file: string): readonly string[] {
  return [file.startsWith('-') ? `./${file}` : file]
}

function wordOf(name: string, args: Arguments): readonly string[] {
  const value = args.text(name)
  return value === undefined ? [] : [`--${name}=${value}`]
}

async function sourceOf(file: string, args: Arguments, io: Io): Promise<FleetSource> {
  const [claim, git] = [args.text('fleet-claim'), args.text('git')]
  if (claim !== undefined && git !== undefined)
    throw new InputError('USAGE', '--fleet-claim and --git: expected one of them')
  if (git === undefined && (args.text('ref') !== undefined || args.text('git-image') !== undefined))
    throw new InputError('USAGE', '--ref and --git-image: expected --git URL')
  if (claim !== undefined) return { kind: 'claim', claim: claimOption('fleet-claim', claim) }
  if (git === undefined)
    return { kind: 'configMap', files: await filesOfFleet(await findFleet(file, args, io), args, io) }
  const ref = args.text('ref')
  const image = args.text('git-image')
  if (image === undefined)
    throw new InputError('USAGE', '--git: expected --git-image, an image with git and sh, as in alpine/git:v2.47.2')
  return { kind: 'git', repository: git, image, ...(ref !== undefined && { ref }) }
}

function partsOf(args: Arguments): ClaimFolder {
  const text = args.text('parts')
  if (text !== undefined) return claimOption('parts', text)
  throw new InputError(
    'USAGE',
    'fleet job: say where the shards write, as in --parts fleet-parts: a claim that all of them can mount',
  )
}

/** `CLAIM`, or `CLAIM/folder`. */
function claimOption(name: string, text: string): ClaimFolder {
  const [, claim, folder] = /^([a-z0-9](?:[-a-z0-9.]*[a-z0-9])?)(?:\/(.+))?$/.exec(text) ?? []
  if (claim === undefined || folder?.split('/').includes('..'))
    throw wrongOption(name, text, 'a claim, or a folder of one, as in fleet-parts/nightly')
  return folder === undefined ? { claim } : { claim, folder }
}

/** The image in parts, as values have it: what is behind the last colon of the last step is a tag. */
function imageOption(args: Arguments): FleetJob['image'] {
  const text = args.text('image')
  if (text === undefined)
    throw new InputError(
      'USAGE',
      'fleet job: say which image, as in --image registry.example.com/seaworthy:1: one with seaworthy, and with helm where the fleet has charts',
    )
  const [, repository, tag, digest] = /^([^@]+?)(?::([\w][\w.-]{0,127}))?(?:@(sha256:[0-9a-f]{64}))?$/.exec(text) ?? []
  if (repository === undefined || (tag === undefined && digest === undefined))
    throw wrongOption('image', visible(text), 'an image with a tag or a digest')
  return { repository, ...(tag !== undefined && { tag }), ...(digest !== undefined && { digest }) }
}

function countOption(name: string, args: Arguments): number | undefined {
  const text = args.text(name)
  if (text === undefined) return undefined
  if (!/^[1-9]\d{0,4}$/.test(text)) throw wrongOption(name, text, 'a number, as in 4')
  return Number(text)
}
