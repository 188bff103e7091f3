import type { ManifestDocument } from '../../manifest/document.ts'
import type { FieldChange } from '../../manifest/edit/change.ts'
import { changeDocument } from '../../manifest/edit/change-document.ts'
import type { Finding } from '../../workload/finding/finding.ts'
import { changeKey } from '../../workload/finding/refused-changes.ts'
import { changesOf } from '../../workload/pod/pod-after.ts'
import { refusalFindings } from '../findings/refusal-findings.ts'
import { type HardenedSource, hardenSources } from '../harden/harden.ts'
import type { ManifestRun } from '../manifest-run.ts'
import { type PlannedWorkload, planWorkload } from './workload.ts'

/** The plans of all workloads, and the changes that hardening would make if the text took them. */
export interface ExplainPlan {
  readonly planned: readonly PlannedWorkload[]
  readonly dropped: readonly Finding[]
}

/** Plan every workload with what can be written: nobody is promised a field that `fix` does not write. */
export function planRun({ sources, settings, surroundings, workloads }: ManifestRun): ExplainPlan {
  const { storage } = surroundings()
  const first = workloads().map(workload => planWorkload(workload, storage))
  const doubted = doubtedDocuments(first)
  if (doubted.size === 0) return { planned: first, dropped: [] }
  const asked = sources.map(source => ({ ...source, documents: source.documents.filter(one => doubted.has(one)) }))
  const found = workloads().filter(({ pod }) => doubted.has(pod.object.document))
  const hardened = hardenSources(asked, settings, surroundings(), found).sources
  const closed = closedKeys(hardened)
  const planned = first.map(plan => {
    const keys = closed.get(plan.workload.pod.object.document)
    return keys === undefined ? plan : planWorkload(plan.workload, storage, keys)
  })
  return { planned, dropped: hardened.flatMap(refusalFindings) }
}

/** Documents that may refuse something: an alias is in them, or they refuse what is planned. Most have no alias. */
function doubtedDocuments(planned: readonly PlannedWorkload[]): ReadonlySet<ManifestDocument> {
  const changes = new Map<ManifestDocument, FieldChange[]>()
  for (const { workload, hardenings, admission } of planned) {
    if (workload.pod.readOnly !== undefined) continue
    const { document } = workload.pod.object
    const own = changesOf([...hardenings, ...admission.hardenings])
    const known = changes.get(document)
    if (known !== undefined) known.push(...own)
    else if (own.length > 0) changes.set(document, [...own])
  }
  const mayRefuse = ([document, all]: readonly [ManifestDocument, readonly FieldChange[]]) =>
    document.syntax.shared.size > 0 || changeDocument(document, all).refused.length > 0
  return new Set([...changes].filter(mayRefuse).map(([document]) => document))
}

/** Changes that no plan may count on, by document. */
function closedKeys(hardened: readonly HardenedSource[]): ReadonlyMap<ManifestDocument, ReadonlySet<string>> {
  const closed = new Map<ManifestDocument, Set<string>>()
  for (const { document, refusal } of hardened.flatMap(({ refused }) => refused)) {
    if (refusal.reason === 'dependent') continue
    closed.set(document, (closed.get(document) ?? new Set()).add(changeKey(refusal.change)))
  }
  return closed
}
