import { createHash } from 'node:crypto'
import { jsonText } from '../manifest/text/json.ts'
import { visible } from '../manifest/text/visible.ts'
import type { ValueMap } from '../manifest/value.ts'
import type { Finding, Severity } from '../workload/finding/finding.ts'
import { isFailure } from './exit.ts'
import type { FormatOptions } from './formats.ts'
import { fileOf, hasOwnLines, ruleOf, streamLine, subjectOf } from './place.ts'
import type { Report } from './report.ts'
import { fullSentence } from './words/sentence.ts'

/** A Code Quality report, which GitLab shows in the merge request (docs.gitlab.com/ci/testing/code_quality, "report format"). */
export function formatGitlab(report: Pick<Report, 'findings'>, options: GitlabOptions): string {
  return jsonText(gitlabIssues(report, options))
}

type GitlabOptions = Pick<FormatOptions, 'strict' | 'release'>

/** The issues of such a report. */
export function gitlabIssues({ findings }: Pick<Report, 'findings'>, options: GitlabOptions): readonly ValueMap[] {
  const seen = new Map<string, number>()
  return findings.map(finding => issueOf(finding, seen, options))
}

const severities: Readonly<Record<Severity, string>> = { error: 'major', warning: 'minor', note: 'info' }

function issueOf(finding: Finding, seen: Map<string, number>, options: GitlabOptions) {
  const { place, severity } = finding
  const own = hasOwnLines(place)
  const where = own ? '' : ` (${streamLine(place, place.position.line)})`
  const words = [subjectOf(place), fullSentence(finding)].filter(part => part !== '').join(': ')
  return {
    description: `${visible(words)}${where}`,
    check_name: ruleOf(finding),
    fingerprint: fingerprintOf(finding, seen, options),
    severity: isFailure(finding, options) ? 'major' : severities[severity],
    // A line is required: of a template that another line of the stream came from it is the first.
    location: { path: visible(fileOf(place)), lines: { begin: own ? place.position.line : 1 } },
  }
}

/**
 * What makes it the same finding in another commit: all but the line, which moves. Equal ones are counted, since GitLab drops
 * the second of two that share a fingerprint.
 */
function fingerprintOf(finding: Finding, seen: Map<string, number>, { release }: GitlabOptions): string {
  const { place } = finding
  const parts = [ruleOf(finding), fileOf(place), subjectOf(place), place.container ?? '', fullSentence(finding)]
  const key = JSON.stringify(release === undefined ? parts : [release, ...parts])
  const count = seen.get(key) ?? 0
  seen.set(key, count + 1)
  return createHash('sha256').update(`${key}${count}`).digest('hex')
}
