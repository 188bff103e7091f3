import { storageProfiles } from '../../knowledge/storage/profile-names.ts'
import { visible } from '../../manifest/text/visible.ts'
import { plural } from '../../report/words/plural.ts'
import { formatPolicyVersion } from '../../workload/settings/level.ts'
import { flowKey, type PolicyEntry } from '../../workload/settings/policy-row.ts'
import type { Settings } from '../../workload/settings/settings.ts'
import type { Knowledge, Met, MetNamespace, MetRow } from './met.ts'

/**
 * A policy to start from: what is known or assumed is in it, and what nobody knows is a row to uncomment. `from` is the
 * call that it comes from.
 */
export function starterPolicy(met: Met, from: string, settings: Settings): string {
  return `${[
    headLines(from),
    levelLines(settings),
    namespaceLines(met.namespaces),
    section(met, 'storageClasses', classHelp),
    section(met, 'defaultStorageClass', ['The class of claims that name none.']),
    section(met, 'claims', [
      'Claims that the manifests do not hold, or whose volume exists already, by namespace/name.',
    ]),
    imageLines(met),
    hardenLines,
  ]
    .filter(lines => lines.length > 0)
    .map(lines => lines.join('\n'))
    .join('\n\n')}\n`
}

/** Prose begins with `# `, a row to uncomment with `#` alone. */
function prose(...texts: readonly string[]): readonly string[] {
  return texts.flatMap(text => wrapped(visible(text)).map(line => `# ${line}`))
}

const width = 98

function wrapped(text: string): readonly string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + word.length >= width) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, line]
}

function headLines(from: string): readonly string[] {
  return [
    ...prose(
      `What Seaworthy cannot read in manifests: what your cluster is like. Started by ${from}.`,
      'Review it, uncomment the rows that hold (# without a space), correct their values, and commit it.',
      'Editors check it once this has run: seaworthy schema policy > seaworthy.schema.json',
    ),
    '# yaml-language-server: $schema=seaworthy.schema.json',
    'apiVersion: seaworthy.dev/v1alpha1',
    'kind: Policy',
  ]
}

function levelLines({ level, levelForced, levelVersion }: Settings): readonly string[] {
  const assumed = levelForced ? '' : ' Assumed: restricted, the strictest.'
  return [
    ...prose(
      `What namespaces enforce: privileged, baseline or restricted. Labels of a Namespace come first.${assumed}`,
    ),
    `level: ${level}`,
    ...(levelVersion === 'latest' ? [] : [`levelVersion: ${formatPolicyVersion(levelVersion)}`]),
  ]
}

function namespaceLines(namespaces: readonly MetNamespace[]): readonly string[] {
  if (namespaces.length === 0) return []
  const rows = namespaces.flatMap(namespaceRow)
  const isLive = rows.some(row => !row.startsWith('#'))
  return [
    ...prose(...namespaceWords(namespaces)),
    ...(rows.length === 0 ? [] : [`${isLive ? '' : '#'}namespaces:`, ...rows]),
  ]
}

function namespaceWords(namespaces: readonly MetNamespace[]): readonly string[] {
  const used = namespaces.filter(({ workloads }) => workloads > 0)
  const words = used.map(({ name, workloads, label }) => {
    return `${name} (${plural(workloads, 'workload')}${label === undefined ? '' : `, labelled ${label}`})`
  })
  const hasCluster = namespaces.some(({ inCluster }) => inCluster !== undefined)
  return [
    ...(words.length === 0 ? [] : [`Namespaces: ${words.join(', ')}.`]),
    ...(hasCluster ? [clusterNamespaces] : []),
  ]
}

/** Kubernetes' own default (pod-security-admission `PodSecurityDefaults`); no client can read another. */
const clusterNamespaces =
  'Rows of the cluster are as its labels say. Without a label its admission configuration decides: privileged, unless somebody changed it.'

/** One that a label of the manifests decides needs none. */
function namespaceRow({ name, label, inCluster }: MetNamespace): readonly string[] {
  const match = `{ match: ${flowKey(name)}, level:`
  if (inCluster === undefined) return label === undefined ? [`#  - ${match} baseline }`] : []
  if (inCluster === 'without a label') return [`#  - ${match} privileged }`]
  const { level, version } = inCluster
  return [`  - ${match} ${level}${version === 'latest' ? '' : `, levelVersion: ${formatPolicyVersion(version)}`} }`]
}

const classHelp = [
  'What a claim of a class is inside a pod: a profile, or facts as in',
  '{ source: csi, fsGroup: honoured, root: { owner: "0:0", mode: "0755" } }.',
  `Profiles: ${storageProfiles.join(', ')}.`,
]

/** A section with its rows; where none of them is known it is commented out as a whole, since it may not be empty. */
function section(met: Met, name: PolicyEntry['section'], help: readonly string[]): readonly string[] {
  const rows = met.rows.filter(({ entry }) => entry.section === name)
  if (rows.length === 0) return []
  const live = rows.some(isKnown)
  if (rows.every(({ entry }) => entry.name === undefined))
    return [...prose(...help), ...rows.flatMap(row => rowLines(row, ''))]
  return [...prose(...help), `${live ? '' : '#'}${name}:`, ...rows.flatMap(row => rowLines(row, '  '))]
}

function rowLines(row: MetRow, indent: string): readonly string[] {
  const { section, name, value } = row.entry
  const text = `${indent}${name === undefined ? section : flowKey(name)}: ${value}`
  return [
    `${indent}# ${visible(`${knowledgeWords[row.knowledge]}; ${fromText(row.from)}`)}`,
    isKnown(row) ? text : `#${text}`,
  ]
}

const knowledgeWords: Readonly<Record<Knowledge, string>> = {
  seen: 'as the cluster has it',
  assumed: 'assumed from its name',
  unknown: 'unknown, so this is an example',
}

function isKnown({ knowledge }: MetRow): boolean {
  return knowledge !== 'unknown'
}

const most = 3

function fromText(from: readonly string[]): string {
  const others = from.length - most
  const named = from.slice(0, most).join(', ')
  return others > 0 ? `${named} and ${plural(others, 'other')}` : named
}

function imageLines(met: Met): readonly string[] {
  const known = met.knownImages.length === 0 ? [] : [`Known already: ${met.knownImages.join(', ')}.`]
  const help = ['Which user an image runs as; `seaworthy lock` reads it from the registry.', ...known]
  const rows = section(met, 'images', help)
  return rows.length > 0 || known.length === 0 ? rows : prose(...help)
}

const hardenLines = [
  ...prose('The user for images of which nothing is known. Without it they keep theirs, and are reported.'),
  '#harden:',
  '#  runAs: { user: 65532, group: 65532 }',
]
