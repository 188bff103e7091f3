import { formatPath } from '../../manifest/path.ts'
import type { RenderedTemplate } from '../../run/render/render-named.ts'
import type { Arguments } from '../options/arguments.ts'
import { wantsColour } from '../process/colour.ts'
import type { Io } from '../process/io.ts'

/** Say on the standard error what is wrong with what was rendered. True where it has errors. */
export async function complain(rendered: readonly RenderedTemplate[], args: Arguments, io: Io): Promise<boolean> {
  const { formatText } = await import('../../report/text.ts')
  const notes = rendered.flatMap(template => template.notes)
  if (!args.has('quiet'))
    for (const line of new Set(notes.map(({ path, message }) => `note: ${formatPath(path)}: ${message}`)))
      io.stderr(`${line}\n`)
  const reports = rendered.flatMap(template => template.report() ?? [])
  const failing = reports.filter(({ findings }) => findings.some(({ severity }) => severity === 'error'))
  const style = wantsColour(args, io) ? 'colour' : 'plain'
  for (const report of failing) {
    const findings = report.findings.filter(({ severity }) => severity === 'error')
    const errors = { ...report, findings, objects: [], edits: [] }
    io.stderr(formatText(errors, { style, quiet: false, strict: false }))
  }
  return failing.length > 0
}
