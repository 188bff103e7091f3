import { ClusterError, InputError } from '../error.ts'
import { nearest } from '../manifest/text/nearest.ts'
import { visibleLines } from '../manifest/text/visible.ts'
import { commands } from './command.ts'
import { type ExitCode, exitCode } from './exit-code.ts'
import { fleetWorkerArgument } from './fleet/worker-argument.ts'
import { helm4PluginArgument, underHelm4 } from './helm4.ts'
import { incomplete } from './incomplete.ts'
import { mcpWorkerArgument } from './mcp/worker-argument.ts'
import { readArguments } from './options/arguments.ts'
import type { Io } from './process/io.ts'

/** Run one call of the program and say how it ended. Nothing escapes: a bug gives one line and exit 70. */
export function program(argv: readonly string[], io: Io): Promise<ExitCode> {
  if (argv[0] === helm4PluginArgument)
    return underHelm4(io, captured => guarded(['post-render', ...argv.slice(1)], captured))
  return guarded(argv, io)
}

async function guarded(argv: readonly string[], io: Io): Promise<ExitCode> {
  try {
    return await dispatch(argv, { ...io, stdin: readOnce(io) })
  } catch (error) {
    return failed(error, io)
  }
}

/** What is read a second time is empty, and would be taken for an empty file. */
function readOnce({ stdin }: Io): Io['stdin'] {
  let reads = 0
  return () => {
    reads += 1
    if (reads === 1) return stdin()
    throw new InputError('USAGE', 'the standard input can be read once, and two arguments of this call name it (-)')
  }
}

async function dispatch(argv: readonly string[], io: Io): Promise<ExitCode> {
  const [first] = argv
  if (first === fleetWorkerArgument) return (await import('./fleet/worker.ts')).serveFleet(argv.slice(1), io)
  if (first === mcpWorkerArgument) return (await import('./mcp/worker.ts')).serveCalls(argv.slice(1), io)
  if (first === 'help') return print(io, await helpOf(argv[1]))
  if (first === '--version') return answer(first, `${(await import('./version.ts')).version}\n`, io)
  if (first === '--help' || first === '-h') return answer(first, await helpOf(argv[1]), io)
  if (first === undefined && io.terminal.stdin) return print(io, await helpOf(undefined))
  // `helm template --post-renderer seaworthy` passes no command, only what --post-renderer-args say.
  if (first === undefined || first.startsWith('-')) return runCommand('post-render', argv, io, 'unnamed')
  return runCommand(first, argv.slice(1), io, 'named')
}

async function runCommand(
  name: string,
  argv: readonly string[],
  io: Io,
  called: 'named' | 'unnamed',
): Promise<ExitCode> {
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (load === undefined) throw unknownCommand(name)
  const asked = argv.find(word => word === '--help' || word === '-h')
  if (asked !== undefined)
    return name === 'post-render' ? answer(asked, await helpOf(name), io) : print(io, await helpOf(name))
  const { options, run } = await load()
  return run(readArguments(argv, { name, options, called }), io)
}

async function helpOf(name: string | undefined): Promise<string> {
  const { usage } = await import('./usage.ts')
  const text = Object.hasOwn(usage, name ?? 'seaworthy') ? usage[name ?? 'seaworthy'] : undefined
  if (text === undefined) throw unknownCommand(name ?? '')
  return text
}

/**
 * Answer a question that a post-renderer may have been asked by mistake (`--post-renderer-args=--help`): Helm 3 would
 * take whatever is printed, with exit 0, for the chart.
 */
async function answer(question: string, text: string, io: Io): Promise<ExitCode> {
  if (io.terminal.stdout || !(await io.hasPipedInput())) return print(io, text)
  io.stderr(text)
  throw new InputError(
    'USAGE',
    `${question}: refused: manifests are piped in, and the output would be taken for the rendered chart`,
  )
}

function unknownCommand(name: string): InputError {
  return new InputError('USAGE', `unknown command "${name}"; ${hintFor(name)}`)
}

/** What programs like this one call their commands, and what to type here. */
const usualCommands: readonly (readonly [RegExp, string])[] = [
  [/^version$/, '`seaworthy --version` prints the version'],
  [
    /^(lint|validate|scan|audit|test|score|analy[sz]e|template|build)$/,
    '`seaworthy check` judges files, charts and kustomizations',
  ],
  [
    /^(diff|patch|harden|mutate|remediate|repair)$/,
    '`seaworthy fix` shows what it would change; `fix --write` changes it',
  ],
  [/^(apply|install|upgrade|deploy)$/, 'nothing is installed here; pipe `seaworthy post-render` into kubectl apply'],
  [/^(why|describe|diagnose|debug)$/, '`seaworthy explain` says who can write what, and why'],
  [/^(policy|config)$/, '`seaworthy init` starts a policy'],
]

function hintFor(name: string): string {
  const usual = usualCommands.find(([pattern]) => pattern.test(name))
  if (usual !== undefined) return usual[1]
  const closest = nearest(name, Object.keys(commands))
  if (closest !== undefined) return `did you mean ${closest}?`
  const hint = '`seaworthy --help` lists the commands'
  return /[./]/.test(name) ? `a command comes before files, as in \`seaworthy check ${name}\`; ${hint}` : hint
}

function print(io: Io, text: string): ExitCode {
  io.stdout(text)
  return exitCode.ok
}

function failed(error: unknown, io: Io): ExitCode {
  if (error instanceof InputError) {
    io.stderr(`seaworthy: ${visibleLines(error.message)}\n`)
    return exitCode.input
  }
  if (error instanceof ClusterError) {
    io.stderr(`seaworthy: ${visibleLines(error.message)}\n`)
    return exitCode.unasked
  }
  const lacking = incomplete(error)
  if (lacking !== undefined) {
    io.stderr(lacking)
    return exitCode.input
  }
  const text = error instanceof Error ? error.message : String(error)
  io.stderr(
    `seaworthy: internal error: ${text}\nThis is a bug in seaworthy, not in your input. SEAWORTHY_DEBUG=1 prints where it happened.\n`,
  )
  if (io.env.SEAWORTHY_DEBUG && error instanceof Error) io.stderr(`${error.stack}\n`)
  return exitCode.internal
}
