import { join } from 'node:path'
import type { Release } from '../../fleet/release.ts'
import { compare } from '../../golden/compare.ts'
import { summariseDifference } from '../../golden/describe.ts'
import { maskVolatile } from '../../golden/volatile.ts'
import type { Finding } from '../../workload/finding/finding.ts'
import { refuseLinkOut } from '../files/folder.ts'
import { withSlashes } from '../files/slashes.ts'
import type { Arguments } from '../options/arguments.ts'
import type { Io } from '../process/io.ts'
import { digestOfParts, readUnguarded } from './store.ts'

/** The golden file of a release, and what it holds. */
export interface ReleaseGolden {
  readonly file: string
  readonly folder: string
  readonly want?: string
  readonly update: 'asked' | 'not-asked'
}

/** The golden file of a release; undefined where nobody asked for one. */
export async function goldenOf({ name }: Release, args: Arguments, io: Io): Promise<ReleaseGolden | undefined> {
  const folder = args.text('golden')
  if (folder === undefined) return undefined
  const file = withSlashes(join(folder, `${name}.yaml`))
  const want = (await io.kindOf(file)) === 'file' ? await readUnguarded(file, io) : undefined
  return { file, folder, update: args.has('update') ? 'asked' : 'not-asked', ...(want !== undefined && { want }) }
}

/** A release is done again where its golden file is another one. */
export function goldenInputs(golden: ReleaseGolden | undefined): readonly string[] {
  return golden?.want === undefined ? [] : [digestOfParts([golden.want])]
}

/** The manifests of a release, and the same made once more where they differ each time. */
export interface ReleaseOutput {
  readonly text: string
  readonly again: () => Promise<string | undefined>
}

/** What differs from the golden file, in which what a chart makes anew each time is masked. It is told also where it is written: the run is green when it is repeated. */
export async function goldenFindings(
  golden: ReleaseGolden | undefined,
  { place }: Release,
  output: ReleaseOutput,
  io: Io,
): Promise<readonly Finding[]> {
  if (golden === undefined) return []
  const { file, folder, want, update } = golden
  if (want === output.text) return []
  const again = await output.again()
  const got = again === undefined ? output.text : maskVolatile(output.text, again)
  const [difference] = compare(new Map(want === undefined ? [] : [[file, want]]), new Map([[file, got]]))
  if (difference === undefined) return []
  if (update === 'asked') {
    await refuseLinkOut(file, folder, io)
    await io.writeFile(file, got)
  }
  const code = difference.kind === 'missing' ? 'golden-missing' : 'golden-different'
  const detail = summariseDifference(difference)
  return [{ code, golden: file, detail, severity: 'error', place: { ...place, index: 0 } }]
}
