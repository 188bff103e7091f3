import { dirname, join, relative, resolve } from 'node:path'
import { InputError } from '../../error.ts'
import { isApplication } from '../../fleet/argo-cd.ts'
import { type ReadFleet, readFleet } from '../../fleet/read-fleet.ts'
import type { Fleet } from '../../fleet/release.ts'
import { formatPath } from '../../manifest/path.ts'
import { jsonLine } from '../../manifest/text/json.ts'
import { visible } from '../../manifest/text/visible.ts'
import { staysIn } from '../files/folder.ts'
import { withSlashes } from '../files/slashes.ts'
import { readText } from '../input.ts'
import type { Arguments } from '../options/arguments.ts'
import type { Io } from '../process/io.ts'
import { documentsOf, fleetOfApplications } from './fleet-of-applications.ts'
import { fleetOfFolder } from './fleet-of-folder.ts'
import { fleetOfHelmfile } from './fleet-of-helmfile.ts'

/** What a fleet is called where nobody names one. */
export const fleetFileName = 'fleet.yaml'

/** As helmfile looks for them; `helmfile.d` is a folder. */
const helmfileNames = ['helmfile.yaml', 'helmfile.yaml.gotmpl', 'helmfile.d']

/**
 * The fleet that a call names: a file that lists releases, a helmfile, Applications of Argo CD, a folder with one of these
 * or with charts; or nothing, which is a list in the working folder. A helmfile may run programs, so it has to be named.
 */
export async function findFleet(named: string | undefined, args: Arguments, io: Io): Promise<Fleet> {
  if (named === undefined) return fleetHere(args, io)
  const fleet = await fleetNamed(withSlashes(named), args, io)
  if (fleet === undefined || fleet.releases.length === 0)
    throw new InputError(
      'USAGE',
      `${visible(named)}: found no ${fleetFileName}, helmfile, Application or chart in it; expected a fleet`,
    )
  if (args.text('environment') !== undefined && !fleet.releases.some(({ input }) => input.kind === 'helmfile'))
    throw new InputError('USAGE', '--environment: expected a helmfile')
  return fleet
}

async function fleetHere(args: Arguments, io: Io): Promise<Fleet> {
  if ((await io.kindOf(fleetFileName)) !== 'file')
    throw new InputError('USAGE', `fleet: found no ${fleetFileName} here; expected one, or its name`)
  if (args.text('environment') !== undefined) throw new InputError('USAGE', '--environment: expected a helmfile')
  const fleet = fleetOfText(await readText(fleetFileName, io), fleetFileName, io)
  await refuseLeaving(fleet, io)
  return fleet
}

async function fleetNamed(named: string, args: Arguments, io: Io): Promise<Fleet | undefined> {
  const environment = args.text('environment')
  if ((await io.kindOf(named)) !== 'folder') return fleetOfNamedFile(named, environment, io)
  const list = withSlashes(join(named, fleetFileName))
  if ((await io.kindOf(list)) === 'file') return fleetOfText(await readText(list, io), list, io)
  for (const name of helmfileNames) {
    const file = withSlashes(join(named, name))
    if ((await io.kindOf(file)) !== 'absent') return fleetOfHelmfile(file, environment, io)
  }
  return fleetOfFolder(named, io)
}

async function fleetOfNamedFile(file: string, environment: string | undefined, io: Io): Promise<Fleet> {
  if (/(^|\/)helmfile[^/]*$/.test(file)) return fleetOfHelmfile(file, environment, io)
  const text = await readText(file, io)
  const isArgo = documentsOf({ file, text }).some(({ value }) => isApplication(value))
  return isArgo ? fleetOfApplications([{ file, text }], file, io) : fleetOfText(text, file, io)
}

/** It is refused by the name that it was written with. */
const isUrl = /^[a-z][a-z\d+.-]*:\/\//i

function fleetOfText(text: string, file: string, io: Io): ReadFleet {
  const folder = dirname(resolve(io.cwd(), file))
  const fromFolder = (path: string) =>
    isUrl.test(path) ? path : withSlashes(relative(io.cwd(), resolve(folder, path))) || '.'
  return readFleet(text, file, fromFolder)
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
