import { visible } from '../../manifest/text/visible.ts'
import type { Helper } from '../process/io.ts'
import type { Session, ToolAnswer } from './call-tool.ts'
import { callerArguments, type ToolCall } from './worker.ts'

/**
 * Processes that answer calls, so that the server hears a ping or a cancellation while a large text is judged, and ends a
 * call that nobody waits for any more. They start when they are needed, and stay for the next call.
 */
export interface Callers {
  readonly call: (name: string, given: ToolCall['given'], signal: AbortSignal) => Promise<ToolAnswer>
  readonly end: () => void
}

/** So many work at once at most: each takes the memory of a program. Two at least, so that a small call passes a large one. */
const most = 4
const fewest = 2

/** A hundred times what a large chart takes. Whoever calls has given up long before. */
const seconds = 300

interface Pool {
  readonly start: () => Promise<Helper>
  readonly idle: Helper[]
  /** Calls that wait for a helper, in the order that they came. */
  readonly waiting: (() => void)[]
  free: number
}

/** The processes of a session, of which none has been started yet. */
export function callersOf(session: Session, cores: number): Callers {
  const pool: Pool = {
    start: () => session.io.startHelper(callerArguments(session), 'usual'),
    idle: [],
    waiting: [],
    free: Math.min(most, Math.max(fewest, cores)),
  }
  return {
    call: (name, given, signal) => inTurn(pool, () => answered(pool, { name, given }, signal)),
    end: () => {
      for (const helper of pool.idle.splice(0)) helper.end()
    },
  }
}

async function inTurn(pool: Pool, work: () => Promise<ToolAnswer>): Promise<ToolAnswer> {
  if (pool.free === 0) await new Promise<void>(turn => pool.waiting.push(turn))
  else pool.free -= 1
  try {
    return await work()
  } finally {
    const next = pool.waiting.shift()
    if (next === undefined) pool.free += 1
    else next()
  }
}

async function answered(pool: Pool, call: ToolCall, cancelled: AbortSignal): Promise<ToolAnswer> {
  const helper = cancelled.aborted ? undefined : (pool.idle.pop() ?? (await pool.start()))
  if (cancelled.aborted) helper?.end()
  if (helper === undefined || cancelled.aborted) return failure('the call was cancelled')
  const late = AbortSignal.timeout(seconds * 1_000)
  const stop = AbortSignal.any([cancelled, late])
  stop.addEventListener('abort', helper.stop)
  try {
    const answer: ToolAnswer = JSON.parse(await helper.ask(JSON.stringify(call)))
    if (!stop.aborted) pool.idle.push(helper)
    return answer
  } catch (error) {
    helper.end()
    return failure(late.aborted ? tooLate : ended(error))
  } finally {
    stop.removeEventListener('abort', helper.stop)
  }
}

const tooLate = `the call was stopped, since it was not done after ${seconds} s; name fewer files or workloads`

function ended(error: unknown): string {
  const why = error instanceof Error ? visible(error.message) : String(error)
  return `the process that did it ended (${why}); did the memory suffice?`
}

function failure(text: string): ToolAnswer {
  return { texts: [text], isError: true }
}
