import type { Arguments } from '../options/arguments.ts'
import type { Io } from './io.ts'

/** Colour is for a person at a terminal who did not refuse it (https://no-color.org). */
export function wantsColour(args: Arguments, io: Io): boolean {
  return io.terminal.stdout && !args.has('no-color') && !io.env.NO_COLOR && io.env.TERM !== 'dumb'
}
