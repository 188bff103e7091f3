import { type FieldPath, formatPath } from '../manifest/path.ts'
import { changesMade, decideFixes } from '../volumes/fixes/decide.ts'
import { canSkipFixes } from '../volumes/fixes/fast-path.ts'
import { anyWorse } from '../volumes/fixes/simulate.ts'
import { judgeMounts } from '../volumes/model/verdict.ts'
import type { Hardening } from '../workload/finding/observation.ts'
import { runsOnWindows } from '../workload/pod/operating-system.ts'
import type { PodView } from '../workload/pod/pod.ts'
import { changesOf, podAfter } from '../workload/pod/pod-after.ts'
import { type Candidate, candidatesOf } from './candidate.ts'
import { type HardenContext, wantsFields } from './context.ts'
import { enforceLevel } from './enforce/enforce.ts'
import { mergedDoubts } from './evidence/doubt.ts'
import { hardenAllowPrivilegeEscalation } from './fields/allow-privilege-escalation.ts'
import { hardenCapabilities } from './fields/capabilities.ts'
import { hardenReadOnlyRootFilesystem } from './fields/read-only-root-filesystem.ts'
import { hardenRunAsNonRoot } from './fields/run-as-non-root.ts'
import { hardenRunAsUser } from './fields/run-as-user.ts'
import { hardenSeccompProfile } from './fields/seccomp-profile.ts'
import { hardenWindows } from './fields/windows.ts'
import { writable } from './fields/writable.ts'
import { combined, nothing, type PodHardening } from './hardening.ts'

type HardenField = (pod: PodView, candidates: readonly Candidate[], context: HardenContext) => PodHardening

/** The fields that follow from who runs, in the order they are written into a security context. */
const fields: readonly HardenField[] = [
  hardenRunAsNonRoot,
  hardenSeccompProfile,
  hardenAllowPrivilegeEscalation,
  hardenCapabilities,
  hardenReadOnlyRootFilesystem,
]

/**
 * Everything that is done to a pod for its level, each change with its evidence, and what was left out for lack of it.
 *
 * The steps build on each other: who runs decides who can write; the fix of a volume may decide who runs; and only
 * then is it known which fields cannot break a container.
 */
export function hardenPod(pod: PodView, context: HardenContext): PodHardening {
  const planned = plan(pod, context)
  return context.refused === undefined || survives(pod, planned, context) ? planned : withoutUsers(pod, context)
}

/**
 * Whether no mount loses anything. It is so for a whole plan; one that does without what the text refuses may have lost
 * the group that its user needs.
 */
function survives(pod: PodView, planned: PodHardening, { storage, settings }: HardenContext): boolean {
  return !anyWorse(judgeMounts(pod, storage, settings), judgeMounts(after(pod, planned), storage, settings))
}

/** Fields alone, by who runs as written: nothing that decides who runs, or what a volume is. */
function withoutUsers(pod: PodView, context: HardenContext): PodHardening {
  const secured = onWanted(subjectOf(pod, context), context, fields)
  return survives(pod, secured, context) ? secured : { ...secured, hardenings: [] }
}

function plan(pod: PodView, context: HardenContext): PodHardening {
  const enforced = enforceLevel(pod, context)
  const subject = subjectOf(after(pod, enforced), context)
  const users = onWanted(subject, context, [hardenRunAsUser])
  const volumes = fixVolumes(pod, after(pod, enforced, users), context)
  const identities = { ...volumes, hardenings: volumes.hardenings.flatMap(inPlace) }
  const fixed = after(pod, enforced, users, identities)
  // A fix may have made somebody of root, to whom less can be left.
  const late = volumes.hardenings.length === 0 ? nothing : enforceLevel(fixed, context)
  const identified = after(fixed, late)
  // Most pods come to this point as they were.
  const secured = onWanted(identified === subject.pod ? subject : subjectOf(identified, context), context, fields)
  return combined([
    ...[enforced, withoutReplaced(users, volumes), late].map(one => withoutGone(pod, one, volumes)),
    volumes,
    mergedDoubts(secured),
  ])
}

/** What is inserted moves the containers whose fields are set, and what is removed does: both come last. */
function inPlace(hardening: Hardening): readonly Hardening[] {
  const { change } = hardening
  if (change.op === 'insert') return []
  return change.op === 'set' ? [hardening] : [{ ...hardening, change: { op: 'set', path: change.path, value: null } }]
}

/** Nothing is done to an init container that goes, or that another one stands in for. */
function withoutGone(pod: PodView, one: PodHardening, { hardenings }: PodHardening): PodHardening {
  const gone = hardenings.filter(
    ({ change: { path } }) => path[pod.path.length] === 'initContainers' && path.length <= pod.path.length + 2,
  )
  if (gone.length === 0) return one
  const removed = gone.filter(({ change }) => change.op !== 'insert').map(({ change }) => change.path)
  const isBelow = (path: FieldPath) => removed.some(top => top.every((key, index) => path[index] === key))
  return {
    hardenings: one.hardenings.filter(({ change }) => !isBelow(change.path)),
    observations: one.observations.filter(({ path }) => !isBelow(path)),
  }
}

/** A user that was named and whom a fix makes another one is not written. */
function withoutReplaced(users: PodHardening, { hardenings }: PodHardening): PodHardening {
  if (users.hardenings.length === 0 || hardenings.length === 0) return users
  const replaced = new Set(hardenings.map(({ change }) => formatPath(change.path)))
  return { ...users, hardenings: users.hardenings.filter(({ change }) => !replaced.has(formatPath(change.path))) }
}

function after(pod: PodView, ...steps: readonly PodHardening[]): PodView {
  return podAfter(pod, changesOf(combined(steps).hardenings))
}

/** A pod, and what decides about the fields of its containers. */
interface Subject {
  readonly pod: PodView
  readonly candidates: readonly Candidate[]
}

function subjectOf(pod: PodView, context: HardenContext): Subject {
  return { pod, candidates: wantsFields(context) ? candidatesOf(pod, context) : [] }
}

function onWanted({ pod, candidates }: Subject, context: HardenContext, wanted: readonly HardenField[]): PodHardening {
  if (!wantsFields(context)) return nothing
  if (runsOnWindows(pod)) {
    return wanted === fields ? writable(hardenWindows(pod, candidates, context), context.refused) : nothing
  }
  return combined(wanted.map(field => writable(field(pod, candidates, context), context.refused)))
}

/** Nothing of it means anything on Windows, where the API server refuses groups and users in numbers. */
function fixVolumes(original: PodView, pod: PodView, context: HardenContext): PodHardening {
  const { level, settings, storage, exempts, refused } = context
  if (settings.harden.volumes === 'off' || runsOnWindows(pod)) return nothing
  if (canSkipFixes(pod, settings)) return nothing
  const verdicts = judgeMounts(pod, storage, settings)
  const keepsUser = (container: string) => exempts('runAsNonRoot', container)
  const input = { pod, original, verdicts, level, settings, storage, keepsUser, refused }
  return changesMade(input, decideFixes(input).decision)
}
