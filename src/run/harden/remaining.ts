import type { FieldPath } from '../../manifest/path.ts'
import type { ViolationPath } from '../../pss/check.ts'
import type { Finding } from '../../workload/finding.ts'
import type { ObjectRef } from '../../workload/object.ts'
import { type ContainerView, containersOf, type PodView } from '../../workload/pod.ts'
import type { Settings } from '../../workload/settings.ts'
import { acrossWorkloads } from '../check.ts'
import { exemptionOf } from '../exemption.ts'
import { findingKey, judgementFindings } from '../findings/findings.ts'
import { judgePod, judgeSecurity } from '../judge.ts'
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
  const questions = questionsOf(findings)
  const judged = hardened.workloads.flatMap(one => judgedAfter(one, questions, hardened, settings) ?? [])
  const own = judged.flatMap(one => judgementFindings(one.workload, one.judgement))
  const across = acrossWorkloads(judged, settings)
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

/** Of which objects something is told that hardening may have taken away. Nothing else is judged again. */
interface Questions {
  readonly security: ReadonlySet<ObjectRef>
  readonly volumes: ReadonlySet<ObjectRef> | 'all'
}

function questionsOf(findings: readonly Finding[]): Questions {
  const about = (isAsked: (code: string) => boolean) =>
    new Set(findings.flatMap(({ code, place }) => (isAsked(code) ? (place.object ?? []) : [])))
  return {
    security: about(code => code === 'pod-security'),
    volumes: findings.some(({ code }) => code === acrossAll)
      ? 'all'
      : about(code => code !== 'pod-security' && repairable.has(code)),
  }
}

/** The judgement of the output, its violations at their fields of the input: that is what a reader has before him. */
function judgedAfter(
  { workload, after }: HardenedWorkload,
  { security, volumes }: Questions,
  { storage }: Hardened,
  settings: Settings,
): JudgedWorkload | undefined {
  const { ref } = workload.pod.object
  const asksVolumes = volumes === 'all' || volumes.has(ref)
  if (!asksVolumes && !security.has(ref)) return undefined
  const exemption = exemptionOf(workload, settings)
  const pod = after()
  const context = { workload, exemption, storage, settings }
  const { violations, ...judgement } = asksVolumes ? judgePod(pod, context) : judgeSecurity(pod, context)
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
