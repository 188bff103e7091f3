import type { FixId } from '../../workload/finding.ts'
import type { Level } from '../../workload/level.ts'
import type { Hardening, PodObservation } from '../../workload/observation.ts'
import type { PodView } from '../../workload/pod.ts'
import { holdsRefused, type RefusedChanges } from '../../workload/refused-changes.ts'
import type { Settings } from '../../workload/settings.ts'
import type { Fix, MountVerdict } from '../mount.ts'
import { missingPaths } from '../problem/missing-paths.ts'
import { finalUserRefused, observationsOf } from '../problem/observe.ts'
import { startObservations } from '../problem/start-problems.ts'
import { nodeDoubts } from '../start/node-doubt.ts'
import type { StartProblem } from '../start/obstacle.ts'
import { judgeOnNode, neverStarts, startProblems } from '../verdict.ts'
import type { StreamStorage } from '../volume/facts.ts'
import { type FinalUser, type TriedFinalUser, tryFinalUser } from './final-user.ts'
import { missingFor, validFixes } from './list-fixes.ts'
import { type Base, chosenFor, type Outcome, outcomeOf, searchFixes, targetsOf, worksIn } from './search.ts'
import { usesOfOthers } from './sharing.ts'
import { sideEffects } from './side-effects.ts'

/** What the fixes of a pod are planned from. */
export interface PlanInput {
  readonly pod: PodView
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
export function planFixes({ pod, verdicts, level, settings, storage, keepsUser, refused }: PlanInput): FixPlan {
  const problems = startProblems(pod, storage, settings)
  if (settings.harden.volumes === 'off')
    return { verdicts, hardenings: [], observations: startObservations(pod, problems.filter(isNoVolume)) }
  const base: Base = {
    pod,
    original: pod,
    // What a node may lack is no reason against a fix.
    verdicts: nodeDoubts(pod).length === 0 ? verdicts : judgeOnNode(pod, storage, settings),
    settings,
    ...(keepsUser !== undefined && { keepsUser }),
    others: usesOfOthers(pod, verdicts, storage, settings),
    judge: changed => judgeOnNode(changed, storage, settings),
  }
  const wanted = decide(base, level)
  const decision: Decision = holdsRefused(wanted.outcome.hardenings, refused)
    ? { outcome: outcomeOf(base, []) }
    : wanted
  const lackedBy = (target: MountVerdict) =>
    decision === wanted ? missingFor(base, target, level) : refusedFor(base, wanted, target)
  const listed = verdicts.map(verdict => listedFor(base, decision, verdict))
  const fix = settings.harden.volumes === 'fix'
  return {
    verdicts: listed.map(({ verdict }) => verdict),
    hardenings: fix ? decision.outcome.hardenings : [],
    observations: [
      ...startObservations(pod, problems, problem => cureOf(base, decision, problem, storage)),
      ...listed
        .filter(isOfStarter)
        .flatMap(({ verdict, chosen }) => observationsOf(verdict, settings, { chosen, missingFor: lackedBy })),
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

/** The fix with which the container starts; none where it does not. */
function cureOf(
  { settings }: Base,
  { outcome, user }: Decision,
  { container, starts }: StartProblem,
  storage: StreamStorage,
): FixId | undefined {
  if (starts !== 'no' || outcome.hardenings.length === 0) return undefined
  const left = startProblems(outcome.pod, storage, settings)
  const isSame = (other: StartProblem) =>
    other.starts === 'no' && other.container?.list === container?.list && other.container?.name === container?.name
  if (left.some(isSame)) return undefined
  return user?.containers.some(one => one.container.name === container?.name) === true
    ? 'final-user'
    : outcome.choices[0]?.kind.id
}

/** What a fix lacks that the text does not take. */
function refusedFor(base: Base, wanted: Decision, target: MountVerdict): string {
  return `${chosenId(base, wanted, target) ?? 'the others'}: the text does not take all its changes (edit-refused)`
}

interface Decision {
  readonly outcome: Outcome
  readonly user?: FinalUser
  /** Running as the final user was needed, and does not work. */
  readonly refused?: TriedFinalUser
}

function decide(base: Base, level: Level): Decision {
  const outcome = searchFixes(base, level)
  const left = targetsOf(base.verdicts).some(target => !worksIn(outcome, target, base.settings))
  const tried = left || level === 'restricted' ? tryFinalUser(base, level) : undefined
  if (tried === undefined) return { outcome }
  return tried.failed.length === 0 ? { outcome: tried.outcome, user: tried } : { outcome, refused: tried }
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

function chosenId(base: Base, { outcome, user }: Decision, verdict: MountVerdict): FixId | undefined {
  // No pod is changed for a read that fails, but what is changed for its writes may serve the read, too.
  if (verdict.wants === 'read') return verdict.read === 'no' ? servedBy(base, outcome, verdict) : undefined
  const { list, index } = verdict.container
  if (user?.containers.some(({ container }) => container.list === list && container.index === index))
    return 'final-user'
  if (verdict.write !== 'no') return undefined
  const own = chosenFor(outcome, verdict)
  if (own !== undefined) return own
  // A container that waits for a failing init container works as soon as that one does.
  return servedBy(base, outcome, verdict)
}

function servedBy(base: Base, outcome: Outcome, verdict: MountVerdict): FixId | undefined {
  return worksIn(outcome, verdict, base.settings) ? outcome.choices[0]?.kind.id : undefined
}
