import { relative, resolve } from 'node:path'
import { namesForParts } from '../../config/release-part.ts'
import { InputError } from '../../error.ts'
import { formatPath } from '../../manifest/path.ts'
import { jsonLine } from '../../manifest/text/json.ts'
import type { PolicyPath } from '../../policy/policy-of.ts'
import type { Io } from '../process/io.ts'
import { staysIn } from './folder.ts'
import { withSlashes } from './slashes.ts'

const inside =
  "a path inside the policy's folder and not in .git (only a policy that is named with --policy may lead elsewhere)"

/**
 * Refuse the paths of a policy that lead out of its folder, links resolved: rendering inside somebody's checkout must not
 * read or write what lies elsewhere. `InputError('BAD_POLICY')` names each row.
 */
export async function refuseOutside(paths: readonly PolicyPath[], folder: string, io: Io): Promise<void> {
  const lines: string[] = []
  for (const named of paths) if (await leadsOut(named, folder, io)) lines.push(lineOf(named, inside))
  if (lines.length > 0) throw new InputError('BAD_POLICY', lines.join('\n'))
}

/** Each part of a release has a report of its own, and each may be a link. */
async function leadsOut({ path }: PolicyPath, folder: string, io: Io): Promise<boolean> {
  for (const name of [path, ...namesForParts(path)])
    if (!(await staysIn(folder, name, io)) || (await isOfGit(folder, name, io))) return true
  return false
}

/** Refuse a golden file that is the policy, another case's, or what a case is made from: `--update` would write over it. */
export async function refuseGoldenInputs(paths: readonly PolicyPath[], folder: string, io: Io): Promise<void> {
  const realPathOf = ({ path }: Pick<PolicyPath, 'path'>) => io.realPath(resolve(folder, path))
  const isGolden = ({ field }: PolicyPath) => field.at(-1) === 'file'
  const inputs = new Set(await Promise.all(paths.filter(path => !isGolden(path)).map(realPathOf)))
  for (const path of paths.filter(isGolden)) {
    const place = await realPathOf(path)
    if (place === (await io.realPath(resolve(io.cwd(), path.file))) || inputs.has(place))
      throw new InputError(
        'BAD_POLICY',
        lineOf(path, 'a file of its own: not the policy, an input or the golden file of another case'),
      )
    inputs.add(place)
  }
}

function lineOf({ file, position, field, path }: PolicyPath, expected: string): string {
  const place = `${file}:${position.line}:${position.column}`
  return `${place}: ${formatPath(field)}: found ${jsonLine(path)}, expected ${expected}`
}

/** What git keeps of a checkout starts programs, and no commit of a stranger brings it. */
async function isOfGit(folder: string, path: string, io: Io): Promise<boolean> {
  const [root, real] = [await io.realPath(folder), await io.realPath(resolve(folder, path))]
  const steps = withSlashes(relative(root ?? folder, real ?? path)).split('/')
  return steps.some(step => step.toLowerCase() === '.git') // some file systems tell no case
}
