import type { StorageProfileName } from '../../knowledge/storage/profile-names.ts'
import { compact } from '../../manifest/compact.ts'
import type { ExplainedWorkload, Explanation, Risk } from '../../report/explain/explanation.ts'
import type { Finding } from '../../workload/finding/finding.ts'
import type { ObjectRef } from '../../workload/object/object.ts'
import type { Settings } from '../../workload/settings/settings.ts'
import { crossWorkloadFindings } from '../findings/cross-findings.ts'
import { sourceFindings } from '../findings/source-findings.ts'
import { type ManifestRun, readRun, runOver } from '../manifest-run.ts'
import { type Selection, select } from '../select.ts'
import type { SourceText } from '../source.ts'
import { explainFailures } from './failure.ts'
import { planRun } from './plan.ts'
import { explainWorkload, type PlannedWorkload } from './workload.ts'

/** What is asked of an explanation beyond the settings. */
export interface ExplainOptions {
  /** Only these workloads; all where it is empty. */
  readonly selections?: readonly Selection[]
  /** What is to be explained: a message, a log, or what kubectl prints of a pod or of events. */
  readonly error?: string
  /** What claims may be of which nothing is said: a row of the matrix has a column for each. */
  readonly assume?: readonly StorageProfileName[]
}

/**
 * Explain who can use which volume of `texts`, and the fix that each level admits. Whoever asks wants to know, so
 * `harden.volumes: off` does not matter here. A selection leaves the others out of the answer, not out of the evidence.
 */
export function explainTexts(
  texts: readonly SourceText[],
  settings: Settings,
  options: ExplainOptions = {},
): Explanation {
  const asked: Settings = { ...settings, harden: { ...settings.harden, volumes: 'fix' } }
  return explainRun(readRun(texts, asked), options)
}

function explainRun(run: ManifestRun, { selections = [], error, assume = [] }: ExplainOptions): Explanation {
  const { sources, settings: asked } = run
  const { planned, dropped } = planRun(run)
  const unread = sourceFindings(sources, asked)
  const together = planned.map(plan => ({ workload: plan.workload, judgement: plan }))
  const findings = [...unread, ...crossWorkloadFindings(together, asked), ...dropped]
  const told = byObject(findings)
  const all = planned.map(plan => explainWorkload(plan, asked, told.get(plan.workload.pod.object.ref) ?? []))
  const others = assume.map(profile => ({
    profile,
    ...explainRun(runOver(sources, { ...asked, assume: profile }), {}),
  }))
  return {
    workloads: select(withAssumed(all, others), selections, asked),
    ...compact({ assume: asked.assume }),
    findings: unread.filter(({ place }) => place.object === undefined),
    ...(error === undefined ? {} : { failures: explainFailures(error, selected(planned, selections, asked), asked) }),
  }
}

interface Assumed extends Pick<Explanation, 'workloads'> {
  readonly profile: StorageProfileName
}

/** The texts are the same, and so are their workloads, one by one. The worst of the columns is what a row comes to. */
function withAssumed(
  workloads: readonly ExplainedWorkload[],
  others: readonly Assumed[],
): readonly ExplainedWorkload[] {
  if (others.length === 0) return workloads
  return workloads.map((workload, index) => {
    const assumed = others.flatMap(({ profile, workloads }) => {
      const same = workloads[index]
      if (same === undefined) return []
      const { summary, changes, podPath } = same
      return [{ profile, summary, changes, podPath }]
    })
    const risk = worstRisk(assumed.map(({ summary }) => summary.risk))
    // Each column says what it takes the classes for.
    const writes = workload.summary.writes.map(({ assumed: _, ...written }) => written)
    return { ...workload, summary: { ...workload.summary, writes, risk }, assumed }
  })
}

function worstRisk(risks: readonly Risk[]): Risk {
  const order: readonly Risk[] = ['fails', 'refused', 'unknown', 'hardened', 'ok']
  return order.find(risk => risks.includes(risk)) ?? 'ok'
}

function byObject(findings: readonly Finding[]): ReadonlyMap<ObjectRef, readonly Finding[]> {
  const groups = new Map<ObjectRef, Finding[]>()
  for (const finding of findings) {
    const { object } = finding.place
    if (object === undefined) continue
    const group = groups.get(object)
    if (group === undefined) groups.set(object, [finding])
    else group.push(finding)
  }
  return groups
}

function selected(planned: readonly PlannedWorkload[], selections: readonly Selection[], settings: Settings) {
  const items = planned.map(plan => ({ ref: plan.workload.pod.object.ref, plan }))
  return select(items, selections, settings).map(({ plan }) => plan)
}
