import type { HardenContext } from '../../harden/context.ts'
import { hardenPod } from '../../harden/harden.ts'
import { nothing, type PodHardening } from '../../harden/hardening.ts'
import type { ManifestDocument } from '../../manifest/document.ts'
import type { FieldChange } from '../../manifest/edit/change.ts'
import { changeDocument } from '../../manifest/edit/change-document.ts'
import { applyEdits, type Edit } from '../../manifest/edit/edit.ts'
import type { StreamStorage } from '../../volumes/model/volume/facts.ts'
import type { DropReason } from '../../workload/finding/finding.ts'
import { changeKey, type RefusedChanges } from '../../workload/finding/refused-changes.ts'
import type { ObjectView } from '../../workload/object/object.ts'
import { typeProblems } from '../../workload/object/types.ts'
import type { PodView } from '../../workload/pod/pod.ts'
import { changesOf, podAfter } from '../../workload/pod/pod-after.ts'
import type { Settings } from '../../workload/settings/settings.ts'
import { exemptionOf, type PodExemption } from '../exemption.ts'
import type { Source } from '../source.ts'
import { objectsIn, type Surroundings, surroundingsOf, type Workload, workloadsOf } from '../workload.ts'
import { hardeningByShape } from './by-shape.ts'

/** A workload with what hardening does to it. `after` is the pod as the changes leave it, made when it is asked for. */
export interface HardenedWorkload {
  readonly workload: Workload
  readonly hardening: PodHardening
  readonly after: () => PodView
}

/** A source with its edits. `text` is the very text of the source where there are none, made when it is asked for. */
export interface HardenedSource {
  readonly source: Source
  readonly edits: readonly Edit[]
  readonly text: () => string
  readonly refused: readonly DocumentRefusal[]
}

/** A change that was planned and not made, why, and the document it was for. */
export interface DocumentRefusal {
  readonly document: ManifestDocument
  /** Whose change it was, where its path is none of the document. */
  readonly object?: ObjectView
  readonly refusal: DroppedChange
}

/** A change that was not made: its place cannot be edited, or it needs one that cannot be made. */
export interface DroppedChange {
  readonly change: FieldChange
  readonly reason: DropReason
}

/** Everything that hardening a set of sources came to. */
export interface Hardened {
  readonly sources: readonly HardenedSource[]
  readonly workloads: readonly HardenedWorkload[]
  readonly storage: StreamStorage
}

/** Harden every pod of `sources` for the level that its namespace enforces. Nothing is written; texts come back. */
export function hardenSources(
  sources: readonly Source[],
  settings: Settings,
  surroundings: Surroundings = surroundingsOf(objectsIn(sources), settings),
  found: readonly Workload[] = workloadsOf(sources, settings, surroundings),
): Hardened {
  const each = hardenEach(sources, settings, surroundings, found)
  for (;;) {
    const { done, value } = each.next()
    if (done) return value
  }
}

/** The same, source by source: each is given as soon as it is hardened, so that it can be written before the next. */
export function* hardenEach(
  sources: readonly Source[],
  settings: Settings,
  surroundings: Surroundings = surroundingsOf(objectsIn(sources), settings),
  found: readonly Workload[] = workloadsOf(sources, settings, surroundings),
): Generator<HardenedSource, Hardened> {
  const { storage } = surroundings
  const replan: Replan = (workload, refused) => hardenWorkload(workload, storage, refused)
  const planned = byDocument(found)
  const readOnly = found.filter(({ pod }) => pod.readOnly !== undefined)
  const hardened: HardenedSource[] = []
  const workloads: HardenedWorkload[] = []
  for (const source of sources) {
    const edited = source.documents.flatMap(document => {
      const own = planned.get(document)?.map(workload => hardenWorkload(workload, storage))
      return own === undefined ? [] : [{ document, ...editDocument(document, own, replan) }]
    })
    const closed = readOnly.filter(one => one.source === source)
    const result = hardenedSource(
      source,
      edited,
      closed.flatMap(one => closedRefusals(one, storage)),
    )
    hardened.push(result)
    workloads.push(...edited.flatMap(one => one.workloads), ...closed.map(untouched))
    yield result
  }
  return { sources: hardened, workloads, storage }
}

function untouched(workload: Workload): HardenedWorkload {
  return { workload, hardening: nothing, after: () => workload.pod }
}

/** One refusal tells that a pod is never edited, where hardening would change something. */
function closedRefusals(workload: Workload, storage: StreamStorage): readonly DocumentRefusal[] {
  const { pod } = workload
  const [first] = hardenWorkload(workload, storage).hardening.hardenings
  if (first === undefined || pod.readOnly === undefined) return []
  const { object } = pod
  return [
    {
      object,
      document: object.document,
      refusal: { change: { ...first.change, path: pod.path }, reason: pod.readOnly },
    },
  ]
}

function byDocument(workloads: readonly Workload[]): ReadonlyMap<ManifestDocument, readonly Workload[]> {
  const planned = new Map<ManifestDocument, Workload[]>()
  for (const workload of workloads) {
    const { document } = workload.pod.object
    const own = planned.get(document)
    if (own === undefined) planned.set(document, [workload])
    else own.push(workload)
  }
  return planned
}

type Replan = (workload: Workload, refused: RefusedChanges) => HardenedWorkload

function hardenWorkload(workload: Workload, storage: StreamStorage, refused?: RefusedChanges): HardenedWorkload {
  const { pod, demand, settings } = workload
  const exemption = exemptionOf(workload, settings)
  const { exempts } = exemption
  const { level, version } = demand
  const context = { level, version, settings, storage, exempts, ...(refused !== undefined && { refused }) }
  const hardening = hardeningByShape(pod, context, () => hardeningOf(pod, context, exemption))
  if (hardening === nothing) return { workload, hardening, after: () => pod }
  return { workload, hardening, after: () => podAfter(pod, changesOf(hardening.hardenings)) }
}

/** What hardening does to a pod: nothing where it is to be left alone, or cannot be understood. */
export function hardeningOf(
  pod: PodView,
  context: HardenContext,
  { skipped }: Pick<PodExemption, 'skipped'>,
): PodHardening {
  if (skipped || !isSound(pod)) return nothing
  // Who assigns ids chooses the user, too: nobody else may write one down.
  if (context.settings.harden.assignsIds !== true) return hardenPod(pod, context)
  const exempts: HardenContext['exempts'] = (check, name) => check === 'runAsNonRoot' || context.exempts(check, name)
  return hardenPod(pod, { ...context, exempts })
}

/** The API server would refuse a pod with a field of a wrong type: what it would mean is anybody's guess. */
function isSound(pod: PodView): boolean {
  return typeProblems(pod).length === 0
}

interface EditedDocument {
  readonly edits: readonly Edit[]
  readonly refused: readonly DroppedChange[]
  readonly workloads: readonly HardenedWorkload[]
}

/**
 * Plan again without what the text refuses, until it takes the whole plan. Changes build on each other: a user without
 * the group that opens the volume, or runAsNonRoot without the user, would break what works. A plan knows what it needs.
 */
function editDocument(
  document: ManifestDocument,
  planned: readonly HardenedWorkload[],
  replan: Replan,
): EditedDocument {
  const closed = new Map<string, DroppedChange>()
  let workloads = planned
  for (;;) {
    const changes = workloads.flatMap(({ hardening }) => changesOf(hardening.hardenings))
    const { edits, refused } = changes.length === 0 ? { edits: [], refused: [] } : changeDocument(document, changes)
    if (refused.length === 0) {
      return { edits, workloads, refused: [...closed.values(), ...dependents(planned, workloads, closed)] }
    }
    const isNews = refused.some(({ change }) => !closed.has(changeKey(change)))
    for (const refusal of refused) closed.set(changeKey(refusal.change), refusal)
    const without = new Set(closed.keys())
    const blocked = new Set(refused.map(({ change }) => change))
    workloads = workloads.map(one => {
      if (!isBlocked(one, blocked)) return one
      return isNews ? replan(one.workload, without) : unchanged(one)
    })
  }
}

/** What was left out for lack of evidence is so still; what the changes would have cost is not. */
function unchanged({ workload, hardening }: HardenedWorkload): HardenedWorkload {
  const observations = hardening.observations.filter(({ observation }) => observation.code === 'not-hardened')
  return { workload, hardening: { hardenings: [], observations }, after: () => workload.pod }
}

function isBlocked({ hardening }: HardenedWorkload, blocked: ReadonlySet<FieldChange>): boolean {
  return hardening.hardenings.some(({ change }) => blocked.has(change))
}

/** What was planned at first and is not made, although the text would take it. */
function dependents(
  planned: readonly HardenedWorkload[],
  made: readonly HardenedWorkload[],
  closed: ReadonlyMap<string, DroppedChange>,
): readonly DroppedChange[] {
  if (closed.size === 0) return []
  const changesIn = (workloads: readonly HardenedWorkload[]) =>
    workloads.flatMap(({ hardening }) => changesOf(hardening.hardenings))
  const kept = new Set(changesIn(made).map(changeKey))
  return changesIn(planned)
    .filter(change => !kept.has(changeKey(change)) && !closed.has(changeKey(change)))
    .map(change => ({ change, reason: 'dependent' }))
}

function hardenedSource(
  source: Source,
  edited: readonly (EditedDocument & Pick<DocumentRefusal, 'document'>)[],
  closed: readonly DocumentRefusal[],
): HardenedSource {
  const edits = edited.flatMap(one => one.edits)
  return {
    source,
    edits,
    text: () => (edits.length === 0 ? source.stream.text : applyEdits(source.stream.text, edits)),
    refused: [...edited.flatMap(({ document, refused }) => refused.map(refusal => ({ document, refusal }))), ...closed],
  }
}
