import type { PodView } from '../workload/pod/pod.ts'
import { type Level, levels, type PolicyVersion } from '../workload/settings/level.ts'
import type { CheckFailure, CheckId, Violation, ViolationPath } from './check.ts'
import { type CheckInput, judgedPod } from './check-input.ts'
import { type ActiveCheck, activeChecks, checks } from './registry.ts'
import { evaluatedMinor, newestMinor } from './version.ts'

/** What a pod is held against. */
export interface Standard {
  readonly level: Level
  readonly version: PolicyVersion
  /** The minor of the API server that judges; absent: one that knows everything we do. */
  readonly kubeMinor?: number
  /** Checks by id; absent: all. */
  readonly only?: ReadonlySet<string>
}

/** Every check of the standard that `pod` fails, in the order in which the API server names them. */
export function evaluatePod(pod: PodView, at: Standard): readonly CheckFailure[] {
  if (at.level === 'privileged') return []
  const judged = judgedPod(pod, at.kubeMinor ?? newestMinor)
  const all = checksAt(at.level, evaluatedMinor(at.version, at.kubeMinor))
  const { only } = at
  const asked = only === undefined ? all : all.filter(({ check }) => only.has(check.id))
  return asked.flatMap(active => violation(active, judged))
}

/**
 * The strictest level that admits `pod`. Restricted is asked first and for itself: it overrides baseline checks, so a
 * pod may pass it and fail baseline.
 */
export function lowestLevel(pod: PodView, at: Omit<Standard, 'level'>): Level {
  return levels.findLast(level => evaluatePod(pod, { ...at, level }).length === 0) ?? 'privileged'
}

/** Upstream's ForbiddenReason and ForbiddenDetail of all failed checks together; both empty when there are none. */
export function aggregate(violations: readonly CheckFailure[]): { readonly reason: string; readonly detail: string } {
  return {
    reason: violations.map(({ reason }) => reason).join(', '),
    detail: violations.map(({ reason, detail }) => `${reason} (${detail})`).join(', '),
  }
}

const minors = Array.from({ length: newestMinor + 1 }, (_, minor) => minor)
const active: Readonly<Record<CheckId['level'], readonly (readonly ActiveCheck[])[]>> = {
  baseline: minors.map(minor => activeChecks(checks, 'baseline', minor)),
  restricted: minors.map(minor => activeChecks(checks, 'restricted', minor)),
}

function checksAt(level: CheckId['level'], minor: number): readonly ActiveCheck[] {
  const found = active[level][minor]
  if (found === undefined) throw new RangeError(`no policy version has the minor ${minor}`) // else every pod would pass
  return found
}

function violation({ check, revision }: ActiveCheck, pod: CheckInput): CheckFailure[] {
  const violations = revision.find(pod)
  if (violations.length === 0) return []
  const { id, level, reason, reasonFor, detail } = check
  return [
    {
      id,
      level,
      reason: reasonFor?.(violations) ?? reason,
      detail: detail(violations, pod),
      paths: violations.map(where),
    },
  ]
}

function where({ path, subject: { name } }: Violation): ViolationPath {
  return { path, ...(name !== undefined && { container: name }) }
}
