import { compact } from '../../manifest/compact.ts'
import type {
  ExplainedMount,
  Mechanism,
  Risk,
  SummaryFix,
  SummaryLack,
  WorkloadSummary,
  WrittenVolume,
} from '../../report/explain/explanation.ts'
import { grouped } from '../../volumes/model/grouped.ts'
import type { Answer, MountVerdict } from '../../volumes/model/mount.ts'
import type { StartProblem } from '../../volumes/model/start/obstacle.ts'
import type { Finding } from '../../workload/finding/finding.ts'
import type { PodObservation } from '../../workload/finding/observation.ts'
import type { Admission } from './admission.ts'

/** The same with what admission says: a workload that it refuses fails whatever its volumes let it do. */
export function withAdmission(
  summary: WorkloadSummary,
  admission: Admission,
  observations: readonly PodObservation[],
): WorkloadSummary {
  switch (admission.admitted) {
    case 'as-it-stands':
      return summary
    case 'hardened':
      return withHardened(summary, admission.works)
    case 'no': {
      const { reason } = admission.refusal
      return withRefused(summary, { code: 'refused', reason, causes: causesOf(observations) })
    }
  }
}

/** The same with what the API server refuses whatever the level is: a mount without a volume, a mode that is none. */
export function withInvalid(summary: WorkloadSummary, findings: readonly Finding[]): WorkloadSummary {
  const [lack] = findings.flatMap(invalidIn)
  return lack === undefined ? summary : withRefused(summary, lack)
}

function invalidIn(finding: Finding): readonly SummaryLack[] {
  if (finding.severity !== 'error') return []
  if (finding.code === 'bad-volume') return [{ code: 'bad-volume', reason: finding.reason }]
  return finding.code === 'decimal-mode' ? [{ code: 'bad-mode', mode: finding.mode }] : []
}

function withRefused(summary: WorkloadSummary, lack: SummaryLack): WorkloadSummary {
  const risk = summary.risk === 'fails' ? 'fails' : 'refused'
  const refusal = { kind: 'missing', lack } as const
  // What surely fails first, and what is only unknown last.
  const fixes = risk === 'fails' ? [...summary.fixes, refusal] : [refusal, ...summary.fixes]
  return { ...summary, risk, fixes }
}

/** What is ok as it stands, and not admitted so, is ok once it is hardened, if it is still ok then. */
function withHardened(summary: WorkloadSummary, works: Answer): WorkloadSummary {
  const risks: Readonly<Record<Answer, Risk>> = { yes: 'hardened', no: 'fails', unknown: 'unknown' }
  return summary.risk === 'ok' ? { ...summary, risk: risks[works] } : summary
}

/** What kept hardening from more. A user that could not be given is why the rest was left out as well. */
function causesOf(observations: readonly PodObservation[]) {
  const causes = observations.flatMap(({ container, observation }) =>
    observation.code === 'not-hardened' ? [{ container, ...observation }] : [],
  )
  const userless = new Set(causes.filter(({ field }) => field === 'runAsUser').map(({ container }) => container))
  const first = causes.filter(({ container, field }) => field === 'runAsUser' || !userless.has(container))
  return grouped(first, ({ reason }) => JSON.stringify(reason)).flatMap(alike =>
    alike.slice(0, 1).map(({ reason }) => {
      return { containers: [...new Set(alike.flatMap(({ container = [] }) => container))], reason }
    }),
  )
}

/** One row for a whole workload: what it writes, how it comes to, whether it will, and what to do. */
export function summarise(mounts: readonly ExplainedMount[], starts: readonly ExplainedStart[]): WorkloadSummary {
  const verdicts = mounts.map(({ verdict }) => verdict)
  const lasting = verdicts.filter(isLasting)
  const answers = [...verdicts.map(verdict => verdict[verdict.wants]), ...starts.map(({ problem }) => problem.starts)]
  return {
    writes: grouped(lasting, ({ volume }) => volume).flatMap(writtenVolume),
    mechanisms: [...new Set(lasting.flatMap(mechanismsOf))],
    risk: riskOfAnswer[worst(answers)],
    fixes: distinct([...mounts.flatMap(placedFixes), ...starts.flatMap(startFix).map(fix => ({ fix }))]),
  }
}

/** A container that does not start, or may not, and whether the chosen fixes change that. */
export interface ExplainedStart {
  readonly problem: StartProblem
  readonly cured: boolean
}

function startFix({ problem, cured }: ExplainedStart): readonly SummaryFix[] {
  if (cured) return []
  const { container, obstacle } = problem
  const lack: SummaryLack = { code: 'start', reason: obstacle.reason, ...compact({ container: container?.name }) }
  return [{ kind: 'missing', lack }]
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
  const written = { volume, source, write: worst(mounts.map(({ write }) => write)) }
  if (facts?.claim === undefined) return [written]
  const { name, storageClass } = facts.claim
  return [{ ...written, claim: name, ...compact({ storageClass, assumed: facts.assumed }) }]
}

function worst(answers: readonly MountVerdict['write'][]): MountVerdict['write'] {
  return answers.includes('no') ? 'no' : answers.includes('unknown') ? 'unknown' : 'yes'
}

const riskOfAnswer: Readonly<Record<MountVerdict['write'], Risk>> = { yes: 'ok', no: 'fails', unknown: 'unknown' }

/** What makes, or is meant to make, a volume writable. Several may work together: root runs where fsGroup is set, too. */
function mechanismsOf(verdict: MountVerdict): readonly Mechanism[] {
  const { process, facts, reowned } = verdict
  const prepared: Mechanism[] = [
    ...fsGroupOf(verdict),
    ...(reowned.length > 0 ? (['init chown'] as const) : []),
    ...(facts?.squashed === true ? (['access point'] as const) : []),
    ...(process.switchesTo === undefined ? [] : (['entrypoint chown'] as const)),
  ]
  if (process.uid === 0 && process.switchesTo === undefined) return [...prepared, 'runs as root']
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

function fixesOf(mount: ExplainedMount): readonly SummaryFix[] {
  const { verdict, missing, row } = mount
  const { fixes, wants, reason } = verdict
  const lack = { code: 'mount', ...compact({ missing, row }) } as const
  const chosen = fixes.find(fix => fix.chosen)
  if (chosen !== undefined) return [{ kind: 'chosen', fix: chosen }]
  // What keeps the container from starting is told once, for all its mounts, and a mount without a volume as such.
  if (verdict[wants] === 'yes' || verdict.fromStart === true || verdict.facts === undefined) return []
  if (verdict[wants] === 'unknown') return [{ kind: 'missing', lack: { ...lack, reason } }]
  const [possible] = fixes
  if (possible !== undefined) return [{ kind: 'not-admitted', fix: possible }]
  return [{ kind: 'missing', lack: missing === undefined && row === undefined ? { ...lack, reason } : lack }]
}

/** A fix, and the mount that it is for. */
interface PlacedFix {
  readonly fix: SummaryFix
  readonly path?: string
}

function placedFixes(mount: ExplainedMount): readonly PlacedFix[] {
  return fixesOf(mount).map(fix => ({ fix, path: mount.verdict.mountPath }))
}

function distinct(fixes: readonly PlacedFix[]): readonly SummaryFix[] {
  return grouped(fixes, toDo).flatMap(withOthers)
}

/** One row of the policy answers all mounts that lack it, and what no row answers is told once, whatever path they have. */
function toDo({ fix, path }: PlacedFix): string {
  const text = JSON.stringify(fix)
  if (fix.kind !== 'missing' || fix.lack.code !== 'mount') return text
  const { row } = fix.lack
  if (row !== undefined && row !== 'none') return JSON.stringify(row)
  return path === undefined ? text : text.replaceAll(JSON.stringify(path), '""')
}

/** The first of those that come to the same, with the paths of the others where nothing else tells them. */
function withOthers([first, ...rest]: readonly PlacedFix[]): readonly SummaryFix[] {
  if (first === undefined) return []
  const { fix, path } = first
  const others = [...new Set(rest.flatMap(one => one.path ?? []))].filter(other => other !== path)
  const isTold = fix.kind !== 'missing' || fix.lack.code !== 'mount' || (fix.lack.row ?? 'none') !== 'none'
  return isTold || others.length === 0 ? [fix] : [{ kind: 'missing', lack: { ...fix.lack, others } }]
}
