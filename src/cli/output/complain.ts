import { formatPath } from '../../manifest/path.ts'
import type { RenderedTemplate } from '../../run/render/render-named.ts'
import type { Finding } from '../../workload/finding/finding.ts'
import type { Arguments } from '../options/arguments.ts'
import { wantsColour } from '../process/colour.ts'
import type { Io } from '../process/io.ts'

/** Say on the standard error what is wrong with what was rendered, or in doubt. True where it has errors. */
export async function complain(rendered: readonly RenderedTemplate[], args: Arguments, io: Io): Promise<boolean> {
  const { formatText } = await import('../../report/text.ts')
  const notes = rendered.flatMap(template => template.notes)
  if (!args.has('quiet'))
    for (const line of new Set(notes.map(({ path, message }) => `note: ${formatPath(path)}: ${message}`)))
      io.stderr(`${line}\n`)
  const reports = rendered.flatMap(template => template.report() ?? [])
  const quiet = args.has('quiet')
  const style = wantsColour(args, io) ? 'colour' : 'plain'
  for (const report of reports) {
    const findings = report.findings.filter(finding => isError(finding) || (!quiet && isUnrepaired(finding)))
    const told = { ...report, findings, objects: [], edits: [] }
    if (findings.length > 0) io.stderr(formatText(told, { style, quiet: false, strict: false }))
  }
  return reports.some(({ findings }) => findings.some(isError))
}

function isError({ severity }: Finding): boolean {
  return severity === 'error'
}

/** A volume that was not repaired, since nobody knows whether it has to be: a row of the policy would settle it. */
function isUnrepaired(finding: Finding): boolean {
  return finding.code === 'volume-unknown' && finding.row !== undefined
}
