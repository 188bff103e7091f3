import { listAt } from '../../../src/manifest/value.ts'
import { accessWords } from '../../../src/report/words/access-words.ts'
import { originWords } from '../../../src/report/words/doubt-words.ts'
import { checkTexts } from '../../../src/run/check.ts'
import { scriptSteps } from '../../../src/security/chown-script.ts'
import type { Answer, MountVerdict } from '../../../src/volumes/model/mount.ts'
import { formatMode } from '../../../src/workload/file-mode.ts'
import type { ContainerView } from '../../../src/workload/pod/pod.ts'
import type { Settings } from '../../../src/workload/settings/settings.ts'
import type { Case } from './case.ts'
import type { Played } from './play.ts'
import type { Probed, ProbedMount } from './probe.ts'

/** Where the model was decided and wrong. */
export interface Contradiction {
  readonly container: string
  readonly mount: string
  /** `read`, `create`, `modify`, `own`, `uid`, …: equal ones are one fault while a case is made smaller. */
  readonly about: string
  readonly said: string
  readonly seen: string
  readonly because: string
}

/** How many answers the model gave, by what they were. */
export interface Tally {
  readonly decided: number
  readonly unknown: number
}

export interface Judged {
  readonly contradictions: readonly Contradiction[]
  readonly tally: Tally
}

const uses = ['read', 'create', 'modify', 'own'] as const

/** Hold the verdicts of a stream against what its containers saw. Containers that run a script say nothing. */
export function compare(one: Case, text: string, settings: Settings, played: Played): Judged {
  const all = verdictsOf(text, settings)
  const verdicts = all.filter(({ container }) => isProbe(one, container.name))
  const taken = hasFailedUnread(all, played) || isRefusedUnknown(one, played)
  const found = taken ? [] : verdicts.map(verdict => compareMount(verdict, played))
  const processes = [...new Map(verdicts.map(verdict => [verdict.container.name, verdict])).values()]
  const answers = verdicts.flatMap(({ access }) => uses.map(use => access[use]))
  const decided = answers.filter(answer => answer !== 'unknown').length
  return {
    contradictions: [...processes.flatMap(verdict => compareProcess(verdict, played)), ...found.flat()],
    tally: { decided, unknown: answers.length - decided },
  }
}

/** What `check` says of every mount of the stream's pod: `mounts` of its JSON. */
export function verdictsOf(text: string, settings: Settings): readonly MountVerdict[] {
  return checkTexts([{ file: '-', text }], settings).objects.flatMap(({ mounts }) => mounts)
}

function isProbe(one: Case, name: string): boolean {
  return one.containers.some(container => container.name === name && container.run === 'probe')
}

/** What a container did through a mount; one that never started did nothing. */
export function seenAt({ container, index }: MountVerdict, { probes }: Played): ProbedMount | 'not started' {
  return probes.get(container.name)?.mounts[index] ?? 'not started'
}

/** That a command which nobody understands ends well is taken for granted: whether it was not so. */
export function hasFailedUnread(verdicts: readonly MountVerdict[], played: Played): boolean {
  return verdicts.some(({ container }) => failedUnread(container, played))
}

/** The same of one container. */
export function failedUnread({ name, spec }: ContainerView, { failed }: Played): boolean {
  return failed.includes(name) && scriptSteps(listAt(spec, 'command')).some(({ op }) => op === 'unknown')
}

/** So is that an image of which nobody knows the user does not run as root where `runAsNonRoot` forbids it. */
function isRefusedUnknown({ imagesKnown }: Case, { reason }: Played): boolean {
  return !imagesKnown && reason.includes('container has runAsNonRoot and image')
}

function compareMount(verdict: MountVerdict, played: Played): readonly Contradiction[] {
  const seen = seenAt(verdict, played)
  const place = { container: verdict.container.name, mount: verdict.mountPath, because: accessWords(verdict.reason) }
  const wrong = uses.flatMap(use => {
    const said = verdict.access[use]
    const did = seen === 'not started' ? 'no' : answerOf(seen[use])
    if (said === 'unknown' || did === undefined || said === did) return []
    const why = seen === 'not started' ? `it does not start: ${played.reason}` : `${did} (${seen.owner})`
    return [{ ...place, about: seen === 'not started' ? 'start' : use, said, seen: why }]
  })
  return [...wrong, ...compareOwner(verdict, seen, place)]
}

function answerOf(did: boolean | undefined): Answer | undefined {
  return did === undefined ? undefined : did ? 'yes' : 'no'
}

/** A directory's owner and mode as the container meets it, where the model says that it knows them. */
function compareOwner(
  { met, facts }: MountVerdict,
  seen: ProbedMount | 'not started',
  place: Pick<Contradiction, 'container' | 'mount' | 'because'>,
): readonly Contradiction[] {
  if (met === undefined || seen === 'not started' || facts?.apiObject === true || seen.owner === '') return []
  const [uid, gid, mode = ''] = seen.owner.split(':')
  const [said, got] = [
    `${met.uid}:${met.gid} ${formatMode(met.mode)}`,
    `${uid}:${gid} ${formatMode(Number.parseInt(mode, 8))}`,
  ]
  return said === got ? [] : [{ ...place, about: 'owner', said, seen: got }]
}

/** Bits of `CapEff`: include/uapi/linux/capability.h. Those that decide about files and owners. */
const bits: Readonly<Record<string, bigint>> = {
  CHOWN: 0n,
  DAC_OVERRIDE: 1n,
  DAC_READ_SEARCH: 2n,
  FOWNER: 3n,
  FSETID: 4n,
  SETGID: 6n,
  SETUID: 7n,
}

function compareProcess({ container, process }: MountVerdict, { probes }: Played): readonly Contradiction[] {
  const probed = probes.get(container.name)
  if (probed === undefined) return []
  const rows: readonly (readonly [string, string | undefined, string])[] = [
    ['uid', process.uid?.toString(), String(probed.uid)],
    ['gid', process.gid?.toString(), String(probed.gid)],
    ['groups', groupsSaid(process, probed), probed.groups.toSorted((a, b) => a - b).join(' ')],
    ['capabilities', process.uid === undefined ? undefined : namesSaid(process), namesSeen(probed)],
  ]
  return rows.flatMap(([about, said, seen]) =>
    said === undefined || said === seen
      ? []
      : [{ container: container.name, mount: '', about, said, seen, because: originWords(process.from) }],
  )
}

/** The kernel lists the primary group among the others where the runtime put it there, which decides nothing. */
function groupsSaid(
  { groups, groupsComplete, gid }: MountVerdict['process'],
  { groups: seen }: Probed,
): string | undefined {
  const also = gid !== undefined && seen.includes(gid) ? [gid] : []
  const said = [...new Set([...groups, ...also])].toSorted((a, b) => a - b)
  if (groupsComplete) return said.join(' ')
  return said.every(group => seen.includes(group)) ? undefined : `at least ${said.join(' ')}`
}

function namesSaid({ capabilities }: MountVerdict['process']): string {
  return Object.keys(bits)
    .filter(name => capabilities.includes(name))
    .join(' ')
}

function namesSeen({ capabilities }: Probed): string {
  return Object.entries(bits)
    .filter(([, bit]) => ((capabilities >> bit) & 1n) === 1n)
    .map(([name]) => name)
    .join(' ')
}
