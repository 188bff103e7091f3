import { visible, visibleJson, visibleLine } from '../../manifest/text/visible.ts'
import type { RunEnd, RunEvent } from '../../run/run-event.ts'
import type { Io } from '../process/io.ts'

/** How a run is shown. */
export interface RunOutput {
  readonly format: 'text' | 'json'
  readonly quiet: boolean
}

/** Shows the events of a run one after the other: an event a line, or logs on the standard output and the rest beside it. */
export function runOutput({ format, quiet }: RunOutput, io: Io): (event: RunEvent) => void {
  if (format === 'json') return event => io.stdout(`${visibleJson(JSON.stringify(event))}\n`)
  const shown = { status: '', container: '' }
  const say = (text: string) => io.stderr(`seaworthy: ${visible(text)}\n`)
  return event => {
    if (event.type === 'created') shown.container = event.container
    if (event.type === 'log') io.stdout(`${logLine(event, shown.container, io)}\n`)
    else if (event.type === 'end') for (const line of endLines(event)) say(line)
    else if (!quiet || event.type === 'log-incomplete') {
      const text = sentenceOf(event)
      if (event.type === 'phase') shown.status = text
      if (event.type !== 'phase' || !io.terminal.stderr) say(text)
    }
    if (event.type !== 'end' && !quiet) io.progress(visible(shown.status))
  }
}

type Told = Exclude<RunEvent, { readonly type: 'log' | 'end' }>

/** What is said of an event on one line. */
function sentenceOf(event: Told): string {
  switch (event.type) {
    case 'created':
      return `Job ${event.namespace}/${event.job} ${event.adopted ? 'is there already; going on with it' : 'created'}`
    case 'phase':
      return phaseSentence(event)
    case 'log-left-out':
      return `${event.pod}/${event.container}: ${event.lines} lines (${event.bytes} bytes) of the log are left out here`
    case 'log-incomplete':
      return `${event.pod}/${event.container}: lines of the log may be missing: ${event.message}`
    case 'notice':
      return event.message
  }
}

const phaseWords = {
  suspended: 'suspended; somebody else, or a queue, starts it',
  waiting: 'waiting for a pod',
  pending: 'pending',
  starting: 'starting',
  preparing: 'preparing',
  running: 'running',
  ending: 'ending',
} as const

function phaseSentence({ phase, pod, container, reason, message }: Extract<RunEvent, { type: 'phase' }>): string {
  const where = [pod, container].filter(part => part !== undefined).join('/')
  const why = [reason, message].filter(part => part !== undefined && part !== '').join(': ')
  return `${phaseWords[phase]}${where === '' ? '' : ` (${where})`}${why === '' ? '' : `: ${why}`}`
}

function logLine(event: Extract<RunEvent, { type: 'log' }>, main: string, io: Io): string {
  const prefix = event.container === main ? '' : `[${event.container}] `
  const cut = event.cut === undefined ? '' : ` [${event.cut} bytes cut]`
  return `${prefix}${io.terminal.stdout ? forTerminal(event.text) : event.text}${cut}`
}

const colour = new RegExp(`(${String.fromCharCode(27)}\\[[\\d;]*m)`)

/** Colours are kept, and what else a stranger's log could do to a terminal is not. */
function forTerminal(text: string): string {
  const parts = text.split(colour)
  return parts.map((part, index) => (index % 2 === 1 ? part : visibleLine(part))).join('')
}

function endLines(end: RunEnd): readonly string[] {
  const job = `Job ${end.namespace}/${end.job}`
  const lines = [`${job}: ${howEnded(end)}${removedPart(end)}`]
  for (const { object, reason, message, count } of end.warnings ?? [])
    lines.push(`  ${object}: ${reason}: ${message.trim()}${count > 1 ? ` (${count} times)` : ''}`)
  if (end.left.length > 0) lines.push(leftSentence(end, end.left))
  return lines
}

/** What is still on the cluster, and how to be rid of it. */
export function leftSentence(
  { namespace, job }: Pick<RunEnd, 'namespace' | 'job'>,
  left: readonly string[] = [`Job ${namespace}/${job}`],
): string {
  return `left: ${left.join(', ')}; kubectl delete job ${job} -n ${namespace} deletes all of it`
}

function howEnded({ outcome, failure, message }: RunEnd): string {
  switch (outcome) {
    case 'done':
      return 'done'
    case 'failed':
      return failure === undefined ? 'failed' : `failed: ${failure.sentence}; ${failure.advice} [${failure.code}]`
    case 'interrupted':
      return 'interrupted'
    case 'detached':
      return 'started'
    case 'unreachable':
      return `${message ?? 'the cluster does not answer'}; run the same command again to go on`
  }
}

function removedPart({ removed }: RunEnd): string {
  return removed.length === 0 ? '' : `; deleted ${removed.join(', ')}`
}
