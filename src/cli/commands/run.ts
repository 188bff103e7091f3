import { InputError } from '../../error.ts'
import { type ReadValues, readValues } from '../../render/values/read.ts'
import type { TaskInput } from '../../render/values/task.ts'
import { renderWorkerJob, type ValidValues, validReadValues } from '../../run/render/render-library.ts'
import type { RunEnd } from '../../run/run-event.ts'
import { placedPolicy, runWorkerJob } from '../../run/run-worker-job.ts'
import type { Command } from '../command.ts'
import { type ExitCode, exitCode } from '../exit-code.ts'
import { readText } from '../input.ts'
import type { Arguments } from '../options/arguments.ts'
import { clusterFor, clusterOptions, tellVersionDoubt } from '../options/cluster-options.ts'
import { readDuration } from '../options/duration.ts'
import { commonOptions, levelOptions } from '../options/options.ts'
import { refuseNoValues, setsOf, valuesOptions } from '../options/values.ts'
import { leftSentence, runOutput } from '../output/run-output.ts'
import { interruptible } from '../process/interruption.ts'
import type { Io } from '../process/io.ts'
import { loadSettings } from '../settings.ts'

/** One task on a cluster, from its values to its end. */
export const runCommand: Command = {
  options: {
    ...commonOptions,
    ...levelOptions,
    ...valuesOptions,
    ...clusterOptions,
    task: { type: 'string' },
    detach: { type: 'boolean' },
    keep: { type: 'boolean' },
    timeout: { type: 'string' },
    'start-timeout': { type: 'string' },
    format: { type: 'string' },
  },
  run: runRun,
}

async function runRun(args: Arguments, io: Io): Promise<ExitCode> {
  const [what, ...others] = args.operands
  if (what !== 'worker-job' || others.length > 0)
    throw new InputError(
      'USAGE',
      'run: expected worker-job, as in `seaworthy run worker-job -f values.yaml --task id=fix-42`',
    )
  refuseNoValues('run worker-job', args)
  const { settings } = await loadSettings(args, io)
  const read = await valuesOf(args, io)
  const request = { task: taskOf(args), format: formatOf(args), times: timesOf(args) }
  // What is wrong with them is said without a cluster, too.
  const asked = validReadValues(read, { policy: { settings } })
  refuseOtherNamespace(args, read, asked)
  renderWorkerJob(asked, request.task)
  const cluster = await clusterFor(args, io, settings.namespace)
  if (!args.has('quiet')) tellVersionDoubt(cluster, io)
  const policy = placedPolicy({ settings }, cluster)
  const values = validReadValues(read, { policy })
  return interruptible(async signal => {
    const show = runOutput({ format: request.format, quiet: args.has('quiet') }, io)
    const options = { cluster, signal, policy, detach: args.has('detach'), keep: args.has('keep') }
    let made: Parameters<typeof leftSentence>[0] | undefined
    try {
      let code: ExitCode = exitCode.internal
      for await (const event of runWorkerJob(values, request.task, { ...options, ...request.times })) {
        if (event.type === 'created') made = event
        if (event.type === 'end') [made, code] = [undefined, codeOf(event)]
        show(event)
      }
      return code
    } catch (error) {
      // Where events cannot be written, none says what becomes of the Job.
      if (made !== undefined) io.stderr(`seaworthy: ${leftSentence(made)}\n`)
      throw error
    } finally {
      cluster.close()
    }
  })
}

async function valuesOf(args: Arguments, io: Io): Promise<ReadValues> {
  const files: { file: string; text: string }[] = []
  for (const file of args.texts('values')) files.push({ file, text: await readText(file, io) })
  return readValues(files, setsOf(args))
}

/** As kubectl refuses an object of another namespace than that of its command line. */
function refuseOtherNamespace(args: Arguments, read: ReadValues, { values: { worker, namespace } }: ValidValues): void {
  const [asked, found] = [args.text('namespace'), worker?.namespace ?? namespace]
  if (asked === undefined || found === undefined || asked === found) return
  const path = worker?.namespace === undefined ? ['namespace'] : ['worker', 'namespace']
  throw new InputError(
    'USAGE',
    `--namespace: found "${asked}", but ${read.placeOf(path)} puts the Job into "${found}"; leave it out, or add --set ${path.join('.')}=${asked}`,
  )
}

/** `id=fix-42,prompt=…`, in the syntax of `--set-string`; the schema of a task says what else there is. */
function taskOf(args: Arguments): TaskInput {
  const text = args.text('task')
  if (text === undefined) throw new InputError('USAGE', 'run: say which task, as in --task id=fix-42,prompt="Fix it"')
  const { value } = readValues([], [{ flag: '--task', text }])
  return { id: '', ...value }
}

function formatOf(args: Arguments): 'text' | 'json' {
  const format = args.text('format') ?? 'text'
  if (format === 'text' || format === 'json') return format
  throw new InputError('USAGE', `--format: found "${format}", expected text or json`)
}

function timesOf(args: Arguments): { readonly timeout?: number; readonly startTimeout?: number } {
  const [timeout, startTimeout] = [args.text('timeout'), args.text('start-timeout')]
  return {
    ...(timeout !== undefined && { timeout: readTimeout(timeout) }),
    ...(startTimeout !== undefined && { startTimeout: readDuration('start-timeout', startTimeout) }),
  }
}

/** 0 is no limit to who knows `--start-timeout`, and Kubernetes would end the task at once. */
function readTimeout(text: string): number {
  const timeout = readDuration('timeout', text)
  if (timeout > 0) return timeout
  throw new InputError('USAGE', `--timeout: found "${text}", expected more than 0; leave it out for no limit`)
}

function codeOf({ outcome }: RunEnd): ExitCode {
  const codes = {
    done: exitCode.ok,
    detached: exitCode.ok,
    failed: exitCode.found,
    interrupted: exitCode.interrupted,
    unreachable: exitCode.unasked,
  } as const
  return codes[outcome]
}
