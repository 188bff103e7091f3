import { jsonText } from '../../manifest/text/json.ts'
import { visible } from '../../manifest/text/visible.ts'
import type { ValueMap } from '../../manifest/value.ts'
import type { Finding, Place } from '../../workload/finding/finding.ts'
import { fingerprintOf } from '../baseline.ts'
import type { FormatOptions } from '../formats.ts'
import { fileOf, hasOwnLines, ruleOf, streamLine, subjectOf } from '../place.ts'
import type { PlainReport } from '../plain-report.ts'
import { fullSentence } from '../words/sentence.ts'
import { sarifFixes } from './sarif-fix.ts'
import { rulesOf } from './sarif-rules.ts'
import { uriOf } from './uri.ts'

/** SARIF 2.1.0, for code scanning and editors. A finding that hardening takes away carries the fix as replacements. */
export function formatSarif(report: PlainReport, { version }: Pick<FormatOptions, 'version'>): string {
  const rules = rulesOf(report.findings)
  return jsonText(sarifLog(rules, sarifResults(report, rules), version))
}

/** A log of one run. */
export function sarifLog(rules: readonly ValueMap[], results: readonly ValueMap[], version: string): ValueMap {
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [{ tool: { driver: { name: 'Seaworthy', version, rules } }, columnKind: 'utf16CodeUnits', results }],
  }
}

/** A result for each finding, which refers to its rule by number. */
export function sarifResults(
  report: PlainReport,
  rules: readonly ValueMap[],
  { release }: Pick<FormatOptions, 'release'> = {},
): ValueMap[] {
  const indexOf = new Map(rules.map(({ id }, index) => [id, index]))
  const ruleIndex = (rule: string) => indexOf.get(rule) ?? -1
  const fixes = sarifFixes(report)
  return report.findings.map(finding => {
    const fix = fixes.get(finding)
    return {
      ruleId: ruleOf(finding),
      ruleIndex: ruleIndex(ruleOf(finding)),
      level: finding.severity,
      message: { text: visible(messageOf(finding)) },
      locations: [location(finding)],
      partialFingerprints: { 'seaworthy/v1': fingerprintOf(finding) },
      ...(fix !== undefined && { fixes: [fix] }),
      ...(release !== undefined && { properties: { release } }),
    }
  })
}

function messageOf(finding: Finding): string {
  const { place } = finding
  const sentence = fullSentence(finding)
  return hasOwnLines(place) ? sentence : `${sentence} (${streamLine(place, place.position.line)})`
}

function location({ place }: Finding): ValueMap {
  return {
    physicalLocation: {
      artifactLocation: { uri: uriOf(fileOf(place)) },
      ...(hasOwnLines(place) && {
        region: { startLine: place.position.line, startColumn: place.position.column },
      }),
    },
    ...(place.object !== undefined && { logicalLocations: [logicalLocation(place)] }),
  }
}

function logicalLocation(place: Place): ValueMap {
  const name = place.path?.at(-1) ?? place.object?.name ?? ''
  return { name: visible(String(name)), fullyQualifiedName: visible(subjectOf(place)), kind: 'object' }
}
