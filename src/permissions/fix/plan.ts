import type { FixId } from '../../workload/finding.ts'
import type { Level } from '../../workload/level.ts'
import type { Hardening, PodObservation } from '../../workload/observation.ts'
import type { PodView } from '../../workload/pod.ts'
import { changesOf, podAfter } from '../../workload/pod-after.ts'
import { holdsRefused, type RefusedChanges } from '../../workload/refused-changes.ts'
import type { Settings } from '../../workload/settings.ts'
import type { Fix, MountVerdict } from '../mount.ts'
import { missingPaths } from '../problem/missing-paths.ts'
import { finalUserRefused, observationsOf } from '../problem/observe.ts'
import { type Help, startObservations } from '../problem/start-problems.ts'
import { nodeDoubts } from '../start/node-doubt.ts'
import type { StartProblem } from '../start/obstacle.ts'
import { judgeOnNode, neverStarts, startProblems } from '../verdict.ts'
import type { StreamStorage } from '../volume/facts.ts'
import { type Completion, completeInits, failingInits } from './complete-init.ts'
import { type FinalUser, type TriedFinalUser, tryFinalUser } from './final-user.ts'
import { missingFor, validFixes } from './list-fixes.ts'
import {
  type Base,
  chosenFor,
  isServedByScript,
  type Outcome,
  outcomeOf,
  searchFixes,
  targetsOf,
  worksIn,
} from './search.ts'
import { usesOfOthers } from './sharing.ts'
import { mayRetire, type Retirement, retirableInits, retiring, withoutRetired } from './retire-init.ts'
import { sideEffects } from './side-effects.ts'
import { spare } from './spare.ts'
import { wayOut } from './way-out.ts'

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

/** Verdicts of the pod as written, with their fixes; the changes of the chosen ones; and what is to be reported. */
export interface FixPlan {
  readonly verdicts: readonly MountVerdict[]
  readonly hardenings: readonly Hardening[]
  readonly observations: readonly PodObservation[]
}

/**
 * Choose the fixes of a pod's volumes that its level admits.
 *
 * A wanted write that is *no* is a target; *unknown* is reported and never edited. Every candidate is judged by the
 * model that found the failure, on the pod as it would be, so a fix that costs another container anything is not taken.
 * With `harden.volumes: report` the choice is shown and nothing is changed.
 */
export function planFixes(input: PlanInput): FixPlan {
  const { pod, verdicts, level, settings, storage, keepsUser, refused } = input
  const problems = startProblems(pod, storage, settings)
  if (settings.harden.volumes === 'off')
    return { verdicts, hardenings: [], observations: startObservations(pod, problems.filter(isNoVolume)) }
  const base: Base = {
    pod,
    original: input.original ?? pod,
    // What a node may lack is no reason against a fix.
    verdicts: nodeDoubts(pod).length === 0 ? verdicts : judgeOnNode(pod, storage, settings),
    settings,
    ...(keepsUser !== undefined && { keepsUser }),
    others: usesOfOthers(pod, verdicts, storage, settings),
    judge: (changed, other = settings) => judgeOnNode(changed, storage, other),
    problems: changed => startProblems(changed, storage, settings),
  }
  const retirable = retirableInits(base, level)
  const wanted = decideRetired(base, mayRetire(settings) ? retirable : [], level)
  const decision: Decision = holdsRefused(wanted.outcome.hardenings, refused)
    ? { outcome: outcomeOf(base, []), completed: [], retired: [] }
    : wanted
  const lackedBy = (target: MountVerdict) =>
    decision === wanted ? missingFor(base, target, level) : refusedFor(base, wanted, target)
  const listed = verdicts.map(verdict => listedFor(base, decision, verdict))
  const fix = settings.harden.volumes === 'fix'
  return {
    verdicts: listed.map(({ verdict }) => verdict),
    hardenings: fix ? decision.outcome.hardenings : [],
    observations: [
      ...startObservations(pod, problems, problem => helpFor(base, decision, problem, level)),
      ...listed
        .filter(one => isOfStarter(one) && !isServedByScript(one.verdict))
        .flatMap(({ verdict, chosen }) => observationsOf(verdict, settings, { chosen, missingFor: lackedBy })),
      ...retirable.map(one => retirementNote(base, one, decision, level)),
      ...missingPaths(pod, settings),
      ...(decision.refused === undefined ? [] : finalUserRefused(pod, decision.refused, settings)),
      ...(fix && decision.outcome.hardenings.length > 0 ? sideEffects(pod, decision.outcome.pod) : []),
    ],
  }
}

/** What its command fails at, for one, is its mounts. */
function isOfStarter({ verdict }: Listed): boolean {
  return !neverStarts(verdict.pod, verdict.container)
}

/** What remains to be said where nobody asks about volumes. */
function isNoVolume({ obstacle }: StartProblem): boolean {
  return obstacle.of === 'pod' || obstacle.of === 'container'
}

/** The fix with which the container starts, or what else would help it. */
function helpFor(base: Base, decision: Decision, problem: StartProblem, level: Level): Help {
  const { container, starts, obstacle } = problem
  const fix = starts === 'no' ? cureOf(base, decision, problem) : undefined
  if (decision.retired.some(one => one.container.name === container?.name)) return { fix: 'retire-init' }
  const completion = decision.completed.find(one => one.container.name === container?.name)
  if (fix === 'complete-init' && completion !== undefined) return { fix, cure: completion.words }
  if (fix !== undefined) return { fix }
  const cure = starts === 'no' && obstacle.step !== undefined ? wayOut(base, problem, level) : obstacle.cure
  return cure === undefined ? {} : { cure }
}

function cureOf(base: Base, { outcome, user, completed }: Decision, { container }: StartProblem): FixId | undefined {
  if (outcome.hardenings.length === 0) return undefined
  const left = base.problems(outcome.pod)
  const isSame = (other: StartProblem) =>
    other.starts === 'no' && other.container?.list === container?.list && other.container?.name === container?.name
  if (left.some(isSame)) return undefined
  if (user?.containers.some(one => one.container.name === container?.name) === true) return 'final-user'
  return completed.length > 0 ? 'complete-init' : outcome.choices[0]?.kind.id
}

/** What a fix lacks that the text does not take. */
function refusedFor(base: Base, wanted: Decision, target: MountVerdict): string {
  return `${chosenId(base, wanted, target) ?? 'the others'}: the text does not take all its changes (edit-refused)`
}

interface Decision {
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
function decideRetired(base: Base, retired: readonly Retirement[], level: Level): Decision {
  const decision = decide(withoutRetired(base, retired), level)
  const hardenings = retiring(base, retired, decision.outcome)
  return { ...decision, retired, outcome: { ...decision.outcome, hardenings } }
}

/** What can go, or goes, and why that is safe. */
function retirementNote(
  base: Base,
  { container, because }: Retirement,
  { retired }: Decision,
  level: Level,
): PodObservation {
  const goes = retired.some(one => one.container === container)
  const how = goes ? 'is taken away' : 'can go: --enforce, or harden.chartInits: replace in the policy, takes it away'
  const detail = `init container ${container.name} only re-owns volumes, and ${how} (${because})`
  const severity = level === 'restricted' ? 'warning' : 'note'
  const { pod } = base
  return {
    pod,
    container: container.name,
    path: container.path,
    severity,
    observation: { code: 'needless-init', detail },
  }
}

/**
 * Where an init container of the author's will fail, it is helped first: by a field of the pod, or by what its
 * script takes. None is put in front of it that would only make it do nothing.
 */
function decide(base: Base, level: Level): Decision {
  const failing = failingInits(base, base.pod).flatMap(({ container }) => container ?? [])
  if (failing.length === 0) return decideFor(base, level)
  const first = decideFor({ ...base, addsNothing: true }, level)
  if (failingInits(base, first.outcome.pod).length === 0) return first
  const completed = level === 'restricted' ? [] : completeInits(base)
  if (completed.length > 0) return decideCompleted(base, completed, level)
  return spare(base, failing, level) === undefined ? decideFor(base, level) : first
}

function decideCompleted(base: Base, completed: readonly Completion[], level: Level): Decision {
  const hardenings = completed.flatMap(one => one.hardenings)
  const pod = podAfter(base.pod, changesOf(hardenings))
  const decision = decideFor({ ...base, pod, verdicts: base.judge(pod) }, level)
  const { outcome } = decision
  return { ...decision, completed, outcome: { ...outcome, hardenings: [...hardenings, ...outcome.hardenings] } }
}

function decideFor(base: Base, level: Level): Decision {
  const outcome = searchFixes(base, level)
  const left = targetsOf(base.verdicts).some(target => target.wants === 'write' && !worksIn(base, outcome, target))
  const tried = left || level === 'restricted' ? tryFinalUser(base, level) : undefined
  const none = { completed: [], retired: [] }
  if (tried === undefined) return { outcome, ...none }
  return tried.failed.length === 0
    ? { outcome: tried.outcome, ...none, user: tried }
    : { outcome, ...none, refused: tried }
}

interface Listed {
  readonly verdict: MountVerdict
  readonly chosen: FixId | undefined
}

/** A mount that works has no fixes; one that fails lists them all, the chosen one marked. */
function listedFor(base: Base, decision: Decision, verdict: MountVerdict): Listed {
  const chosen = chosenId(base, decision, verdict)
  const failing = verdict[verdict.wants] === 'no'
  return { verdict: failing || chosen !== undefined ? withFixes(base, verdict, chosen) : verdict, chosen }
}

type List = () => readonly Fix[]

const lists = new WeakMap<object, List>()

/** One for all verdicts: a getter in a literal would be kept by V8, and with it the pod that it sees. */
const listedFixes: PropertyDescriptor = {
  enumerable: true,
  get(this: object) {
    return lists.get(this)?.()
  },
}

/** Each fix in the list costs a judgement of the whole pod, and only a reader of the list needs them: made when asked for. */
function withFixes(base: Base, verdict: MountVerdict, chosen: FixId | undefined): MountVerdict {
  const listed = Object.defineProperty({ ...verdict }, 'fixes', listedFixes)
  let made: readonly Fix[] | undefined
  lists.set(listed, () => {
    made ??= validFixes(base, verdict).map(fix => ({ ...fix, chosen: fix.id === chosen }))
    return made
  })
  return listed
}

function chosenId(base: Base, decision: Decision, verdict: MountVerdict): FixId | undefined {
  const { outcome, user } = decision
  const { list, index } = verdict.container
  const isUser = user?.containers.some(({ container }) => container.list === list && container.index === index)
  if (isUser && verdict.wants === 'write') return 'final-user'
  if (verdict[verdict.wants] !== 'no') return undefined
  const own = chosenFor(outcome, verdict)
  if (own !== undefined) return own
  // A container that waits for a failing init container works as soon as that one does.
  return servedBy(base, decision, verdict)
}

function servedBy(base: Base, { outcome, completed, retired }: Decision, verdict: MountVerdict): FixId | undefined {
  if (!worksIn(base, outcome, verdict)) return undefined
  if (retired.length > 0 && outcome.choices.length === 0) return 'retire-init'
  return completed.length > 0 ? 'complete-init' : outcome.choices[0]?.kind.id
}
