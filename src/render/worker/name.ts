import { labelValue } from '../../security/labels.ts'
import { sha256 } from '../checksum.ts'
import type { Task } from '../values/task.ts'
import type { WorkerValues } from '../values/worker.ts'

/** A Job's pods add a dash and five characters to its name; 57 is the longest name that leaves them within 63. */
const longestName = 57
/** The length of a DNS label, where the system that is reproduced does not leave room for the dash. */
const longestLabel = 63
const executionSuffix = 8

/** The Job's name. The same task always has the same one. */
export function jobName({ prefix, nameForm }: WorkerValues['job'], task: Task): string {
  if (nameForm === 'verbatim') return task.id
  return nameForm === 'hash' ? hashedName(prefix, task) : executionName(prefix, task)
}

/** The first sixteen hex digits of the SHA-256 of text as it is. */
export function shortHash(text: string): string {
  return sha256(text).slice(0, 16)
}

/** Text as a label's value, in lower case; never empty. */
export function cleanLabel(text: string): string {
  return labelValue(text.toLowerCase()) || 'unknown'
}

/** The execution's id; a task that is not told apart by attempts is its own execution. */
export function executionOf({ id, executionId }: Task): string {
  return executionId?.trim() || id
}

function hashedName(prefix: string, task: Task): string {
  const hash = sha256(JSON.stringify([task.id, executionOf(task)])).slice(0, 8)
  const room = longestName - prefix.length - hash.length - 2
  const readable = trimmed(fragment(task.id).slice(0, Math.max(room, 0)))
  return [prefix, readable, hash].filter(part => part !== '').join('-')
}

/** Readable at both ends: the whole run id where it fits, and the end of the execution id. */
function executionName(prefix: string, task: Task): string {
  const execution = trimmed(fragment(executionOf(task)).slice(-executionSuffix)) || 'exec'
  const room = longestLabel - prefix.length - '--exec-'.length - execution.length
  const run = trimmed(fragment(task.id).slice(0, Math.max(room, 0))) || 'run'
  return `${prefix}-${run}-exec-${execution}`
}

function fragment(text: string): string {
  return trimmed([...text.toLowerCase()].map(letter => (/[a-z0-9]/.test(letter) ? letter : '-')).join(''))
}

function trimmed(text: string): string {
  return text.replace(/^-+|-+$/g, '')
}
