import type { Release } from '../../fleet/release.ts'
import { type ExitCode, exitCode } from '../exit-code.ts'
import { readArguments } from '../options/arguments.ts'
import type { Io } from '../process/io.ts'
import { version } from '../version.ts'
import { type Destination, type DoneRelease, releaseWorker } from './do-release.ts'
import { fleetOptions } from './options.ts'
import { fleetWorkerArgument } from './worker-argument.ts'

/** What a helper is started with. */
export function workerArguments({ folder, manifests }: Destination, given: readonly string[]): readonly string[] {
  return [fleetWorkerArgument, folder, manifests, ...given]
}

/** Do releases for the process that started us. */
export async function serveFleet(argv: readonly string[], io: Io): Promise<ExitCode> {
  await io.serve(answerer(argv, io), 'small')
  return exitCode.ok
}

/** Answers a release by what became of it. Both are JSON, since they pass from process to process. */
export function answerer(
  [folder = '', manifests, ...given]: readonly string[],
  io: Io,
): (question: string) => Promise<string> {
  const args = readArguments(given, { name: 'fleet', options: fleetOptions, called: 'named' })
  const destination: Destination = { folder, manifests: manifests === 'written' ? 'written' : 'not-written', version }
  const work = releaseWorker(args, destination, io)
  return async question => {
    const release: Release = JSON.parse(question)
    const done: DoneRelease = await work(release)
    return JSON.stringify(done)
  }
}
