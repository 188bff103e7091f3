import { InputError } from '../../error.ts'
import type { Shard } from '../../fleet/shards.ts'
import type { Arguments } from '../options/arguments.ts'
import type { Io } from '../process/io.ts'
import { wrongOption } from '../settings.ts'

/** What an Indexed Job calls the number of a pod, from 0 (`JobCompletionIndex`, KEP-2214). */
const jobIndex = 'JOB_COMPLETION_INDEX'

/** The shard of `--shard 2/4`, counted from 1, or of the pod of an Indexed Job, `--shard job/4`; the whole without it. */
export function shardOption(args: Arguments, { env }: Pick<Io, 'env'>): Shard {
  const text = args.text('shard')
  if (text === undefined) return { index: 1, count: 1 }
  const [, written, total] = /^(job|[1-9]\d{0,5})\/([1-9]\d{0,5})$/.exec(text) ?? []
  const index = written === 'job' ? indexOfPod(env) : Number(written)
  const count = Number(total)
  if (index <= count) return { index, count }
  throw wrongOption('shard', text, 'a number and how many there are, as in 2/4; job/4 in a pod of an Indexed Job')
}

function indexOfPod(env: Io['env']): number {
  const text = env[jobIndex] ?? ''
  if (/^\d{1,6}$/.test(text)) return Number(text) + 1
  throw new InputError('USAGE', `--shard: expected ${jobIndex} in the environment, which an Indexed Job sets`)
}
