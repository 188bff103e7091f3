import type { ImageFacts } from '../src/knowledge/images/image-facts.ts'
import type { Lock } from '../src/lock/lock.ts'
import { factsOfLock } from '../src/lock/locked-facts.ts'
import { writeLock } from '../src/lock/write-lock.ts'
import { textAt } from '../src/manifest/value.ts'
import { evaluatePod } from '../src/pss/evaluate.ts'
import type { PlatformFacts } from '../src/registry/facts/image-facts.ts'
import { hardenSources } from '../src/run/harden/harden.ts'
import { readSource } from '../src/run/read-source.ts'
import { judgeMounts } from '../src/volumes/model/verdict.ts'
import { imageFacts } from '../src/workload/image/images.ts'
import { canonicalReference } from '../src/workload/image/reference.ts'
import { containersOf, type PodView } from '../src/workload/pod/pod.ts'
import { defaultSettings, type Settings, type StorageFacts } from '../src/workload/settings/settings.ts'
import { type ChartStream, lines } from './corpus-page.ts'

const storageClass: StorageFacts = { profile: 'aws-ebs' }
const settings: Settings = {
  ...defaultSettings,
  level: 'restricted',
  levelForced: true,
  storageClasses: new Map([['standard', storageClass]]),
  defaultStorageClass: 'standard',
}

/** What is unknown of the charts, and refused, at restricted without a lock and with one, as a Markdown table. */
export function corpusLockTable(charts: readonly ChartStream[], recorded: string): string {
  const references = commonest(charts)
  const lock = lockOf(references, recorded)
  const answered = references.filter(reference => lock.images.has(reference)).length
  const states = [settings, { ...settings, ...factsOfLock(writeLock(lock), 'seaworthy.lock.yaml') }].map(state =>
    counted(charts, state),
  )
  const rows = Object.keys(states[0] ?? {}).map(name => [name, ...states.map(state => String(state[name]))])
  const intro = `Of the ${references.length} commonest images of ${charts.length} public charts, the lock has ${answered}: who they run as, by their Dockerfiles.`
  return `${intro}\n\n${lines(['At restricted, with claims of aws-ebs', 'without a lock', 'with it'], rows)}`
}

/** The images of the charts, those of most containers first. */
function commonest(charts: readonly ChartStream[]): readonly string[] {
  const uses = new Map<string, number>()
  for (const reference of charts.flatMap(chart => containersIn(chart, settings).map(({ reference }) => reference)))
    if (reference !== undefined) uses.set(reference, (uses.get(reference) ?? 0) + 1)
  const sorted = [...uses].toSorted(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
  return sorted.slice(0, 100).map(([reference]) => reference)
}

function containersIn({ name, text }: ChartStream, state: Settings) {
  const { workloads } = hardenSources([readSource({ file: name, text }, state)], state)
  return workloads.flatMap(({ workload }) =>
    containersOf(workload.pod).map(({ spec }) => {
      const image = textAt(spec, 'image')
      return { reference: canonicalReference(image ?? ''), facts: imageFacts(image, state) }
    }),
  )
}

/** As `seaworthy lock` would write it: facts of the catalogue's sources, and those that were recorded. */
function lockOf(references: readonly string[], recorded: string): Lock {
  const read = new Map(recorded.split('\n').flatMap(recordedRow))
  const images = references.flatMap(reference => {
    const facts = read.get(reference.replace(/:[^/]*$/, '')) ?? ofCatalogue(imageFacts(reference, defaultSettings))
    return facts === undefined ? [] : [[reference, { digest, platforms: { 'linux/amd64': facts } }] as const]
  })
  return { images: new Map(images) }
}

const digest = `sha256:${'0'.repeat(64)}`

function recordedRow(line: string): readonly (readonly [string, PlatformFacts])[] {
  const [repository = '', declared = '', ids = '', shell, gains = ''] = line.split(' ')
  if (repository === '' || repository === '#') return []
  const [[uid = 0, gid = 0] = [], becomes] = ids.split('>').map(pair => pair.split(':').map(Number))
  const user = { declared, uid, gid, groups: [], from: 'etc/passwd' } as const
  const [toUid = 0, toGid = 0] = becomes ?? []
  // The rows say whom an entrypoint becomes, and not by which commands: those that most use are taken for it.
  const script = becomes && { calls: ['chown', 'gosu'], switchesTo: { uid: toUid, gid: toGid } }
  const files =
    gains === 'unknown' ? unread : { ...harmless, privilegedFiles: gains === 'base' ? ['/usr/bin/passwd'] : [] }
  return [[repository, { ...files, ...script, user, shell: shell === 'present' ? 'present' : 'absent' }]]
}

function ofCatalogue(facts: ImageFacts | undefined): PlatformFacts | undefined {
  const { uid, gid, name } = facts?.user ?? {}
  if (uid === undefined || gid === undefined) return undefined
  const user = { declared: name ?? String(uid), uid, gid, groups: [], from: 'etc/passwd' } as const
  const files = facts?.fileCapabilities === undefined && facts?.hardeningRisk === undefined ? harmless : unread
  return { ...files, user, shell: facts?.shell === undefined ? 'unknown' : facts.shell ? 'present' : 'absent' }
}

/** What no Dockerfile tells: a program that nobody looked at may gain something. */
const unread = {
  config: digest,
  entrypoint: ['/unread'],
  cmd: [],
  workingDir: '',
  volumes: [],
  fileCapabilities: 'unknown',
  setuid: 'unknown',
  privilegedFiles: ['/unread'],
  calls: [],
  paths: {},
} as const satisfies Partial<PlatformFacts>

function isRefused(pod: PodView): boolean {
  return evaluatePod(pod, { level: 'restricted', version: 'latest' }).length > 0
}

/** What somebody who looked at a Dockerfile found nothing in. */
const harmless: Omit<PlatformFacts, 'user' | 'shell'> = {
  ...unread,
  fileCapabilities: {},
  setuid: 'no',
  privilegedFiles: ['/usr/bin/passwd'],
}

/** How much of the charts is unknown or refused. */
function counted(charts: readonly ChartStream[], state: Settings): Readonly<Record<string, number>> {
  const pods = charts.flatMap(({ name, text }) => {
    const { workloads, storage } = hardenSources([readSource({ file: name, text }, state)], state)
    return workloads.map(one => ({ one, verdicts: judgeMounts(one.workload.pod, storage, state), after: one.after() }))
  })
  const containers = pods.flatMap(({ one }) => containersOf(one.workload.pod).map(container => ({ one, container })))
  const users = charts.flatMap(chart => containersIn(chart, state))
  const mounts = pods.flatMap(({ verdicts }) => verdicts)
  const said = pods.flatMap(({ one }) => one.hardening.observations.map(({ observation }) => observation.code))
  return {
    [`users of ${containers.length} containers that are unknown, by their images`]: users.filter(
      ({ facts }) => facts?.user?.uid === undefined,
    ).length,
    [`verdicts about ${mounts.length} mounts that are unknown`]: mounts.filter(
      mount => mount[mount.wants] === 'unknown',
    ).length,
    [`pods of ${pods.length} that are refused`]: pods.filter(({ after }) => isRefused(after)).length,
    'fields set in doubt': said.filter(code => code === 'hardened-in-doubt').length,
  }
}
