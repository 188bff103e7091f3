import type { Hardening, PodObservation } from '../../workload/finding/observation.ts'
import { holdsRefused, type RefusedChanges } from '../../workload/finding/refused-changes.ts'
import { containersOf, type PodView } from '../../workload/pod/pod.ts'
import { changesOf, podAfter } from '../../workload/pod/pod-after.ts'
import type { Level } from '../../workload/settings/level.ts'
import type { Settings } from '../../workload/settings/settings.ts'
import type { MountVerdict } from '../model/mount.ts'
import { nodeDoubts } from '../model/start/node-doubt.ts'
import { judgeOnNode, startProblems } from '../model/verdict.ts'
import type { StreamStorage } from '../model/volume/facts.ts'
import type { Base } from './base.ts'
import { type Completion, completeInits, failingInits } from './complete-init.ts'
import { type FinalUser, type TriedFinalUser, tryFinalUser, worksAsUser } from './final-user.ts'
import { mayRetire, type Retirement, retirableInits, retiring, withoutRetired } from './retire-init.ts'
import { type Outcome, outcomeOf, searchFixes, targetsOf, worksIn } from './search.ts'
import { usesOfOthers } from './sharing.ts'
import { sideEffects } from './side-effects.ts'
import { spare } from './spare.ts'

/** What the fixes of a pod are planned from. */
export interface PlanInput {
  readonly pod: PodView
  /** The pod as its author wrote it, where hardening has named users since: what nobody wrote, a fix may decide. */
  readonly original?: PodView
  readonly verdicts: readonly MountVerdict[]
  /** What the pod's namespace enforces. */
  readonly level: Level
  readonly settings: Settings
  readonly storage: StreamStorage
  /** True of containers that never get a user: the check that asks for one is exempted. */
  readonly keepsUser?: (container: string) => boolean
  /** Changes that the text cannot take: a plan that needs one of them is none. */
  readonly refused?: RefusedChanges | undefined
}

/** What is decided of a pod, and everything that it was decided by. */
export interface Decided {
  readonly base: Base
  /** What is done. */
  readonly decision: FixDecision
  /** The same, unless the text does not take all the changes of it. */
  readonly wanted: FixDecision
  /** Init containers that can go, whether they do or not. */
  readonly retirable: readonly Retirement[]
}

/**
 * Choose the fixes of a pod's volumes that its level admits.
 *
 * A wanted write that is *no* is a target; *unknown* is reported and never edited. Every candidate is judged by the
 * model that found the failure, on the pod as it would be, so a fix that costs another container anything is not taken.
 */
export function decideFixes(input: PlanInput): Decided {
  const last = decisions.get(input.pod)
  if (last !== undefined && isAlike(last.input, input)) return last.decided
  const decided = decideAnew(input)
  decisions.set(input.pod, { input, decided })
  return decided
}

/** A check tells of the fixes that hardening then makes: for a pod that reaches it as written they are the same. */
const decisions = new WeakMap<PodView, { readonly input: PlanInput; readonly decided: Decided }>()

function isAlike(one: PlanInput, other: PlanInput): boolean {
  const isSame = (field: 'verdicts' | 'level' | 'settings' | 'storage' | 'refused') => one[field] === other[field]
  return (
    (['verdicts', 'level', 'settings', 'storage', 'refused'] as const).every(isSame) &&
    (one.original ?? one.pod) === (other.original ?? other.pod) &&
    containersOf(one.pod).every(({ name }) => (one.keepsUser?.(name) ?? false) === (other.keepsUser?.(name) ?? false))
  )
}

function decideAnew(input: PlanInput): Decided {
  const { level, settings, refused } = input
  const base = baseOf(input)
  const retirable = retirableInits(base, level)
  const wanted = decideRetired(base, mayRetire(settings) ? retirable : [], level)
  const decision: FixDecision = holdsRefused(wanted.outcome.hardenings, refused)
    ? { outcome: outcomeOf(base, []), completed: [], retired: [] }
    : wanted
  return { base, decision, wanted, retirable }
}

function baseOf({ pod, original = pod, verdicts, settings, storage, keepsUser }: PlanInput): Base {
  return {
    pod,
    original,
    // What a node may lack is no reason against a fix.
    verdicts: nodeDoubts(pod).length === 0 ? verdicts : judgeOnNode(pod, storage, settings),
    settings,
    storage,
    ...(keepsUser !== undefined && { keepsUser }),
    others: usesOfOthers(pod, verdicts, storage, settings),
    judge: (changed, other = settings) => judgeOnNode(changed, storage, other),
    problems: changed => startProblems(changed, storage, settings),
  }
}

/** What the chosen fixes come to. */
export interface FixChanges {
  readonly hardenings: readonly Hardening[]
  /** What the changes do besides. */
  readonly observations: readonly PodObservation[]
}

/** The changes of a decision: none with `harden.volumes: report`. */
export function changesMade({ pod, settings: { harden } }: PlanInput, { outcome }: FixDecision): FixChanges {
  const { hardenings } = outcome
  if (harden.volumes !== 'fix' || hardenings.length === 0) return { hardenings: [], observations: [] }
  return { hardenings, observations: sideEffects(pod, outcome.pod) }
}

/** The fixes of a pod that are chosen. */
export interface FixDecision {
  readonly outcome: Outcome
  /** Init containers of the author's that get what their scripts take. */
  readonly completed: readonly Completion[]
  /** Those that are taken away. */
  readonly retired: readonly Retirement[]
  readonly user?: FinalUser
  /** Running as the final user was needed, and does not work. */
  readonly refused?: TriedFinalUser
}

/** Who only repairs volumes goes first, and then the pod is planned without it. */
function decideRetired(base: Base, retired: readonly Retirement[], level: Level): FixDecision {
  const decision = decide(withoutRetired(base, retired), level)
  const hardenings = retiring(base, retired, decision.outcome)
  return { ...decision, retired, outcome: { ...decision.outcome, hardenings } }
}

/**
 * Where an init container of the author's will fail, it is helped first: by a field of the pod, or by what its
 * script takes. None is put in front of it that would only make it do nothing.
 */
function decide(base: Base, level: Level): FixDecision {
  const failing = failingInits(base, base.pod).flatMap(({ container }) => container ?? [])
  if (failing.length === 0) return decideFor(base, level)
  const first = decideFor({ ...base, addsNothing: true }, level)
  if (failingInits(base, first.outcome.pod).length === 0) return first
  const completed = level === 'restricted' ? [] : completeInits(base)
  if (completed.length > 0) return decideCompleted(base, completed, level)
  return spare(base, failing, level) === undefined ? decideFor(base, level) : first
}

function decideCompleted(base: Base, completed: readonly Completion[], level: Level): FixDecision {
  const hardenings = completed.flatMap(one => one.hardenings)
  const pod = podAfter(base.pod, changesOf(hardenings))
  const decision = decideFor({ ...base, pod, verdicts: base.judge(pod) }, level)
  const { outcome } = decision
  return { ...decision, completed, outcome: { ...outcome, hardenings: [...hardenings, ...outcome.hardenings] } }
}

function decideFor(base: Base, level: Level): FixDecision {
  const outcome = searchFixes(base, level)
  const left = targetsOf(base.verdicts).some(target => target.wants === 'write' && !worksIn(base, outcome, target))
  const tried = left || level === 'restricted' ? tryFinalUser(base, level) : undefined
  const none = { completed: [], retired: [] }
  if (tried === undefined) return { outcome, ...none }
  return worksAsUser(tried) ? { outcome: tried.outcome, ...none, user: tried } : { outcome, ...none, refused: tried }
}
