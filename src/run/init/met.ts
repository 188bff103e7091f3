import type { ImageFacts } from '../../knowledge/images/image-facts.ts'
import { textAt } from '../../manifest/value.ts'
import { policyRow } from '../../volumes/findings/policy-row.ts'
import type { MountVerdict } from '../../volumes/model/mount.ts'
import { judgeMounts } from '../../volumes/model/verdict.ts'
import { imageFacts } from '../../workload/image/images.ts'
import { effective } from '../../workload/pod/effective.ts'
import { type ContainerView, containersOf, type PodView } from '../../workload/pod/pod.ts'
import { namespaceOf } from '../../workload/settings/demand.ts'
import type { Demand, Level } from '../../workload/settings/level.ts'
import { imageEntry, type PolicyEntry } from '../../workload/settings/policy-row.ts'
import type { Settings } from '../../workload/settings/settings.ts'
import { readRun, unreadableDocuments } from '../manifest-run.ts'
import type { SourceText } from '../source.ts'
import type { Workload } from '../workload.ts'

/** How far something that manifests or a cluster name is known. */
export type Knowledge = 'seen' | 'assumed' | 'unknown'

/** A row that the policy could have, and who asks for it: workloads, or a cluster with what it says. */
export interface MetRow {
  readonly entry: PolicyEntry
  readonly knowledge: Knowledge
  readonly from: readonly string[]
}

/** A namespace of manifests or of a cluster, and what its labels enforce. */
export interface MetNamespace {
  readonly name: string
  readonly workloads: number
  /** In the manifests. */
  readonly label?: Level
  readonly inCluster?: Pick<Demand, 'level' | 'version'> | 'without a label'
}

/** What manifests name that a policy can speak of. */
export interface Met {
  readonly workloads: number
  /** Documents that are broken, of whose workloads nothing is known. */
  readonly unreadable: number
  readonly namespaces: readonly MetNamespace[]
  /** Each entry once, in the order in which they are met. */
  readonly rows: readonly MetRow[]
  /** Images of which is known who runs: their repository, and from where it is known. */
  readonly knownImages: readonly string[]
}

/** Read what the workloads of `texts` name: namespaces, storage classes, claims and images. */
export function whatWasMet(texts: readonly SourceText[], settings: Settings): Met {
  const run = readRun(texts, settings)
  const [{ storage }, workloads] = [run.surroundings(), run.workloads()]
  const rows = workloads.flatMap(({ pod }) => [
    ...judgeMounts(pod, storage, settings).flatMap(verdict => storageRows(pod, verdict)),
    ...containersOf(pod).flatMap(container => imageRows(pod, container, settings)),
  ])
  return {
    workloads: workloads.length,
    unreadable: unreadableDocuments(run),
    namespaces: namespacesOf(workloads, settings),
    rows: [...byEntry(rows).values()],
    knownImages: knownImages(workloads, settings),
  }
}

function storageRows(pod: PodView, verdict: MountVerdict): readonly MetRow[] {
  const from = [nameOf(pod)]
  const { assumed, claim } = verdict.facts ?? {}
  if (assumed !== undefined && claim?.storageClass !== undefined) {
    const entry = { section: 'storageClasses', name: claim.storageClass, value: `{ profile: ${assumed} }` } as const
    return [{ entry, knowledge: 'assumed', from }]
  }
  if (verdict[verdict.wants] !== 'unknown') return []
  const entries = policyRow(verdict)?.entries ?? []
  return entries.filter(({ section }) => section !== 'images').map(entry => ({ entry, knowledge: 'unknown', from }))
}

/** Whom nobody says: neither the manifest, nor the catalogue, nor a lock. */
function imageRows(pod: PodView, container: ContainerView, settings: Settings): readonly MetRow[] {
  const image = textAt(container.spec, 'image')
  if (typeof effective(pod, container, 'runAsUser') === 'number' || isKnown(image, settings)) return []
  const entry = imageEntry(image, 'user: 1000, group: 1000')
  return entry === undefined ? [] : [{ entry, knowledge: 'unknown', from: [nameOf(pod)] }]
}

function isKnown(image: string | undefined, settings: Settings): boolean {
  const facts = imageFacts(image, settings)
  return facts?.user?.uid !== undefined || facts?.switchesTo !== undefined
}

function byEntry(rows: readonly MetRow[]): ReadonlyMap<string, MetRow> {
  const found = new Map<string, MetRow>()
  for (const row of rows) {
    const key = JSON.stringify([row.entry.section, row.entry.name])
    const known = found.get(key)
    found.set(key, known === undefined ? row : { ...known, from: [...new Set([...known.from, ...row.from])] })
  }
  return found
}

function namespacesOf(workloads: readonly Workload[], settings: Settings): readonly MetNamespace[] {
  const found = new Map<string, MetNamespace>()
  for (const { pod, demand } of workloads) {
    const name = namespaceOf(pod.object, settings)
    if (name === undefined) continue
    const label = demand.from === 'label' ? { label: demand.level } : {}
    found.set(name, { name, workloads: (found.get(name)?.workloads ?? 0) + 1, ...label })
  }
  return [...found.values()]
}

function knownImages(workloads: readonly Workload[], settings: Settings): readonly string[] {
  const known = workloads.flatMap(({ pod }) =>
    containersOf(pod).flatMap(({ spec }) => {
      const image = textAt(spec, 'image')
      const facts = imageFacts(image, settings)
      return image === undefined || facts === undefined || !isKnown(image, settings)
        ? []
        : [`${image} (${userWords(facts)})`]
    }),
  )
  return [...new Set(known)]
}

function userWords({ user, switchesTo }: ImageFacts): string {
  if (switchesTo !== undefined) return `root, then ${switchesTo.uid}:${switchesTo.gid}`
  return user?.uid === 0 ? 'root' : `user ${user?.uid}`
}

function nameOf({ object }: PodView): string {
  return `${object.ref.kind}/${object.ref.name}`
}
