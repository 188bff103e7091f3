import { grouped } from '../permissions/grouped.ts'
import type { MountVerdict } from '../permissions/mount.ts'
import type {
  ExplainedMount,
  Mechanism,
  Risk,
  SummaryFix,
  WorkloadSummary,
  WrittenVolume,
} from '../report/explain/explanation.ts'
import type { PodObservation } from '../workload/observation.ts'

/** The same where admission refuses the workload, for `reason`: it fails whatever its volumes let it do. */
export function withRefusal(
  summary: WorkloadSummary,
  reason: string,
  observations: readonly PodObservation[],
): WorkloadSummary {
  const detail = [`admission refuses it: ${reason}`, ...causesOf(observations)].join('; ')
  const risk = summary.risk === 'fails' ? 'fails' : 'refused'
  return { ...summary, risk, fixes: [...summary.fixes, { kind: 'missing', detail }] }
}

/** What kept hardening from more. A user that could not be given is why the rest was left out as well. */
function causesOf(observations: readonly PodObservation[]): readonly string[] {
  const causes = observations.flatMap(({ container, observation }) =>
    observation.code === 'not-hardened' ? [{ container, ...observation }] : [],
  )
  const userless = new Set(causes.filter(({ field }) => field === 'runAsUser').map(({ container }) => container))
  const first = causes.filter(({ container, field }) => field === 'runAsUser' || !userless.has(container))
  return grouped(first, ({ because }) => because).map(alike => {
    const names = [...new Set(alike.flatMap(({ container = [] }) => container))].join(', ')
    const because = alike[0]?.because ?? ''
    return names === '' ? because : `${names}: ${because}`
  })
}

/** One row for a whole workload: what it writes, how it comes to, whether it will, and what to do. */
export function summariseMounts(mounts: readonly ExplainedMount[]): WorkloadSummary {
  const verdicts = mounts.map(({ verdict }) => verdict)
  const lasting = verdicts.filter(isLasting)
  return {
    writes: grouped(lasting, ({ volume }) => volume).flatMap(writtenVolume),
    mechanisms: [...new Set(lasting.flatMap(mechanismsOf))],
    risk: riskOf(verdicts),
    fixes: distinct(mounts.flatMap(fixesOf)),
  }
}

/**
 * A wanted write that is worth telling. An emptyDir that works is open to everyone and dies with the pod; an init
 * container that works has done so before the workload writes anything.
 */
function isLasting({ wants, write, facts, container }: MountVerdict): boolean {
  if (wants !== 'write') return false
  return write !== 'yes' || (facts?.plugin !== 'emptyDir' && container.role !== 'init')
}

function writtenVolume(mounts: readonly MountVerdict[]): WrittenVolume[] {
  const [first] = mounts
  if (first === undefined) return []
  const { volume, source, facts } = first
  const claim = facts?.claim
  const written = { volume, source, write: worst(mounts.map(({ write }) => write)) }
  if (claim === undefined) return [written]
  const { name, storageClass } = claim
  return [{ ...written, claim: name, ...(storageClass === undefined ? {} : { storageClass }) }]
}

function worst(answers: readonly MountVerdict['write'][]): MountVerdict['write'] {
  return answers.includes('no') ? 'no' : answers.includes('unknown') ? 'unknown' : 'yes'
}

const riskOfAnswer: Readonly<Record<MountVerdict['write'], Risk>> = { yes: 'ok', no: 'fails', unknown: 'unknown' }

function riskOf(verdicts: readonly MountVerdict[]): Risk {
  return riskOfAnswer[worst(verdicts.map(verdict => verdict[verdict.wants]))]
}

/** What makes, or is meant to make, a volume writable. Several may work together: root runs where fsGroup is set, too. */
function mechanismsOf(verdict: MountVerdict): readonly Mechanism[] {
  const { process, facts, reowned } = verdict
  const prepared: Mechanism[] = [
    ...fsGroupOf(verdict),
    ...(reowned.length > 0 ? (['init chown'] as const) : []),
    ...(facts?.squashed === true ? (['access point'] as const) : []),
    ...(process.dropsTo === undefined ? [] : (['entrypoint chown'] as const)),
  ]
  if (process.uid === 0 && process.dropsTo === undefined) return [...prepared, 'runs as root']
  return prepared.length > 0 ? prepared : [byMode(verdict)]
}

/** fsGroup is a field of the pod, so it is written for all volumes, those that ignore it included. */
function fsGroupOf({ pod, facts }: MountVerdict): readonly Mechanism[] {
  const context = pod.spec.securityContext
  const written = typeof context === 'object' && context !== null && 'fsGroup' in context && context.fsGroup !== null
  if (!written || facts === undefined) return []
  return [facts.fsGroup === 'never' ? 'fsGroup without effect' : 'fsGroup']
}

function byMode({ write, process, met }: MountVerdict): Mechanism {
  if (write !== 'yes' || met === undefined) return 'none'
  if (met.uid === process.uid) return 'owner'
  const isMember = process.gid === met.gid || process.groups.includes(met.gid)
  return isMember ? 'group' : 'open to everyone'
}

function fixesOf({ verdict, missing }: ExplainedMount): readonly SummaryFix[] {
  const { fixes, wants, because } = verdict
  const chosen = fixes.find(fix => fix.chosen)
  if (chosen !== undefined) return [{ kind: 'chosen', fix: chosen }]
  if (verdict[wants] === 'yes') return []
  if (verdict[wants] === 'unknown') return [{ kind: 'missing', detail: because }]
  const [possible] = fixes
  if (possible !== undefined) return [{ kind: 'not-admitted', fix: possible }]
  return [{ kind: 'missing', detail: missing ?? because }]
}

function distinct(fixes: readonly SummaryFix[]): readonly SummaryFix[] {
  return grouped(fixes, fix => JSON.stringify(fix)).flatMap(same => same.slice(0, 1))
}
