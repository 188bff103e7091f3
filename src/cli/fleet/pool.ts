import type { Release } from '../../fleet/release.ts'
import { visible } from '../../manifest/text/visible.ts'
import type { Helper, Io } from '../process/io.ts'
import { type Destination, type DoneRelease, writeFailure } from './do-release.ts'
import { workerArguments } from './worker.ts'

/** How releases are worked through. */
export interface Pool {
  readonly releases: readonly Release[]
  readonly destination: Destination
  /** The words of the call, which each helper reads for itself. */
  readonly argv: readonly string[]
  readonly jobs: number
  /** Once it aborts, what is begun is finished, and no more. */
  readonly signal: AbortSignal
}

/**
 * Do all releases, as many at once as there are helpers, and hand each on as it is done. Helpers are processes: a release
 * that exhausts the memory takes its own with it, and Ctrl-C at a terminal does not reach the Helm that it called. Threads
 * were measured, too: they are no faster, and take more memory.
 */
export async function doReleases(
  pool: Pool,
  onDone: (release: Release, done: DoneRelease) => void,
  io: Io,
): Promise<void> {
  const queue = pool.releases.values()
  const jobs = Math.min(pool.jobs, pool.releases.length)
  await Promise.all(Array.from({ length: jobs }, () => workThrough(queue, pool, onDone, io)))
}

/** One helper, and the next one where it dies. */
async function workThrough(
  queue: Iterator<Release>,
  pool: Pool,
  onDone: (release: Release, done: DoneRelease) => void,
  io: Io,
): Promise<void> {
  let helper: Helper | undefined
  for (let next = queue.next(); !next.done && !pool.signal.aborted; next = queue.next()) {
    const release = next.value
    try {
      helper ??= await io.startHelper(workerArguments(pool.destination, pool.argv), 'small')
      onDone(release, JSON.parse(await helper.ask(JSON.stringify(release))))
    } catch (error) {
      helper?.end()
      helper = undefined
      const why = error instanceof Error ? visible(error.message) : String(error)
      const message = `the process that did it ended (${why}); did the memory suffice?`
      onDone(release, await writeFailure(release, message, pool.destination, io))
    }
  }
  helper?.end()
}
