import type { ManifestDocument } from '../../manifest/document.ts'
import { changeDocument } from '../../manifest/edit/change-document.ts'
import type { Finding } from '../../workload/finding.ts'
import { changesOf } from '../../workload/pod-after.ts'
import { changeKey } from '../../workload/refused-changes.ts'
import type { Settings } from '../../workload/settings.ts'
import { refusalFindings } from '../findings/refusal-findings.ts'
import { hardenSources } from '../harden/harden.ts'
import type { Source } from '../source.ts'
import { type Surroundings, workloadsOf } from '../workload.ts'
import { type PlannedWorkload, planWorkload } from './workload.ts'

/** The plans of all workloads, and the changes that hardening would make if the text took them. */
export interface ExplainPlan {
  readonly planned: readonly PlannedWorkload[]
  readonly dropped: readonly Finding[]
}

/** Plan every workload with what can be written: nobody is promised a field that `fix` does not write. */
export function planSources(sources: readonly Source[], settings: Settings, surroundings: Surroundings): ExplainPlan {
  const plans = sources.map(source => planSource(source, settings, surroundings))
  return { planned: plans.flatMap(plan => plan.planned), dropped: plans.flatMap(plan => plan.dropped) }
}

function planSource(source: Source, settings: Settings, surroundings: Surroundings): ExplainPlan {
  const { storage } = surroundings
  const first = workloadsOf([source], settings, surroundings).map(workload => planWorkload(workload, storage))
  const doubted = source.documents.filter(document => mayRefuse(document, first))
  if (doubted.length === 0) return { planned: first, dropped: [] }
  const asked = { ...source, documents: doubted, objects: source.objects.filter(one => doubted.includes(one.document)) }
  const [hardened] = hardenSources([asked], settings, surroundings).sources
  const refusals = hardened?.refused ?? []
  const closed = refusals.filter(({ refusal }) => refusal.reason !== 'dependent')
  const planned = first.map(plan => {
    const own = closed.filter(({ document }) => document === plan.workload.pod.object.document)
    const keys = new Set(own.map(({ refusal }) => changeKey(refusal.change)))
    return keys.size === 0 ? plan : planWorkload(plan.workload, storage, keys)
  })
  return { planned, dropped: hardened === undefined ? [] : refusalFindings(hardened) }
}

/** Whether the text may refuse something: an alias is in it, or it refuses what is planned. Most documents have no alias. */
function mayRefuse(document: ManifestDocument, planned: readonly PlannedWorkload[]): boolean {
  const own = planned.filter(({ workload }) => workload.pod.object.document === document)
  const changes = own.flatMap(({ hardenings, admission }) => changesOf([...hardenings, ...admission.hardenings]))
  return changes.length > 0 && (document.syntax.shared.size > 0 || changeDocument(document, changes).refused.length > 0)
}
