import { hardenPod } from '../harden/harden.ts'
import { nothing, type PodHardening } from '../harden/hardening.ts'
import type { Refusal } from '../manifest/change.ts'
import type { ManifestDocument } from '../manifest/document.ts'
import { applyEdits, type Edit } from '../manifest/edit.ts'
import { changeDocument } from '../manifest/set-field.ts'
import { type StreamStorage, storageFactsOf } from '../permissions/facts.ts'
import type { PodView } from '../workload/pod.ts'
import { changesOf, podAfter } from '../workload/pod-after.ts'
import type { Settings } from '../workload/settings.ts'
import { typeProblems } from '../workload/types.ts'
import { exemptionOf } from './exemption.ts'
import type { Source } from './source.ts'
import { type Workload, workloadsOf } from './workload.ts'

/** A workload with what hardening does to it. `after` is the pod as the changes leave it, made when it is asked for. */
export interface HardenedWorkload {
  readonly workload: Workload
  readonly hardening: PodHardening
  readonly after: () => PodView
}

/** A source with its edits. `text` is the very text of the source where there are none. */
export interface HardenedSource {
  readonly source: Source
  readonly text: string
  readonly edits: readonly Edit[]
  readonly refused: readonly DocumentRefusal[]
}

export interface DocumentRefusal {
  readonly document: ManifestDocument
  readonly refusal: Refusal
}

export interface Hardened {
  readonly sources: readonly HardenedSource[]
  readonly workloads: readonly HardenedWorkload[]
  readonly storage: StreamStorage
}

/** Harden every pod of `sources` for the level that its namespace enforces. Nothing is written; texts come back. */
export function hardenSources(sources: readonly Source[], settings: Settings): Hardened {
  const storage = storageFactsOf(
    sources.flatMap(source => source.objects),
    settings.workloads,
  )
  const workloads = workloadsOf(sources, settings).map(workload => hardenWorkload(workload, storage, settings))
  const byDocument = new Map<ManifestDocument, HardenedWorkload[]>()
  for (const workload of workloads) {
    const { document } = workload.workload.pod.object
    byDocument.set(document, [...(byDocument.get(document) ?? []), workload])
  }
  return { sources: sources.map(source => editSource(source, byDocument)), workloads, storage }
}

function hardenWorkload(workload: Workload, storage: StreamStorage, settings: Settings): HardenedWorkload {
  const { pod, demand } = workload
  const exemption = exemptionOf(workload, settings)
  if (exemption.skipped || !isSound(pod)) return { workload, hardening: nothing, after: () => pod }
  const context = { level: demand.level, version: demand.version, settings, storage, exempts: exemption.exempts }
  const hardening = hardenPod(pod, context)
  return { workload, hardening, after: () => podAfter(pod, changesOf(hardening.hardenings)) }
}

/** The API server would refuse a pod with a field of a wrong type: what it would mean is anybody's guess. */
function isSound(pod: PodView): boolean {
  return typeProblems(pod).length === 0
}

type ByDocument = ReadonlyMap<ManifestDocument, readonly HardenedWorkload[]>

function editSource(source: Source, byDocument: ByDocument): HardenedSource {
  const edits: Edit[] = []
  const refused: DocumentRefusal[] = []
  for (const document of source.documents) {
    const changes = (byDocument.get(document) ?? []).flatMap(({ hardening }) => changesOf(hardening.hardenings))
    if (changes.length === 0) continue
    const result = changeDocument(document, changes)
    edits.push(...result.edits)
    refused.push(...result.refused.map(refusal => ({ document, refusal })))
  }
  return {
    source,
    text: edits.length === 0 ? source.stream.text : applyEdits(source.stream.text, edits),
    edits,
    refused,
  }
}
