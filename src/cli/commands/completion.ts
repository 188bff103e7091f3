import { InputError } from '../../error.ts'
import { type Command, commands } from '../command.ts'
import { type Completable, completions, type Shell } from '../completion.ts'
import { type ExitCode, exitCode } from '../exit-code.ts'
import type { Arguments } from '../options/arguments.ts'
import { commonOptions } from '../options/options.ts'
import type { Io } from '../process/io.ts'

/** A script for a shell, made from the tables that the options are read by. */
export const completionCommand: Command = { options: commonOptions, run: runCompletion }

async function runCompletion({ operands }: Arguments, io: Io): Promise<ExitCode> {
  const [shell, ...rest] = operands
  if (!isShell(shell) || rest.length > 0) {
    const found = shell === undefined ? 'nothing' : `"${operands.join(' ')}"`
    throw new InputError('USAGE', `completion: found ${found}, expected one of ${Object.keys(completions).join(', ')}`)
  }
  io.stdout(completions[shell](await completable()))
  return exitCode.ok
}

function isShell(name: string | undefined): name is Shell {
  return name !== undefined && Object.hasOwn(completions, name)
}

async function completable(): Promise<readonly Completable[]> {
  const all: Completable[] = []
  for (const [name, load] of Object.entries(commands)) {
    const options = Object.entries((await load()).options).map(([option, { type, short }]) => ({
      name: option,
      ...(short !== undefined && { short }),
      takesValue: type === 'string',
    }))
    all.push({ name, options })
  }
  return all
}
