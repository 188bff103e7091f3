import { relative } from 'node:path'
import { type ChartCall, isolatedHelm, templateArguments } from '../helm/template.ts'
import { visible } from '../manifest/text/visible.ts'
import { withSlashes } from './files/slashes.ts'
import { type ForeignSchema, foreignSchema } from './foreign-schema.ts'
import type { Io, ProgramResult } from './process/io.ts'

/** The Helm that a user has: the one that started us, else the one on PATH. */
export function helmCommand(io: Io): string {
  return io.env.HELM_BIN || 'helm'
}

/** Its whole version, as Helm prints it in short; nothing where there is no Helm. */
export async function helmVersion(io: Io): Promise<string> {
  return (await isolated(['version', '--short'], io))?.stdout.trim() ?? ''
}

/**
 * Render a chart. Undefined where there is no Helm. The chart may be a stranger's: what its schemas refer to elsewhere is not
 * read, and its values are then not held against them.
 */
export async function helmTemplate(call: ChartCall, io: Io): Promise<ProgramResult | undefined> {
  const foreign = await foreignIn(call.chart, io)
  const ended = await isolated(templateArguments({ ...call, withoutSchema: foreign !== undefined }), io)
  if (foreign !== undefined && ended?.status === 0) tellOnce(foreign, io)
  return ended
}

/** What was found in each chart of a run, which may render it often. */
const looked = new WeakMap<Io, Map<string, Promise<ForeignSchema | undefined>>>()
const told = new WeakSet<ForeignSchema>()

function foreignIn(chart: string, io: Io): Promise<ForeignSchema | undefined> {
  const charts = looked.get(io) ?? new Map<string, Promise<ForeignSchema | undefined>>()
  const found = charts.get(chart) ?? foreignSchema(chart, io)
  looked.set(io, charts.set(chart, found))
  return found
}

function tellOnce(foreign: ForeignSchema, io: Io): void {
  if (told.has(foreign)) return
  told.add(foreign)
  const { schema, leads } = foreign
  const why =
    leads === 'unreadable' ? 'cannot be read' : `refers to ${leads.reference}, outside the chart, where nothing is read`
  const line = `${withSlashes(relative(io.cwd(), schema))} ${why}: the chart's values are not validated`
  io.stderr(`seaworthy: ${visible(line)}\n`)
}

function isolated(args: readonly string[], io: Io): Promise<ProgramResult | undefined> {
  return io.inTemporaryFolder(folder => io.run(helmCommand(io), args, { env: isolatedHelm(folder) }))
}
