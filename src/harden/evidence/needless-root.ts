import type { ImageFacts } from '../../knowledge/images/image-facts.ts'
import { compact } from '../../manifest/compact.ts'
import { mapAt, textAt, type Value } from '../../manifest/value.ts'
import { programsOf } from '../../shell/possible/programs.ts'
import { cleanPath } from '../../volumes/model/start/directories.ts'
import { expanded, variablesOf } from '../../volumes/model/start/variables.ts'
import { startingWords } from '../../workload/pod/entrypoint.ts'
import type { ContainerView, PodView } from '../../workload/pod/pod.ts'
import type { WorkingDirectory } from '../../workload/reason/harden-reason.ts'
import { isScratch, mountAt, mountsAreOpen } from './open-mounts.ts'
import { type PlainWork, plainWork } from './plain-work.ts'

/** Work for which a container that is root by its image needs no root. */
export interface NeedlessRoot {
  readonly programs: readonly string[]
  /** It writes into the directory that it starts in, where only root may; in another one everybody may. */
  readonly moves?: WorkingDirectory
}

/**
 * Whether a container that is root only because nobody says otherwise does what every user can do. Undefined where any
 * of it is not known: a program, a file that it writes, or a mount that it shares with others.
 */
export function needlessRoot(
  pod: PodView,
  container: ContainerView,
  facts: ImageFacts | undefined,
): NeedlessRoot | undefined {
  const variables = variablesOf(container.spec)
  const argv = startingWords(container, facts)?.map(word => expanded(word, variables))
  if (argv === undefined || isEnteredLater(container) || !mountsAreOpen(pod, container)) return undefined
  const work = plainWork(argv, variables)
  if (work === undefined) return undefined
  const { programs } = work
  const written = textAt(container.spec, 'workingDir') ?? ''
  const place: Place = { pod, container, facts, folder: written === '' ? facts?.workingDir : written }
  if (work.writes.every(path => isOpen(path, place))) return { programs }
  const from = written === '' && hangsOnWrites(argv, work, place) ? facts?.workingDir : undefined
  return from === undefined
    ? undefined
    : { programs, moves: { ...compact({ program: programs[0] }), from, to: forAll } }
}

/** The kubelet starts probes and hooks where the container starts, and as whom. */
function isEnteredLater({ spec }: ContainerView): boolean {
  const probes = ['livenessProbe', 'readinessProbe', 'startupProbe']
  return spec.lifecycle !== undefined || probes.some(probe => mapAt(mapAt(spec, probe), 'exec') !== undefined)
}

/** A directory for everybody, in images that have one. */
const forAll = '/tmp'

interface Place {
  readonly pod: PodView
  readonly container: ContainerView
  readonly facts: ImageFacts | undefined
  /** Where the container starts, if that is known. */
  readonly folder: string | undefined
}

/** Nothing but what it writes hangs on where it starts: no file is read by a relative path, and nobody looks around. */
function hangsOnWrites(argv: readonly Value[], { reads, writes }: PlainWork, place: Place): boolean {
  const words = argv.filter(word => typeof word === 'string')
  return (
    isOpen(`${forAll}/`, place) &&
    writes.every(path => (path.startsWith('/') ? isOpen(path, place) : isNewIn(path, place))) &&
    reads.every(path => path.startsWith('/')) &&
    !programsOf(words).some(name => looking.has(name))
  )
}

/** Programs that no option gives a file, and that look at some. */
const looking: ReadonlySet<string> = new Set(['test', '[', '[[', 'grep', 'mountpoint', 'ls', 'stat', 'pwd'])

/** A file of that directory itself, where nothing is mounted. */
function isNewIn(path: string, { container, folder }: Place): boolean {
  return /^(?:\.\/)?[^/]*$/.test(path) && path !== '..' && mountAt(container, `${folder}/${path}`) === undefined
}

/** Whether every user may write there: in scratch space, or in the image's own directory for everybody. */
function isOpen(path: string, { container, facts, folder, pod }: Place): boolean {
  if (!path.startsWith('/') && folder === undefined) return false
  const clean = cleanPath(path.startsWith('/') ? path : `${folder}/${path}`)
  if (clean === undefined) return false
  if (/^dev\/(?:null|stdout|stderr|fd\/\d)$/.test(clean)) return true
  const mount = mountAt(container, `/${clean}`)
  if (mount !== undefined) return mount.readOnly !== true && isScratch(pod, mount)
  const inImage = mapAt(container.spec, 'securityContext')?.readOnlyRootFilesystem !== true
  return inImage && isForAll(facts) && /^\/tmp(?:\/[^/]*)?$/.test(`/${clean}`)
}

/** Everybody may make entries in it. */
function isForAll(facts: ImageFacts | undefined): boolean {
  const measured = facts?.mountPoints?.[forAll]
  const found = facts?.directories?.[forAll] ?? (measured === 'absent' ? undefined : measured)
  return found !== undefined && (Number.parseInt(found.mode, 8) & 0o003) === 0o003
}
