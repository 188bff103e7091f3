import { dirname, join, relative, resolve } from 'node:path'
import { InputError } from '../../error.ts'
import { type ReadFleet, readFleet } from '../../fleet/read-fleet.ts'
import type { Fleet } from '../../fleet/release.ts'
import { formatPath } from '../../manifest/path.ts'
import { jsonLine } from '../../manifest/text/json.ts'
import { staysIn } from '../files/folder.ts'
import { withSlashes } from '../files/slashes.ts'
import { readText } from '../input.ts'
import type { Io } from '../process/io.ts'

/** What a fleet is called where nobody names one. */
export const fleetFileName = 'fleet.yaml'

/** The fleet that a call names: a file, a folder that holds one, or nothing, which is the working folder. */
export async function findFleet(named: string | undefined, io: Io): Promise<Fleet> {
  if (named !== undefined && (await io.kindOf(named)) !== 'folder') return fleetOfFile(named, io)
  const file = withSlashes(join(named ?? '.', fleetFileName))
  if ((await io.kindOf(file)) !== 'file')
    throw new InputError(
      'USAGE',
      `${named ?? 'fleet'}: found no ${fleetFileName}${named === undefined ? ' here' : ''}; expected one, or its name`,
    )
  const fleet = await fleetOfFile(file, io)
  if (named === undefined) await refuseLeaving(fleet, io)
  return fleet
}

async function fleetOfFile(file: string, io: Io): Promise<ReadFleet> {
  const folder = dirname(resolve(io.cwd(), file))
  const fromFolder = (path: string) => withSlashes(relative(io.cwd(), resolve(folder, path))) || '.'
  return readFleet(await readText(file, io), file, fromFolder)
}

/** Who names a fleet answers for its paths; one that lies in the working folder may be a stranger's. */
async function refuseLeaving({ file, paths }: ReadFleet, io: Io): Promise<void> {
  const lines: string[] = []
  for (const { path, field, position } of paths) {
    if (await staysIn(io.cwd(), path, io)) continue
    lines.push(
      `${file}:${position.line}:${position.column}: ${formatPath(field)}: found ${jsonLine(path)}, expected a path inside this folder (only a fleet that is named may lead elsewhere: seaworthy fleet ${file})`,
    )
  }
  if (lines.length > 0) throw new InputError('BAD_FLEET', lines.join('\n'))
}
