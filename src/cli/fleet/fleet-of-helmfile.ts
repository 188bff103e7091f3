import { InputError } from '../../error.ts'
import { helmfileOptions, helmfileReleases } from '../../fleet/helmfile.ts'
import type { Fleet } from '../../fleet/release.ts'
import { visible } from '../../manifest/text/visible.ts'
import type { Value } from '../../manifest/value.ts'
import type { Io, ProgramResult } from '../process/io.ts'

/** The releases of a helmfile, as helmfile lists them. */
export async function fleetOfHelmfile(file: string, environment: string | undefined, io: Io): Promise<Fleet> {
  const ended = await runHelmfile(file, [...helmfileOptions(file, environment), 'list', '--output', 'json'], io)
  const releases = helmfileReleases(parsed(ended.stdout), file, environment)
  if (releases !== undefined) return { file, releases }
  throw new InputError('BAD_INPUT', `${visible(file)}: \`helmfile list --output json\` printed no list of releases`)
}

/** Call helmfile; one that fails is an error of its file. */
export async function runHelmfile(file: string, args: readonly string[], io: Io): Promise<ProgramResult> {
  const helm = io.env.HELM_BIN ? ['--helm-binary', io.env.HELM_BIN] : []
  const ended = await io.run('helmfile', [...helm, ...args], {})
  if (ended === undefined)
    throw new InputError('UNREADABLE', `${visible(file)}: a helmfile is read by helmfile, and there is none on PATH`)
  if (ended.status === 0) return ended
  throw new InputError('BAD_INPUT', `${visible(file)}: helmfile failed:\n${lastError(ended.stderr)}`)
}

/** Its last section repeats what Helm printed, below the call in full. */
function lastError(stderr: string): string {
  const said = /\nSTDERR:\n([\s\S]*?)(?:\n\nCOMBINED OUTPUT:|$)/.exec(stderr)?.[1] ?? stderr
  return said.trim()
}

function parsed(text: string): Value {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
