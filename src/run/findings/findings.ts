import type { FieldPath } from '../../manifest/path.ts'
import type { CheckFailure } from '../../pss/check.ts'
import type { Finding } from '../../workload/finding/finding.ts'
import type { PodObservation } from '../../workload/finding/observation.ts'
import { formatPolicyVersion } from '../../workload/settings/level.ts'
import type { Judgement } from '../judge.ts'
import { placeOf } from '../place.ts'
import type { Source } from '../source.ts'
import type { Workload } from '../workload.ts'

/** Everything a judgement has to say about its workload, violations first, then its mounts. */
export function judgementFindings(workload: Workload, judgement: Judgement): readonly Finding[] {
  return [
    ...judgement.violations.kept.flatMap(violation => violationFindings(workload, violation)),
    ...judgement.observations.map(observation => observationFinding(workload.source, observation)),
  ]
}

/** One finding a check, as the API server has one sentence a check; it lies at the first field that breaks it. */
function violationFindings({ source, pod, demand }: Workload, violation: CheckFailure): readonly Finding[] {
  const { id, reason, detail, paths } = violation
  const level = `${demand.level}:${formatPolicyVersion(demand.version)}`
  const [place, ...also] = paths.map(({ path, container }) => placeOf(source, pod.object, path, container))
  if (place === undefined) return []
  return [{ code: 'pod-security', check: id, reason, detail, level, severity: 'error', place, also }]
}

/** Give a finding about a pod its file and line. */
export function observationFinding(
  source: Source,
  { pod, container, path, severity, observation }: PodObservation,
): Finding {
  return { ...observation, severity, place: placeOf(source, pod.object, path, container) }
}

/**
 * What tells a repaired finding from one that stays, wherever the lines moved. A check counts as a whole: when hardening
 * mends its first field, the finding moves to the next one and is still the same.
 */
export function findingKey({ place, ...finding }: Finding): string {
  const { object, container, path } = place
  const named = [finding.code, place.file, place.index, object?.kind, object?.namespace, object?.name]
  if (finding.code === 'pod-security') return JSON.stringify([...named, finding.check])
  const mount = 'mountPath' in finding ? finding.mountPath : ''
  return JSON.stringify([...named, container, mount, ...ownPath(path ?? [], container)])
}

/** Below its container, which is known by name: an init container that is put first moves the others. */
function ownPath(path: FieldPath, container: string | undefined): FieldPath {
  const list = container === undefined ? -1 : path.findLastIndex(key => /^(init|ephemeral)?containers$/i.test(`${key}`))
  return list < 0 ? path : [...path.slice(0, list + 1), ...path.slice(list + 2)]
}
