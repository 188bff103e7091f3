import { resolve } from 'node:path'
import { InputError } from '../../error.ts'
import { type Fleet, inputPath, type Release } from '../../fleet/release.ts'
import { visible } from '../../manifest/text/visible.ts'
import { isInside } from '../files/folder.ts'
import type { Io } from '../process/io.ts'

/** Refuse an output folder that holds what releases are made from: one release would write over what another one reads. */
export async function refuseInputsInside(output: string, fleet: Fleet, io: Io): Promise<void> {
  const folder = (await io.realPath(output)) ?? resolve(io.cwd(), output)
  const looked = new Set<string>()
  for (const release of fleet.releases)
    for (const path of inputsOf(release)) {
      if (looked.has(path)) continue
      looked.add(path)
      if (isInside((await io.realPath(path)) ?? resolve(io.cwd(), path), folder))
        throw new InputError(
          'USAGE',
          `--output-dir ${visible(output)}: expected a folder without inputs, and ${visible(path)} of release ${release.name} lies in it`,
        )
    }
}

function inputsOf({ input, policy }: Release): readonly string[] {
  const own = input.kind === 'chart' ? [input.chart, ...input.values] : [inputPath(input)]
  return policy === undefined ? own : [...own, policy]
}
