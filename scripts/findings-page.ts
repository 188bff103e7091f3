import type { FindingHelp } from '../src/report/words/finding-help.ts'

const intro = `# Findings

<!-- Written by scripts/findings.ts from src/report/words/finding-help.ts. -->

What each code of a finding means and what to do. A violation of Pod Security has the id of its check, which [CHECKS.md](CHECKS.md) describes. Errors fail
every command that judges; warnings fail it with \`--strict\`; notes never do.`

/** The text of FINDINGS.md: an overview, and a section for each code in the order of the alphabet. */
export function findingsPage(help: Readonly<Record<string, FindingHelp>>): string {
  const entries = Object.entries(help).toSorted(([a], [b]) => (a < b ? -1 : 1))
  const overview = ['| Code | Severity | |', '| --- | --- | --- |', ...entries.map(overviewRow)].join('\n')
  return `${[intro, overview, ...entries.map(section)].join('\n\n')}\n`
}

function overviewRow([code, { severities, title }]: readonly [string, FindingHelp]): string {
  return `| [${code}](#${code}) | ${severities.join(', ')} | ${title} |`
}

function section([code, { title, meaning, example, remedy, fields }]: readonly [string, FindingHelp]): string {
  return [
    `## ${code}`,
    `${title}.`,
    meaning,
    `\`\`\`yaml\n${example}\n\`\`\``,
    `What to do: ${remedy}`,
    ...(fields.length === 0 ? [] : [`Fields: ${fields.map(field => `\`${field}\``).join(', ')}.`]),
  ].join('\n\n')
}
