import { compact } from '../../manifest/compact.ts'
import type { FixId } from '../../workload/finding/fix-id.ts'
import type { Hardening, PodObservation } from '../../workload/finding/observation.ts'
import type { MissingFix } from '../../workload/reason/fix-reason.ts'
import type { Level } from '../../workload/settings/level.ts'
import { missingPaths } from '../findings/missing-paths.ts'
import { finalUserRefused, observationsOf } from '../findings/observe.ts'
import { type Help, startObservations } from '../findings/start-problems.ts'
import type { Fix, MountVerdict } from '../model/mount.ts'
import type { StartProblem } from '../model/start/obstacle.ts'
import { neverStarts, startProblems } from '../model/verdict.ts'
import type { Base } from './base.ts'
import { changesMade, decideFixes, type FixDecision, type PlanInput } from './decide.ts'
import { missingFor, validFixes } from './list-fixes.ts'
import type { Retirement } from './retire-init.ts'
import { chosenFor, isServedByScript, worksIn } from './search.ts'
import { wayOut } from './way-out.ts'

/** Verdicts of the pod as written, with their fixes; the changes of the chosen ones; and what is to be reported. */
export interface FixPlan {
  readonly verdicts: readonly MountVerdict[]
  readonly hardenings: readonly Hardening[]
  readonly observations: readonly PodObservation[]
}

/**
 * What `decideFixes` chooses, with every fix that there is and what is to be reported. With `harden.volumes: report` the
 * choice is shown and nothing is changed.
 */
export function planFixes(input: PlanInput): FixPlan {
  const { pod, verdicts, level, settings, storage } = input
  const problems = startProblems(pod, storage, settings)
  if (settings.harden.volumes === 'off')
    return { verdicts, hardenings: [], observations: startObservations(pod, problems.filter(isNoVolume), settings) }
  const { base, decision, wanted, retirable } = decideFixes(input)
  const lackedBy = (target: MountVerdict) =>
    decision === wanted ? missingFor(base, target, level) : refusedFor(base, wanted, target)
  const listed = verdicts.map(verdict => listedFor(base, decision, verdict))
  const made = changesMade(input, decision)
  return {
    verdicts: listed.map(({ verdict }) => verdict),
    hardenings: made.hardenings,
    observations: [
      ...startObservations(pod, problems, settings, problem => helpFor(base, decision, problem, level)),
      ...listed
        .filter(one => isOfStarter(one) && !isServedByScript(one.verdict))
        .flatMap(({ verdict, chosen }) => observationsOf(verdict, settings, { chosen, missingFor: lackedBy })),
      ...retirable.map(one => retirementNote(base, one, decision, level)),
      ...missingPaths(pod, settings),
      ...(decision.refused === undefined ? [] : finalUserRefused(pod, decision.refused, settings)),
      ...made.observations,
    ],
  }
}

/**
 * What a plan reports of containers that do not start and mounts that fail, where nobody asks what would help. That an
 * init container is needless (`needless-init`) takes a plan.
 */
export function observedWithoutFixes({ pod, verdicts, settings, storage }: PlanInput): readonly PodObservation[] {
  const problems = startProblems(pod, storage, settings)
  if (settings.harden.volumes === 'off') return startObservations(pod, problems.filter(isNoVolume), settings)
  const told = verdicts.filter(verdict => isOfStarter({ verdict }) && !isServedByScript(verdict))
  return [
    ...startObservations(pod, problems, settings),
    ...told.flatMap(verdict => observationsOf(verdict, settings, { chosen: undefined, missingFor: () => [] })),
    ...missingPaths(pod, settings),
  ]
}

/** What its command fails at, for one, is its mounts. */
function isOfStarter({ verdict }: Pick<Listed, 'verdict'>): boolean {
  return !neverStarts(verdict.pod, verdict.container)
}

/** What remains to be said where nobody asks about volumes. */
function isNoVolume({ obstacle }: StartProblem): boolean {
  return obstacle.of === 'pod' || obstacle.of === 'container'
}

/** The fix with which the container starts, or what else would help it. */
function helpFor(base: Base, decision: FixDecision, problem: StartProblem, level: Level): Help {
  const { container, starts, obstacle } = problem
  const fix = starts === 'no' ? cureOf(base, decision, problem) : undefined
  if (decision.retired.some(one => one.container.name === container?.name)) return { fix: 'retire-init' }
  const completion = decision.completed.find(one => one.container.name === container?.name)
  if (fix === 'complete-init' && completion !== undefined)
    return { fix, cure: { complete: { by: completion.given, admitted: true } } }
  if (fix !== undefined) return { fix }
  const cure = starts === 'no' && obstacle.step !== undefined ? wayOut(base, problem, level) : undefined
  return cure === undefined ? {} : { cure }
}

function cureOf(base: Base, { outcome, user, completed }: FixDecision, { container }: StartProblem): FixId | undefined {
  if (outcome.hardenings.length === 0) return undefined
  const left = base.problems(outcome.pod)
  const isSame = (other: StartProblem) =>
    other.starts === 'no' && other.container?.list === container?.list && other.container?.name === container?.name
  if (left.some(isSame)) return undefined
  if (user?.containers.some(one => one.container.name === container?.name) === true) return 'final-user'
  return completed.length > 0 ? 'complete-init' : outcome.choices[0]?.kind.id
}

/** What a fix lacks that the text does not take. */
function refusedFor(base: Base, wanted: FixDecision, target: MountVerdict): readonly MissingFix[] {
  return [{ ...compact({ fix: chosenId(base, wanted, target) }), lack: { code: 'text-refuses' } }]
}

/** What can go, or goes, and why that is safe. */
function retirementNote(
  base: Base,
  { container, without }: Retirement,
  { retired }: FixDecision,
  level: Level,
): PodObservation {
  const removed = retired.some(one => one.container === container)
  const reason = { code: 'needless-init', container: container.name, removed, without } as const
  const severity = level === 'restricted' ? 'warning' : 'note'
  const { pod } = base
  return {
    pod,
    container: container.name,
    path: container.path,
    severity,
    observation: { code: 'needless-init', reason },
  }
}

interface Listed {
  readonly verdict: MountVerdict
  readonly chosen: FixId | undefined
}

/** A mount that works has no fixes; one that fails lists them all, the chosen one marked. */
function listedFor(base: Base, decision: FixDecision, verdict: MountVerdict): Listed {
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

function chosenId(base: Base, decision: FixDecision, verdict: MountVerdict): FixId | undefined {
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

function servedBy(base: Base, { outcome, completed, retired }: FixDecision, verdict: MountVerdict): FixId | undefined {
  if (!worksIn(base, outcome, verdict)) return undefined
  if (retired.length > 0 && outcome.choices.length === 0) return 'retire-init'
  return completed.length > 0 ? 'complete-init' : outcome.choices[0]?.kind.id
}
