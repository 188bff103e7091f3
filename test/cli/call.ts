import type { Io } from '../../src/cli/process/io.ts'
import { program } from '../../src/cli/program.ts'
import { fakeIo, helperInside, type Recorded, type World } from '../support/io.ts'

/** What a call of the program gave. */
export type Called = Recorded & { readonly code: number }

/** Run the program in a world of its own. A blank separates arguments, so none of them may hold one. */
export function call(command: string, world: World = {}, changes: Partial<Io> = {}): Promise<Called> {
  return callWith(command === '' ? [] : command.split(' '), world, changes)
}

/** As `call`, for arguments that hold blanks. */
export async function callWith(argv: readonly string[], world: World = {}, changes: Partial<Io> = {}): Promise<Called> {
  const { io, recorded } = fakeIo(world)
  const changed: Io = { ...io, startHelper: async words => helperInside(words, changed), ...changes }
  const code = await program(argv, changed)
  return { code, ...recorded() }
}
