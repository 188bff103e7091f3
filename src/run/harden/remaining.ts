import type { FieldPath } from '../../manifest/path.ts'
import type { ViolationPath } from '../../pss/check.ts'
import type { Finding } from '../../workload/finding/finding.ts'
import type { ObjectRef } from '../../workload/object/object.ts'
import { type ContainerView, containersOf, type PodView } from '../../workload/pod/pod.ts'
import type { Settings } from '../../workload/settings/settings.ts'
import { exemptionOf } from '../exemption.ts'
import { crossWorkloadFindings } from '../findings/cross-findings.ts'
import { findingKey, judgementFindings } from '../findings/findings.ts'
import { judgePod, judgeSecurity, judgeWithoutFixes } from '../judge.ts'
import type { JudgedWorkload } from '../report.ts'
import type { Hardened, HardenedWorkload } from './harden.ts'

/** A finding of the input that hardening did not take away. */
export interface Remaining {
  readonly finding: Finding
  /** What is left of it: a check may fail for fewer containers than it did. */
  readonly left: Finding
}

/**
 * Findings that hardening can take away. The other findings across workloads stay as they were: their places are those
 * of containers, which an added one moves.
 */
const repairable: ReadonlySet<string> = new Set([
  'pod-security',
  'volume-not-writable',
  'volume-not-readable',
  'volume-unknown',
  'will-not-start',
  'may-not-start',
  'needless-init',
  'fsgroup-noop',
])

/** The one among them for which all workloads are looked at together. */
const acrossAll = 'fsgroup-noop'

/** Those of `findings`, which are the input's, that hold for the output too. */
export function remainingFindings(
  hardened: Hardened,
  findings: readonly Finding[],
  settings: Settings,
): readonly Remaining[] {
  const question = questionOf(findings)
  const judged = hardened.workloads.flatMap(one => judgedAfter(one, question, hardened, settings) ?? [])
  const own = judged.flatMap(one => judgementFindings(one.workload, one.judgement))
  const across = question.asksAll ? crossWorkloadFindings(judged, settings) : []
  const after = new Map([...across, ...own].map(finding => [findingKey(finding), finding]))
  const still = findings.flatMap(finding => {
    if (!repairable.has(finding.code)) return [{ finding, left: finding }]
    const left = after.get(findingKey(finding))
    return left === undefined ? [] : [{ finding, left: finding.code === 'pod-security' ? left : finding }]
  })
  return [...still, ...uncovered(findings, own)]
}

/** What a container that did not start hid: once it does, its mounts may fail. */
function uncovered(before: readonly Finding[], after: readonly Finding[]): readonly Remaining[] {
  const hiding = new Set(before.filter(({ code }) => code === 'will-not-start').map(objectKey))
  const told = new Set(before.map(findingKey))
  return after
    .filter(finding => hidden.has(finding.code) && hiding.has(objectKey(finding)) && !told.has(findingKey(finding)))
    .map(finding => ({ finding, left: finding }))
}

const hidden: ReadonlySet<string> = new Set([
  'volume-not-writable',
  'volume-not-readable',
  'volume-unknown',
  'will-not-start',
])

function objectKey({ place }: Finding): string {
  return JSON.stringify([place.file, place.index, place.object])
}

/** Codes that only a plan of fixes finds, or that uncover findings which name theirs. */
const ofPlan: ReadonlySet<string> = new Set(['needless-init', 'will-not-start'])

type Judge = typeof judgePod

/** What has to be asked of the output for the findings that hardening may have taken away. */
interface Question {
  /** How an object has to be judged; absent: not at all. */
  readonly judgeFor: (object: ObjectRef) => Judge | undefined
  /** The checks that an object failed. */
  readonly checksOf: (object: ObjectRef) => ReadonlySet<string>
  readonly asksAll: boolean
}

function questionOf(findings: readonly Finding[]): Question {
  const about = (isAsked: (code: string) => boolean) =>
    new Set(findings.flatMap(({ code, place }) => (isAsked(code) ? (place.object ?? []) : [])))
  const planned = about(code => ofPlan.has(code))
  const mounted = about(code => code !== 'pod-security' && repairable.has(code))
  const failed = failedChecks(findings)
  const asksAll = findings.some(({ code }) => code === acrossAll)
  const judgeFor = (object: ObjectRef) => {
    if (planned.has(object)) return judgePod
    if (asksAll || mounted.has(object)) return judgeWithoutFixes
    return failed.has(object) ? judgeSecurity : undefined
  }
  return { judgeFor, checksOf: object => failed.get(object) ?? none, asksAll }
}

const none: ReadonlySet<string> = new Set()

function failedChecks(findings: readonly Finding[]): ReadonlyMap<ObjectRef, ReadonlySet<string>> {
  const failed = new Map<ObjectRef, Set<string>>()
  for (const finding of findings) {
    const { object } = finding.place
    if (finding.code !== 'pod-security' || object === undefined) continue
    const checks = failed.get(object)
    if (checks === undefined) failed.set(object, new Set([finding.check]))
    else checks.add(finding.check)
  }
  return failed
}

/** The judgement of the output, its violations at their fields of the input: that is what a reader has before him. */
function judgedAfter(
  { workload, after }: HardenedWorkload,
  { judgeFor, checksOf }: Question,
  { storage }: Hardened,
  settings: Settings,
): JudgedWorkload | undefined {
  const { ref } = workload.pod.object
  const judge = judgeFor(ref)
  if (judge === undefined) return undefined
  const exemption = exemptionOf(workload, settings)
  const pod = after()
  const context = { workload, exemption, storage, settings, checks: checksOf(ref) }
  const { violations, ...judgement } = judge(pod, context)
  const kept = violations.kept.map(violation => ({
    ...violation,
    paths: violation.paths.map(path => ({ ...path, path: pathBefore(workload.pod, pod, path) })),
  }))
  return { workload: { ...workload, pod }, judgement: { ...judgement, violations: { ...violations, kept } } }
}

/** An init container that was put first moved the others by one. */
function pathBefore(before: PodView, after: PodView, { path, container }: ViolationPath): FieldPath {
  if (container === undefined) return path
  const named = ({ list, name }: ContainerView) => name === container && path[after.path.length] === list
  const [from, to] = [before, after].map(pod => containersOf(pod).find(named)?.path)
  return from === undefined || to === undefined ? path : [...from, ...path.slice(to.length)]
}
