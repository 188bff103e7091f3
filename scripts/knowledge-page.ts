import type { CatalogueRow } from '../src/knowledge/images/catalogue-row.ts'
import type { PodlessKind } from '../src/knowledge/kinds/podless-kinds.ts'
import type { KnownKind } from '../src/knowledge/kinds/workload-kind.ts'
import type { Wording } from '../src/knowledge/messages/wording.ts'
import type { PlainProgram } from '../src/knowledge/programs/plain-programs.ts'
import type { StorageProfile } from '../src/knowledge/storage/profiles.ts'
import { formatMode } from '../src/workload/file-mode.ts'

/** The tables that the page shows. */
export interface Knowledge {
  readonly images: readonly CatalogueRow[]
  readonly profiles: Readonly<Record<string, StorageProfile>>
  readonly kinds: readonly KnownKind[]
  readonly podless: readonly PodlessKind[]
  readonly wordings: readonly Wording[]
  readonly programs: readonly PlainProgram[]
}

const intro = `# What Seaworthy knows by itself

<!-- Written by scripts/knowledge.ts from src/knowledge/. -->

Facts that are in no manifest, each with its source. A policy overrides every one of them, and a lock those of images.
What stands in no table is unknown, and no verdict guesses it.`

/** The text of KNOWLEDGE.md: a table for each kind of fact. */
export function knowledgePage({ images, profiles, kinds, podless, wordings, programs }: Knowledge): string {
  return `${[
    intro,
    section(
      'Images',
      'Who the process of an image is. Of several rows for a repository, the first whose tag fits counts. Mirrors of `docker.io/library` in `public.ecr.aws` and `mirror.gcr.io` count as it does.',
      [['Images', 'Tag', 'Runs as', 'More', 'Source'], ...images.map(imageRow)],
    ),
    section('Storage', 'What a fresh claim of a provisioner is inside a pod: `profile` in a policy.', [
      ['Profile', 'Volume', 'fsGroup', 'Root of a fresh volume', 'chown', 'Source'],
      ...Object.entries(profiles).map(profileRow),
    ]),
    section('Kinds with pods', 'Custom resources that hold pods, beside the kinds of Kubernetes itself.', [
      ['Kind', 'Path', 'Holds', 'Source'],
      ...kinds.map(kindRow),
    ]),
    section('Kinds without pods', 'What looks like a pod in these kinds is not one, or not yet one.', [
      ['Kind', 'Why', 'Source'],
      ...podless.map(podlessRow),
    ]),
    section('Messages', 'Error messages that `explain --error` understands.', [
      ['Program', 'What failed', 'Source'],
      ...unique(wordings.map(wordingRow)),
    ]),
    section('Programs', 'Programs that do as any user what they do as root, with these options and no others.', [
      ['Program', 'Options', 'Source'],
      ...programs.map(programRow),
    ]),
  ].join('\n\n')}\n`
}

type Row = readonly string[]

function section(title: string, text: string, [head = [], ...rows]: readonly Row[]): string {
  const line = (cells: Row) => `| ${cells.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [`## ${title}`, text, [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')].join('\n\n')
}

function imageRow({ repositories, tag, facts, source }: CatalogueRow): Row {
  return [named(repositories), tag === undefined ? '' : code(tag.source), runsAs(facts), more(facts), source]
}

const mostNames = 4
const mirrors = /^(?:public\.ecr\.aws\/docker|mirror\.gcr\.io)\/library\//

function named(repositories: readonly string[]): string {
  const own = repositories.filter(repository => !mirrors.test(repository))
  const shown = own.slice(0, mostNames).map(code).join(', ')
  const left = own.length - mostNames
  return left > 0 ? `${shown} and ${left} more` : shown
}

function runsAs(facts: CatalogueRow['facts']): string {
  const { user, switchesTo, parentStaysRoot } = facts ?? {}
  const own = user?.uid === undefined ? (user?.name ?? 'unknown') : ids(user.uid, user.gid)
  if (switchesTo === undefined)
    return user?.name === undefined || user.uid === undefined ? own : `${own} (${user.name})`
  return `${own}, ${parentStaysRoot === true ? 'children' : 'then'} ${ids(switchesTo.uid, switchesTo.gid)}`
}

function ids(uid: number, gid: number | undefined): string {
  return gid === undefined ? String(uid) : `${uid}:${gid}`
}

function more(facts: CatalogueRow['facts']): string {
  const { capabilities, dataPaths, directories, fileCapabilities, hardeningRisk, requiresOwnership } = facts ?? {}
  const { shell, writablePaths } = facts ?? {}
  return [
    ...(shell === undefined ? [] : [shell ? 'has a shell' : 'no shell']),
    ...(capabilities === undefined ? [] : [`needs ${capabilities.join(', ')}`]),
    ...(fileCapabilities === undefined ? [] : [`file capabilities ${fileCapabilities.join(', ')}`]),
    ...(dataPaths === undefined ? [] : [`chowns ${dataPaths.map(code).join(', ')}`]),
    ...Object.entries(directories ?? {}).map(([path, { mode }]) => `has ${code(path)} with ${mode}`),
    ...(requiresOwnership === true ? ['must own its data'] : []),
    ...((writablePaths ?? []).length === 0 ? [] : [`writes ${writablePaths?.map(code).join(', ')}`]),
    ...(hardeningRisk === undefined ? [] : [hardeningRisk]),
  ].join('; ')
}

function programRow({ name, options, source }: PlainProgram): Row {
  return [code(name), Object.keys(options).map(code).join(' '), source]
}

function profileRow([name, profile]: readonly [string, StorageProfile]): Row {
  const { plugin, driver, policy, fresh, chownable, doubt, source } = profile
  const root = fresh === undefined ? 'unknown' : `${ids(fresh.uid, fresh.gid)} ${formatMode(fresh.mode)}`
  const chown = chownable === undefined ? 'depends' : chownable ? 'yes' : 'no'
  return [code(name), driver ?? plugin, policy ?? '', doubt === undefined ? root : `${root}; ${doubt}`, chown, source]
}

function kindRow({ group, kind, path, holds = 'podTemplate', source }: KnownKind): Row {
  return [`${kind}.${group}`, code(path.join('.') || '(the object)'), holds, source]
}

function podlessRow({ group, kinds = ['any kind'], key, because, source }: PodlessKind): Row {
  const name = [...kinds.map(kind => (group === '' ? kind : `${kind}.${group}`))].join(', ')
  return [key === undefined ? name : `${name} ${code(key)}`, because, source]
}

function wordingRow({ by, action, source }: Wording): Row {
  return [by, action, source]
}

function unique(rows: readonly Row[]): readonly Row[] {
  return [...new Map(rows.map(row => [row.join('\n'), row])).values()]
}

function code(text: string): string {
  return `\`${text}\``
}
