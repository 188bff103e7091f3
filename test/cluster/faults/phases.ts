import type { RunEvent } from '../../../src/run/run-event.ts'
import type { Asked, Cut, Fault } from './proxy.ts'

/** When something goes wrong: from an event on (without one from the beginning), with the requests of that time. */
export interface FaultPhase {
  readonly from: (event: RunEvent) => boolean
  readonly isOf: (asked: Asked) => boolean
}

const isDryRun = ({ query }: Asked) => query.has('dryRun')
const isWatch = ({ query }: Asked) => query.has('watch')
const isLog = ({ path }: Asked) => path.endsWith('/log')

/** The phases of a task, from its first request to its last. */
export const faultPhases = {
  admission: { from: () => true, isOf: isDryRun },
  create: {
    from: () => true,
    isOf: asked => !isDryRun(asked) && (asked.method === 'POST' || asked.path.includes('/jobs')),
  },
  start: { from: ({ type }) => type === 'created', isOf: () => true },
  following: {
    from: event => event.type === 'log' && event.text.startsWith('line 5'),
    isOf: asked => isWatch(asked) || isLog(asked),
  },
  ending: {
    from: event => event.type === 'log' && event.text.startsWith('line 19'),
    isOf: ({ method }) => method === 'GET',
  },
  cleanup: { from: () => true, isOf: ({ method }) => method === 'DELETE' },
} as const satisfies Readonly<Record<string, FaultPhase>>

/** In the middle of the line that follows the first line end. */
const inLine: Cut = piece => {
  const end = piece.indexOf(10)
  return end < 0 || end + 36 >= piece.length ? undefined : end + 36
}

/** Behind the first byte of the first character that has two or more. */
const inCharacter: Cut = piece => {
  const index = piece.findIndex(byte => byte >= 0xc0)
  return index < 0 ? undefined : index + 1
}

const inAnything: Cut = piece => Math.floor(piece.length / 2)

/** What goes wrong, and with how many requests one after the other. */
export const faults = {
  'the connection breaks before': { times: 3, fault: { fault: 'reset' } },
  'the answer is lost': { times: 2, fault: { fault: 'lost-answer' } },
  'the request comes late': { times: 2, fault: { fault: 'late', milliseconds: 3_000 } },
  'the answer is delayed': { times: 4, fault: { fault: 'delay', milliseconds: 1_500 } },
  '410 Gone': { times: 3, fault: { fault: 'answer', status: 410 } },
  '429 with Retry-After': { times: 3, fault: { fault: 'answer', status: 429, retryAfter: 1 } },
  '500': { times: 3, fault: { fault: 'answer', status: 500 } },
  '502 of a load balancer': { times: 3, fault: { fault: 'answer', status: 502, text: '<html>Bad Gateway</html>' } },
  'a body that breaks off in a line': { times: 3, fault: { fault: 'cut', at: inLine, how: 'broken' } },
  'a body that ends in a line': { times: 3, fault: { fault: 'cut', at: inLine, how: 'complete' } },
  'a body that breaks off in a character': { times: 3, fault: { fault: 'cut', at: inCharacter, how: 'broken' } },
  'a body that ends in a character': { times: 3, fault: { fault: 'cut', at: inCharacter, how: 'complete' } },
  'a body that breaks off anywhere': { times: 3, fault: { fault: 'cut', at: inAnything, how: 'broken' } },
  'a login page instead of the answer': {
    times: 3,
    fault: { fault: 'answer', status: 200, text: '<html>Log in</html>' },
  },
} as const satisfies Readonly<Record<string, { readonly times: number; readonly fault: Fault }>>
