import { splitStream } from '../../manifest/stream.ts'
import { exitStatusOf } from '../../report/exit.ts'
import { textOfParts } from '../../report/text-of-parts.ts'
import { severities } from '../../report/total.ts'
import type { CheckOptions } from '../../run/check.ts'
import { checkInParts } from '../../run/check-parts.ts'
import type { SourceText } from '../../run/source.ts'
import type { Settings } from '../../workload/settings/settings.ts'
import type { ExitCode } from '../exit-code.ts'
import type { Arguments } from '../options/arguments.ts'
import type { Io } from '../process/io.ts'
import { type ReportTarget, refuseTargets, reportOptionsOf } from './reporting.ts'

/** To know how many findings `fix` takes away, every pod is hardened: of so many pods that costs more than the check. */
export const mostCounted = 500

/**
 * Whether no report of all is needed: a text is asked for, of many documents. If the policy were one of them, what is said
 * of its rows would stand between what is said of its documents.
 */
export function mayComeInParts(
  { format }: ReportTarget,
  texts: readonly SourceText[],
  { policyFile }: Settings,
  args: Arguments,
): boolean {
  if (format !== 'text' || args.has('baseline') || texts.some(({ file }) => file === policyFile)) return false
  return texts.reduce((sum, { text }) => sum + splitStream(text).documents.length, 0) > mostCounted
}

/** Where a report goes, and what it ends with. */
interface PartsOutput {
  readonly target: ReportTarget
  readonly fixCommand: string | undefined
  readonly args: Arguments
  readonly io: Io
}

/** Write what a check says as a text; not where so few pods are found that what `fix` takes away has to be counted. */
export async function reportInParts(
  texts: readonly SourceText[],
  settings: Settings,
  options: CheckOptions,
  { target, fixCommand, args, io }: PartsOutput,
): Promise<ExitCode | undefined> {
  await refuseTargets([target], io)
  const text = textOfParts(reportOptionsOf(target, args, io))
  for (const part of checkInParts(texts, settings, options)) text.add(part)
  const total = text.total()
  if (!args.has('quiet') && total.summary.pods <= mostCounted) return undefined
  await write(text.end(fixCommand), target, io)
  const found = severities.filter(severity => total[severity] > 0)
  return exitStatusOf(
    found.map(severity => ({ severity })),
    settings,
  )
}

async function write(pieces: readonly string[], { output }: ReportTarget, io: Io): Promise<void> {
  if (output !== undefined) return io.writePieces(output, inTurn(pieces))
  for (const piece of pieces) io.stdout(piece)
}

async function* inTurn(pieces: readonly string[]): AsyncGenerator<string> {
  yield* pieces
}
