import { visible } from '../manifest/text/visible.ts'
import type { Finding, Severity } from '../workload/finding/finding.ts'
import { fileOf, hasOwnLines, ruleOf, streamLine, subjectOf } from './place.ts'
import type { Report } from './report.ts'
import { fullSentence } from './words/sentence.ts'

/** Workflow commands that GitHub Actions shows as annotations beside the lines of a pull request. */
export function formatGithub({ findings }: Pick<Report, 'findings'>): string {
  return findings.map(command).join('')
}

const commands: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', note: 'notice' }

function command(finding: Finding): string {
  const { place, severity } = finding
  const properties = {
    file: fileOf(place),
    ...(hasOwnLines(place) && { line: String(place.position.line), col: String(place.position.column) }),
    title: [subjectOf({ object: place.object }), ruleOf(finding)].filter(text => text !== '').join(' '),
  }
  const list = Object.entries(properties).map(([name, text]) => `${name}=${escapeProperty(text)}`)
  return `::${commands[severity]} ${list.join(',')}::${escapeData(message(finding))}\n`
}

function message(finding: Finding): string {
  const { place } = finding
  const field = subjectOf({ path: place.path })
  const sentence = field === '' ? fullSentence(finding) : `${field}: ${fullSentence(finding)}`
  return hasOwnLines(place) ? sentence : `${sentence} (${streamLine(place, place.position.line)})`
}

// What a log would act upon is shown, line breaks among it, so that of the escapes of actions/toolkit
// (packages/core/src/command.ts) the one for `%` is left, and those for what separates properties.
function escapeData(text: string): string {
  return visible(text).replaceAll('%', '%25')
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
