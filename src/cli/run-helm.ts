import { type ChartCall, helmMajor, isolatedHelm, templateArguments } from '../helm/template.ts'
import type { Io, ProgramResult } from './process/io.ts'

/** The Helm that a user has: the one that started us, else the one on PATH. */
export function helmCommand(io: Io): string {
  return io.env.HELM_BIN || 'helm'
}

/** Its major version; undefined where there is no Helm. */
export async function installedHelm(io: Io): Promise<number | undefined> {
  return helmMajor(await helmVersion(io))
}

/** The whole version, as Helm prints it in short; nothing where there is no Helm. */
export async function helmVersion(io: Io): Promise<string> {
  return (await isolated(['version', '--short'], io))?.stdout.trim() ?? ''
}

/** Render a chart. Undefined where there is no Helm. */
export function helmTemplate(call: ChartCall, io: Io): Promise<ProgramResult | undefined> {
  return isolated(templateArguments(call), io)
}

function isolated(args: readonly string[], io: Io): Promise<ProgramResult | undefined> {
  return io.inTemporaryFolder(folder => io.run(helmCommand(io), args, { env: isolatedHelm(folder) }))
}
