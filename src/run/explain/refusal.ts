import type { Diagnosis } from '../../failure/diagnosis.ts'
import type { AdmissionCure, AdmissionReason } from '../../failure/diagnosis-reason.ts'
import type { FailedCall } from '../../failure/failed-call.ts'
import { compact } from '../../manifest/compact.ts'
import type { CheckFailure } from '../../pss/check.ts'
import { aggregate, evaluatePod } from '../../pss/evaluate.ts'
import { fsGroupOf, idOf } from '../../volumes/model/process/identity.ts'
import { effective } from '../../workload/pod/effective.ts'
import { containersOf, type PodView } from '../../workload/pod/pod.ts'
import { type Level, levels, type PolicyVersion, parsePolicyVersion } from '../../workload/settings/level.ts'
import type { Settings } from '../../workload/settings/settings.ts'
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
  return [{ call, containers: [], predicted: 'unknown' }]
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
  const found = { call, pod }
  if (told.length === 0)
    return [
      { ...found, containers: [], predicted: 'yes', reason: passes(violations, level), cure: { code: 'differs' } },
    ]
  const reason = { code: 'pod-security', detail: aggregate(told).detail } as const
  return [{ ...found, containers: containersAt(told), predicted: 'no', reason, cure: cureOf(plan, level) }]
}

/** The same reason, and one of the same containers where the detail names any. */
function isTold(sentence: string, { reason, detail, paths }: CheckFailure): boolean {
  if (!sentence.includes(reason) && !sentence.includes(detail)) return false
  const names = paths.flatMap(({ container }) => container ?? [])
  return names.length === 0 || sentence.includes(detail) || names.some(name => sentence.includes(`"${name}"`))
}

function passes(violations: readonly CheckFailure[], level: Level): AdmissionReason {
  return violations.length === 0
    ? { code: 'passes', level }
    : { code: 'fails-otherwise', level, reason: aggregate(violations).reason }
}

function containersAt(violations: readonly CheckFailure[]): readonly string[] {
  return [...new Set(violations.flatMap(({ paths }) => paths.flatMap(({ container }) => container ?? [])))]
}

/** Hardening was planned for the level that the policy gives; of another one, nothing is promised. */
function cureOf({ workload, admission }: PlannedWorkload, level: Level): AdmissionCure {
  const judged = workload.demand.level
  if (judged !== level) return { code: 'fix-at-level', level, judged }
  switch (admission.admitted) {
    case 'as-it-stands':
      return { code: 'differs' }
    case 'hardened':
      return { code: 'fix-all' }
    case 'no': {
      const { reason, left } = admission.refusal
      const first = left[0]?.observation
      return { code: 'fix-some', left: reason, ...(first?.code === 'not-hardened' && { reason: first.reason }) }
    }
  }
}

/**
 * OpenShift's SecurityContextConstraints (openshift/apiserver-library-go pkg/securitycontextconstraints, 4.16): restricted-v2
 * admits the ids that the namespace was given, and sets them where the pod sets none.
 */
function byConstraints(call: FailedCall, { workload: { pod } }: PlannedWorkload): readonly Diagnosis[] {
  const { sentence = '' } = call.said
  const fsGroup = groupIn(pod, sentence)
  const users = usersIn(pod, sentence)
  if (fsGroup === undefined && users.length === 0) return []
  const ranges = /must be in the ranges: (\[[^\]]*\])/.exec(sentence)?.[1]
  return [
    {
      call,
      pod,
      containers: [...new Set(users.map(({ container }) => container))],
      predicted: 'no',
      reason: { code: 'constraints', users, ...compact({ fsGroup, ranges }) },
      cure: { code: 'leave-ids' },
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
      .map(({ name }) => ({ container: name, uid: Number(id) })),
  )
}
