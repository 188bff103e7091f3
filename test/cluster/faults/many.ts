import { join } from 'node:path'
import type { RunEnd } from '../../../src/run/run-event.ts'
import { ended } from '../../support/process.ts'

/** What one of many tasks came to. */
export interface TaskDone extends Pick<RunEnd, 'outcome' | 'job' | 'left'> {
  readonly incomplete: boolean
  readonly log: readonly string[]
}

/** Whether a real kubelet runs the pods, or another stands in. */
export type Where = 'node' | 'stand-in'

/** What many tasks came to, and what it cost the process that ran them. */
export interface ManyDone {
  readonly tasks: readonly TaskDone[]
  /** Names of Node's warnings, such as that of listeners. */
  readonly warnings: readonly string[]
  /** Megabytes in use: before, at most while they ran, and after. */
  readonly heap: { readonly before: number; readonly most: number; readonly after: number }
}

/** A log of its own for the task of a number. */
export function manyLines(number: number): readonly string[] {
  return Array.from({ length: 40 }, (_, line) => `task ${number} line ${line} größer 🚢`)
}

/** Many tasks to run at once. */
export interface Many {
  readonly kubeconfig: string
  readonly namespace: string
  readonly count: number
  readonly where: Where
  readonly seconds: number
}

/**
 * Run many tasks at once, over one connection and by one signal, in a process of its own, which must end by itself when
 * they have: nothing of them may be left open.
 */
export async function runMany({ kubeconfig, namespace, count, where, seconds }: Many): Promise<ManyDone> {
  const program = join(import.meta.dirname, 'many-program.ts')
  const args = ['--expose-gc', '--import', 'tsx', program, kubeconfig, namespace, String(count), where]
  const { status, signal, stdout, stderr } = await ended({ command: process.execPath, args, seconds })
  if (status !== 0) throw new Error(`many tasks: ${status ?? signal}\n${stdout.slice(-500)}\n${stderr}`)
  return JSON.parse(stdout)
}
