import { InputError } from '../../error.ts'
import { GoldenMismatch, matchGolden } from '../../golden/matcher.ts'
import { visible } from '../../manifest/text/visible.ts'
import { type ExitCode, exitCode } from '../exit-code.ts'
import { readText } from '../input.ts'
import type { Arguments } from '../options/arguments.ts'
import type { Io } from '../process/io.ts'

/** `post-render --golden FILE`: fail with the diff where the output is not what the file holds. */
export async function keepGolden(file: string, got: string, args: Arguments, io: Io): Promise<ExitCode> {
  await io.refuseTarget(file)
  if (args.has('update')) return updateGolden(file, got, io)
  const want = (await io.kindOf(file)) === 'absent' ? undefined : await readText(file, io)
  try {
    matchGolden(got, want, { name: file })
    return exitCode.ok
  } catch (error) {
    if (!(error instanceof GoldenMismatch)) throw error
    io.stderr(`seaworthy: ${error.message}\n`)
    return exitCode.found
  }
}

async function updateGolden(file: string, got: string, io: Io): Promise<ExitCode> {
  refuseUpdateInCi(io)
  await io.writeFile(file, got)
  io.stderr(`seaworthy: wrote ${visible(file)}; read what changed, then run again without --update\n`)
  return exitCode.found
}

/** A golden file that CI writes proves nothing: it holds whatever came out. */
export function refuseUpdateInCi(io: Io): void {
  if (io.env.CI === 'true')
    throw new InputError('USAGE', '--update: refused with CI=true; golden files are written and read by a person')
}
