import { nameForPart, partPlaceholder, type ReleasePart } from '../../config/release-part.ts'
import { InputError } from '../../error.ts'
import { GoldenMismatch, matchGolden } from '../../golden/matcher.ts'
import { visible } from '../../manifest/text/visible.ts'
import { releasePartOf } from '../../run/release-part.ts'
import { type ExitCode, exitCode } from '../exit-code.ts'
import { readText } from '../input.ts'
import type { Arguments } from '../options/arguments.ts'
import type { Io } from '../process/io.ts'

/** `post-render --golden FILE`: fail with the diff where the output is not what the file holds. */
export async function keepGolden(name: string, got: string, args: Arguments, io: Io): Promise<ExitCode> {
  const file = name.includes(partPlaceholder) ? nameForPart(name, releasePartOf(got)) : name
  await io.refuseTarget(file)
  if (args.has('update')) refuseUpdateInCi(io)
  const want = (await io.kindOf(file)) === 'absent' ? undefined : await readText(file, io)
  return args.has('update') ? updateGolden(file, { want, got }, io) : compareGolden(file, { want, got }, io)
}

interface Sides {
  readonly want: string | undefined
  readonly got: string
}

function compareGolden(file: string, { want, got }: Sides, io: Io): ExitCode {
  try {
    matchGolden(got, want, { name: file })
    return exitCode.ok
  } catch (error) {
    if (!(error instanceof GoldenMismatch)) throw error
    io.stderr(`seaworthy: ${error.message}\n`)
    if (want !== undefined) tellOtherPart(file, { want, got }, io)
    return exitCode.found
  }
}

const held: Readonly<Record<ReleasePart, string>> = {
  hooks: 'hooks alone',
  manifests: 'no hook',
  all: 'hooks and manifests',
}

/** Where a call is given another part of a release than the file was made from, every line of the diff has one cause. */
function tellOtherPart(file: string, { want, got }: { readonly want: string; readonly got: string }, io: Io): void {
  const [wanted, found] = [releasePartOf(want), releasePartOf(got)]
  if (wanted !== found)
    io.stderr(
      `seaworthy: ${visible(file)} holds ${held[wanted]}, and this run was given ${held[found]}; with {part} in the name, each part of a release has a golden file of its own\n`,
    )
}

/** Green where the file holds already, so that each call for a part of a release comes to its turn. */
async function updateGolden(file: string, { want, got }: Sides, io: Io): Promise<ExitCode> {
  if (want === got) return exitCode.ok
  await writeGolden(file, want, got, io)
  io.stderr(`seaworthy: wrote ${visible(file)}; read what changed, then run again without --update\n`)
  return exitCode.found
}

/** A golden file is replaced by what it was compared with, and nothing else that this run reads is. */
export async function writeGolden(file: string, want: string | undefined, text: string, io: Io): Promise<void> {
  if (want === undefined) return io.writeFile(file, text)
  if ((await io.rewriteFile(file, want, text)) === 'changed')
    throw new InputError('UNWRITABLE', `${file}: cannot be written (it changed while its text was made)`)
}

/** A golden file that CI writes proves nothing: it holds whatever came out. */
export function refuseUpdateInCi(io: Io): void {
  if (io.env.CI === 'true')
    throw new InputError('USAGE', '--update: refused with CI=true; golden files are written and read by a person')
}
