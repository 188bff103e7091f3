import type { Check } from '../src/pss/check.ts'

const intro = `# Pod Security checks

<!-- Written by scripts/checks.ts from src/pss/checks. -->

Every check of the [Pod Security Standards](https://kubernetes.io/docs/concepts/security/pod-security-standards/), as \`seaworthy check\`
evaluates it: ids, order, reasons and details are those of Kubernetes' own Pod Security admission. A revision counts from its policy version on;
\`latest\` is the newest. Checks that a restricted one overrides are not evaluated at restricted.`

/** The text of CHECKS.md. `sourceOf` gives the source of the file in which a check is declared. */
export function checksPage(checks: readonly Check[], sourceOf: (id: string) => string): string {
  const overview = [
    row('Check', 'Level', 'Control', 'Since', 'Overrides'),
    row('---', '---', '---', '---', '---'),
    ...checks.map(overviewRow),
  ]
  const sections = checks.map(check => section(check, summaryOf(check.id, sourceOf(check.id))))
  return `${[intro, overview.join('\n'), ...sections].join('\n\n')}\n`
}

function overviewRow({ id, level, control, revisions }: Check): string {
  const overrides = [...new Set(revisions.flatMap(revision => revision.overrides ?? []))]
  const since = revisions.map(revision => version(revision.since))
  return row(`[${id}](#${id.toLowerCase()})`, level, control, since.join(', '), overrides.join(', '))
}

function section({ id, level, control, reason, fields, revisions }: Check, summary: string): string {
  const revisionRows = revisions.map(({ since, allowed }) => row(version(since), allowed))
  return [
    `## ${id}`,
    summary,
    `Level: ${level}. Control: ${control}. Reason: \`${reason}\`.`,
    `Restricted fields:\n${fields.map(field => `- \`${field}\``).join('\n')}`,
    [row('Since', 'Allowed values'), row('---', '---'), ...revisionRows].join('\n'),
  ].join('\n\n')
}

/** The comment above the check is its description, so that code and page cannot drift apart. */
function summaryOf(id: string, source: string): string {
  const before = source.split(`export const ${id}: Check`)[0] ?? ''
  const comment = before.slice(before.lastIndexOf('/**') + '/**'.length, before.lastIndexOf('*/'))
  return comment.replaceAll(/^ \*/gm, '').replaceAll(/\s+/g, ' ').trim()
}

function version(minor: number): string {
  return `v1.${minor}`
}

function row(...cells: readonly string[]): string {
  return `| ${cells.map(cell => cell.replaceAll('*', '\\*').replaceAll('|', '\\|')).join(' | ')} |`
}
