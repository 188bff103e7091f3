import type { ImageFacts } from '../knowledge/images/image-facts.ts'
import { compact } from '../manifest/compact.ts'
import { listAt, mapAt, textAt } from '../manifest/value.ts'
import { imageFacts } from '../workload/image/images.ts'
import { saidBy } from '../workload/image/merged-facts.ts'
import { capabilitiesOf, effective } from '../workload/pod/effective.ts'
import { runsEntrypoint } from '../workload/pod/entrypoint.ts'
import type { ContainerView, PodView } from '../workload/pod/pod.ts'
import type { AssignObstacle, RootByImage, RunnerReason, WorkingDirectory } from '../workload/reason/harden-reason.ts'
import type { Level } from '../workload/settings/level.ts'
import { imageEntry } from '../workload/settings/policy-row.ts'
import type { Settings } from '../workload/settings/settings.ts'
import type { HardenContext } from './context.ts'
import { riskOf } from './evidence/image-risk.ts'
import { needlessRoot } from './evidence/needless-root.ts'

/**
 * Who runs a container's process, by the evidence there is. It decides which fields cannot break the container:
 * `non-root` takes them all; `assign` takes them with the user written beside them; `drops` starts as root and becomes
 * somebody; `root` stays root; of `unknown` nothing is guessed.
 */
export type Runner =
  | { readonly kind: 'non-root'; readonly reason: RunnerReason }
  | {
      readonly kind: 'assign'
      readonly from: 'image' | 'decree'
      readonly user: number
      readonly group?: number
      /** Where it has to start to be able to write as this user. */
      readonly startsIn?: WorkingDirectory
      readonly reason: RunnerReason
    }
  | { readonly kind: 'drops'; readonly facts: ImageFacts; readonly reason: RunnerReason }
  | { readonly kind: 'root' | 'unknown'; readonly reason: RunnerReason }

/** Evidence in the order of its strength: the manifest, the image, the policy's decree. */
export function runnerOf(pod: PodView, container: ContainerView, context: HardenContext): Runner {
  const { settings } = context
  const user = effective(pod, container, 'runAsUser')
  if (typeof user === 'number') return explicit(user)
  const facts = factsOf(container, settings)
  const byImage = withoutNeedlessRoot(
    facts && ofImage(facts, container),
    { pod, container, settings, facts },
    context.level,
  )
  if (byImage?.kind === 'assign') return byImage
  if (effective(pod, container, 'runAsNonRoot') === true) return { kind: 'non-root', reason: { code: 'non-root-set' } }
  return byImage ?? decreed(pod, container, settings)
}

function explicit(user: number): Runner {
  return { kind: user === 0 ? 'root' : 'non-root', reason: { code: 'user-set', user } }
}

/** The kubelet cannot verify a named USER (`image has non-numeric user`), so its number has to be written down. */
function ofImage(facts: ImageFacts, container: ContainerView): Runner | undefined {
  const { user, switchesTo } = facts
  const from = saidBy(facts, switchesTo === undefined ? 'user' : 'switchesTo')
  if (switchesTo !== undefined && !runsEntrypoint(container, facts))
    return {
      kind: 'root',
      reason: { code: 'entrypoint-replaced', by: replacedBy(container), becomes: switchesTo.uid, from },
    }
  if (switchesTo !== undefined)
    return { kind: 'drops', facts, reason: { code: 'image-switches', becomes: switchesTo, from } }
  if (user?.uid === undefined) return undefined
  const { uid, name } = user
  if (uid === 0) return { kind: 'root', reason: { code: 'image-root', from } }
  if (name === undefined) return { kind: 'non-root', reason: { code: 'image-user', user: uid, from } }
  return { kind: 'assign', from: 'image', user: uid, reason: { code: 'image-user', user: uid, name, from } }
}

interface Subject {
  readonly pod: PodView
  readonly container: ContainerView
  readonly settings: Settings
  readonly facts: ImageFacts | undefined
}

/** Who is root by its image alone, and needs it for nothing, is whoever the policy says, where the level admits no root. */
function withoutNeedlessRoot(runner: Runner | undefined, subject: Subject, level: Level): Runner | undefined {
  const { pod, container, settings, facts } = subject
  if (level !== 'restricted' || runner?.kind !== 'root' || !isByImage(runner.reason)) return runner
  const needless = assignObstacle(subject) === undefined ? needlessRoot(pod, container, facts) : undefined
  if (needless === undefined) return runner
  const { runAs } = settings.harden
  const { programs, moves } = needless
  const reason = { code: 'root-needless', root: runner.reason, programs, ...compact({ moves }) } as const
  if (runAs === undefined || (moves !== undefined && !settings.enforce)) return { kind: 'root', reason }
  const { user, group } = runAs
  const assigned = { uid: user, gid: group }
  return {
    kind: 'assign',
    from: 'decree',
    user,
    group,
    ...compact({ startsIn: moves }),
    reason: { ...reason, assigned },
  }
}

function isByImage(reason: RunnerReason): reason is RootByImage {
  return reason.code === 'image-root' || reason.code === 'entrypoint-replaced'
}

function replacedBy({ spec }: ContainerView): 'command' | 'args' {
  return listAt(spec, 'command').length > 0 ? 'command' : 'args'
}

function decreed(pod: PodView, container: ContainerView, settings: Settings): Runner {
  const { harden } = settings
  const facts = factsOf(container, settings)
  if (harden.runAs === undefined) return { kind: 'unknown', reason: unknownUser(container, facts) }
  const obstacle = assignObstacle({ pod, container, settings, facts })
  if (obstacle !== undefined) return { kind: 'unknown', reason: { code: 'user-not-assigned', obstacle } }
  const { user, group } = harden.runAs
  return { kind: 'assign', from: 'decree', user, group, reason: { code: 'user-assigned', user, group } }
}

function assignObstacle({ pod, container, settings, facts }: Subject): AssignObstacle | undefined {
  return riskOf(facts) ?? rootMeant(container) ?? maybeRoot(pod, container, settings)
}

/** What an author gives to root alone: Kubernetes has no ambient capabilities (KEP-2763). */
function rootMeant(container: ContainerView): AssignObstacle | undefined {
  const context = mapAt(container.spec, 'securityContext')
  if (context?.privileged === true) return { code: 'privileged' }
  const capabilities = capabilitiesOf(container).add
  return capabilities.length > 0 ? { code: 'adds-capabilities', capabilities } : undefined
}

/** The author allows root without asking for it; whoever enforces the level overrules that. */
function maybeRoot(pod: PodView, container: ContainerView, { enforce }: Settings): AssignObstacle | undefined {
  return !enforce && effective(pod, container, 'runAsNonRoot') === false ? { code: 'root-allowed' } : undefined
}

function factsOf({ spec }: ContainerView, settings: Settings): ImageFacts | undefined {
  return imageFacts(typeof spec.image === 'string' ? spec.image : undefined, settings)
}

/** It ends with the row of the policy that would tell, whose number is an example. */
function unknownUser({ spec }: ContainerView, facts: ImageFacts | undefined): RunnerReason {
  const row = imageEntry(textAt(spec, 'image'), 'user: 1000, group: 1000')
  const name = facts?.user?.name
  const named = facts === undefined || name === undefined ? undefined : { name, from: saidBy(facts, 'user') }
  return { code: 'user-unknown', ...compact({ named, row }) }
}
