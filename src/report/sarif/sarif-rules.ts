import type { ValueMap } from '../../manifest/value.ts'
import type { Finding } from '../../workload/finding/finding.ts'
import { ruleOf } from '../place.ts'
import { type FindingHelp, findingHelp } from '../words/finding-help.ts'

const podSecurityStandards = 'https://kubernetes.io/docs/concepts/security/pod-security-standards/'

/** The SARIF rules that the findings refer to, by id. */
export function rulesOf(findings: readonly Finding[]): ValueMap[] {
  const byId = new Map(findings.map(finding => [ruleOf(finding), ruleJson(finding)]))
  return [...byId].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, rule]) => rule)
}

function ruleJson(finding: Finding): ValueMap {
  const id = ruleOf(finding)
  const help = findingHelp[finding.code]
  const words = { fullDescription: { text: help.meaning }, help: helpJson(finding.code, help) }
  if (finding.code !== 'pod-security') return { id, shortDescription: { text: help.title }, ...words }
  return {
    id,
    shortDescription: { text: `${help.title}: ${id}` },
    ...words,
    helpUri: podSecurityStandards,
    properties: { tags: ['security'] },
  }
}

/** What code scanning shows beside a result: the section of FINDINGS.md, so that nobody has to look it up. */
function helpJson(code: string, { remedy, example }: FindingHelp): ValueMap {
  const text = `${remedy} See FINDINGS.md#${code}.`
  return { text, markdown: `${text}\n\n\`\`\`yaml\n${example}\n\`\`\`` }
}
