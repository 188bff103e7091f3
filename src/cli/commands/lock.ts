import { InputError } from '../../error.ts'
import { visible } from '../../manifest/text/visible.ts'
import type { Command } from '../command.ts'
import { type ExitCode, exitCode } from '../exit-code.ts'
import { checkLock } from '../lock/check-lock.ts'
import { countedFacts, lockRole, refuseWithoutCluster, type SeenCluster, seeCluster } from '../lock/cluster-facts.ts'
import { imagesIn, type LockFile, openLock, saveLock } from '../lock/lock-file.ts'
import { imagesOf } from '../lock/manifest-images.ts'
import { updateLock } from '../lock/update-lock.ts'
import { imageSources, sourceOptions } from '../network/image-sources.ts'
import type { Arguments } from '../options/arguments.ts'
import { clusterOptions } from '../options/cluster-options.ts'
import { commonOptions, fileOptions, levelOptions } from '../options/options.ts'
import { renderingOptions } from '../options/rendering.ts'
import type { Io } from '../process/io.ts'
import { loadSettings } from '../settings.ts'

const { 'no-lock': _, ...lockLevelOptions } = levelOptions

/** What images run as, learnt from registries, layouts and archives into a file that the other commands read. */
export const lockCommand: Command = {
  options: {
    ...commonOptions,
    ...lockLevelOptions,
    ...fileOptions,
    ...sourceOptions,
    ...renderingOptions,
    ...clusterOptions,
    check: { type: 'boolean' },
    cluster: { type: 'boolean' },
    'keep-going': { type: 'boolean' },
    namespace: { type: 'string', short: 'n', multiple: true },
    platform: { type: 'string', multiple: true },
    'print-role': { type: 'boolean' },
    prune: { type: 'boolean' },
    update: { type: 'boolean' },
  },
  run: runLock,
}

/** Here the lock is what is written, and need not be there; nothing is validated; and with `--cluster` namespaces are globs. */
function withoutLock(args: Arguments): Arguments {
  const isHidden = (name: string) => name === 'lock' || (name === 'namespace' && args.has('cluster'))
  return {
    ...args,
    text: name => (isHidden(name) ? undefined : args.text(name)),
    has: name => name === 'no-lock' || name === 'no-schema' || args.has(name),
  }
}

/** What decides what is written means nothing to a check, which writes nothing. */
const writing = ['update', 'prune', 'keep-going', 'platform', 'cluster']

function refuseMixed({ has, ordered }: Arguments): void {
  const other = has('check') ? ordered.find(({ name }) => writing.includes(name)) : undefined
  if (other !== undefined) throw new InputError('USAGE', `--check and --${other.name}: expected one of them`)
}

async function runLock(args: Arguments, io: Io): Promise<ExitCode> {
  refuseMixed(args)
  refuseWithoutCluster(args)
  if (args.has('print-role')) {
    io.stdout(lockRole())
    return exitCode.ok
  }
  const loaded = await loadSettings(withoutLock(args), io, args.operands)
  const target = await openLock(args, loaded.folder, io)
  const seen = args.has('cluster') ? await seeCluster(args, io) : undefined
  if (seen !== undefined && args.operands.length === 0) return saveCluster(target, seen, args, io)
  const images = await imagesOf(args, loaded, io)
  const names = images.used.map(({ reference }) => reference)
  const sources = await imageSources(args, names, io)
  return args.has('check')
    ? checkLock(target, images, sources, args, io)
    : updateLock(target, images, sources, seen, args, io)
}

/** What is known of images stays as it is. */
async function saveCluster(target: LockFile, seen: SeenCluster, args: Arguments, io: Io): Promise<ExitCode> {
  await saveLock(target, { images: imagesIn(target.known), cluster: seen.facts }, io)
  if (!args.has('quiet')) io.stdout(`wrote ${visible(target.file)}: ${countedFacts(seen.facts)} of ${seen.title}\n`)
  return seen.isWhole ? exitCode.ok : exitCode.found
}
