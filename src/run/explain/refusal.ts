import { type Diagnosis, needsOf } from '../../failure/diagnosis.ts'
import type { FailedCall } from '../../failure/failed-call.ts'
import type { CheckFailure } from '../../pss/check.ts'
import { aggregate, evaluatePod } from '../../pss/evaluate.ts'
import { fsGroupOf, idOf } from '../../volumes/model/process/identity.ts'
import { effective } from '../../workload/effective.ts'
import { type Level, levels, type PolicyVersion, parsePolicyVersion } from '../../workload/level.ts'
import { containersOf, type PodView } from '../../workload/pod.ts'
import { changeWords } from '../../workload/reason/change-words.ts'
import type { Settings } from '../../workload/settings.ts'
import type { PlannedWorkload } from './workload.ts'

/** What the API server refuses: of Pod Security we have the same words, of OpenShift's constraints the values it names. */
export function refusedByAdmission(
  call: FailedCall,
  planned: readonly PlannedWorkload[],
  settings: Settings,
): readonly Diagnosis[] {
  const standard = standardOf(call)
  const found = planned.flatMap(plan =>
    standard === undefined ? byConstraints(call, plan) : byPodSecurity(call, plan, { ...standard, settings }),
  )
  const failing = found.filter(({ predicted }) => predicted === 'no')
  if (failing.length > 0) return failing
  if (found.length > 0 && call.said.pod !== undefined) return found
  return [{ call, containers: [], because: '', needs: needsOf(call), predicted: 'unknown' }]
}

interface Asked {
  readonly level: Level
  readonly version: PolicyVersion
}

/** `"restricted:v1.30": …`; undefined for a refusal of another admission. */
function standardOf({ said }: FailedCall): Asked | undefined {
  const [, name, version] = /^"(\w+):([^"]+)"/.exec(said.sentence ?? '') ?? []
  const level = levels.find(one => one === name)
  const parsed = parsePolicyVersion(version ?? '')
  return level === undefined || parsed === undefined ? undefined : { level, version: parsed }
}

function byPodSecurity(
  call: FailedCall,
  plan: PlannedWorkload,
  { level, version, settings }: Asked & { readonly settings: Settings },
): readonly Diagnosis[] {
  const { pod } = plan.workload
  const { sentence = '' } = call.said
  const violations = evaluatePod(pod, { level, version, kubeMinor: settings.kubeMinor })
  const told = violations.filter(violation => isTold(sentence, violation))
  const found = { call, pod, needs: needsOf(call) }
  if (told.length === 0)
    return [{ ...found, containers: [], predicted: 'yes', because: passes(violations, level), cure: elsewhere }]
  const cure = cureOf(plan, level)
  return [{ ...found, containers: containersAt(told), predicted: 'no', because: aggregate(told).detail, cure }]
}

/** The same reason, and one of the same containers where the detail names any. */
function isTold(sentence: string, { reason, detail, paths }: CheckFailure): boolean {
  if (!sentence.includes(reason) && !sentence.includes(detail)) return false
  const names = paths.flatMap(({ container }) => container ?? [])
  return names.length === 0 || sentence.includes(detail) || names.some(name => sentence.includes(`"${name}"`))
}

function passes(violations: readonly CheckFailure[], level: Level): string {
  return violations.length === 0
    ? `as given here, the pod passes ${level}`
    : `as given here, the pod fails ${level} for other reasons: ${aggregate(violations).reason}`
}

const elsewhere =
  'the object in the cluster differs from these manifests: apply them, or look for a webhook that changes pods'

function containersAt(violations: readonly CheckFailure[]): readonly string[] {
  return [...new Set(violations.flatMap(({ paths }) => paths.flatMap(({ container }) => container ?? [])))]
}

/** Hardening was planned for the level that the policy gives; of another one, nothing is promised. */
function cureOf({ workload, admission }: PlannedWorkload, level: Level): string {
  if (workload.demand.level !== level)
    return `seaworthy fix --level ${level} sets what is missing; this run judges by ${workload.demand.level}`
  switch (admission.admitted) {
    case 'as-it-stands':
      return elsewhere
    case 'hardened':
      return 'seaworthy fix sets what is missing, and post-render does so in every release'
    case 'no': {
      const [left] = admission.refusal.left
      const why = left?.observation.code === 'not-hardened' ? `: ${changeWords(left.observation.reason)}` : ''
      return `seaworthy fix sets what is known to be safe; ${admission.refusal.reason} is left${why}`
    }
  }
}

/**
 * OpenShift's SecurityContextConstraints (openshift/apiserver-library-go pkg/securitycontextconstraints, 4.16): restricted-v2
 * admits the ids that the namespace was given, and sets them where the pod sets none.
 */
function byConstraints(call: FailedCall, { workload: { pod } }: PlannedWorkload): readonly Diagnosis[] {
  const { sentence = '' } = call.said
  const group = groupIn(pod, sentence)
  const users = usersIn(pod, sentence)
  const values = [...(group === undefined ? [] : [`fsGroup ${group}`]), ...users.map(({ words }) => words)]
  if (values.length === 0) return []
  const range = /must be in the ranges: (\[[^\]]*\])/.exec(sentence)?.[1]
  const admits =
    range === undefined ? 'the ids that the namespace was given' : `ids in ${range}, which the namespace was given`
  return [
    {
      call,
      pod,
      containers: [...new Set(users.flatMap(({ container }) => container ?? []))],
      needs: needsOf(call),
      predicted: 'no',
      because: `${values.join(', ')}: SecurityContextConstraints admit only ${admits}`,
      cure: 'leave these fields out, so that admission sets them from the namespace (openshift.io/sa.scc.uid-range), or let the service account use nonroot-v2',
    },
  ]
}

function groupIn(pod: PodView, sentence: string): number | undefined {
  const group = fsGroupOf(pod)
  const refused = [...sentence.matchAll(/fsGroup: Invalid value: \[\]int64\{(\d+)\}/g)].map(([, id]) => Number(id))
  return group !== undefined && refused.includes(group) ? group : undefined
}

function usersIn(pod: PodView, sentence: string) {
  const refused = [...sentence.matchAll(/(initContainers|containers)\[(\d+)\][\w.]*\.runAsUser: Invalid value: (\d+)/g)]
  return refused.flatMap(([, list, index, id]) =>
    containersOf(pod)
      .filter(
        one =>
          one.list === list && one.index === Number(index) && idOf(effective(pod, one, 'runAsUser')) === Number(id),
      )
      .map(({ name }) => ({ container: name, words: `runAsUser ${id} of ${name}` })),
  )
}
