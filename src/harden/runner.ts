import type { ImageFacts } from '../knowledge/images/image-facts.ts'
import { listAt, mapAt, textAt } from '../manifest/value.ts'
import { effective } from '../workload/effective.ts'
import { runsEntrypoint } from '../workload/entrypoint.ts'
import { imageFacts } from '../workload/images.ts'
import { saidBy } from '../workload/merged-facts.ts'
import type { ContainerView, PodView } from '../workload/pod.ts'
import { imageEntry, rowText } from '../workload/policy-row.ts'
import type { Settings } from '../workload/settings.ts'

/**
 * Who runs a container's process, by the evidence there is. It decides which fields cannot break the container:
 * `non-root` takes them all; `assign` takes them with the user written beside them; `drops` starts as root and becomes
 * somebody; `root` stays root; of `unknown` nothing is guessed.
 */
export type Runner =
  | { readonly kind: 'non-root'; readonly because: string }
  | {
      readonly kind: 'assign'
      readonly from: 'image' | 'decree'
      readonly user: number
      readonly group?: number
      readonly because: string
    }
  | { readonly kind: 'drops'; readonly facts: ImageFacts; readonly because: string }
  | { readonly kind: 'root' | 'unknown'; readonly because: string }

/** Evidence in the order of its strength: the manifest, the image, the policy's decree. */
export function runnerOf(pod: PodView, container: ContainerView, settings: Settings): Runner {
  const user = effective(pod, container, 'runAsUser')
  if (typeof user === 'number') return explicit(user)
  const facts = factsOf(container, settings)
  const byImage = facts && ofImage(facts, container)
  if (byImage?.kind === 'assign') return byImage
  if (effective(pod, container, 'runAsNonRoot') === true)
    return {
      kind: 'non-root',
      because: 'runAsNonRoot is true already: the kubelet starts it as non-root or not at all',
    }
  return byImage ?? decreed(pod, container, settings)
}

function explicit(user: number): Runner {
  return user === 0
    ? { kind: 'root', because: 'runAsUser is 0' }
    : { kind: 'non-root', because: `runAsUser is ${user}` }
}

/** The kubelet cannot verify a named USER (`image has non-numeric user`), so its number has to be written down. */
function ofImage(facts: ImageFacts, container: ContainerView): Runner | undefined {
  const { user, switchesTo } = facts
  const from = saidBy(facts, switchesTo === undefined ? 'user' : 'switchesTo')
  if (switchesTo !== undefined && !runsEntrypoint(container, facts))
    return {
      kind: 'root',
      because: `the image starts as root, and ${replacedBy(container)} that would switch to ${switchesTo.uid} (${from})`,
    }
  if (switchesTo !== undefined)
    return {
      kind: 'drops',
      facts,
      because: `the image starts as root and switches to ${switchesTo.uid}:${switchesTo.gid} (${from})`,
    }
  if (user?.uid === undefined) return undefined
  if (user.uid === 0) return { kind: 'root', because: `the image runs as root (${from})` }
  if (user.name !== undefined)
    return {
      kind: 'assign',
      from: 'image',
      user: user.uid,
      because: `the image's USER ${user.name} is uid ${user.uid} (${from})`,
    }
  return { kind: 'non-root', because: `the image's USER is ${user.uid} (${from})` }
}

function replacedBy({ spec }: ContainerView): string {
  return listAt(spec, 'command').length > 0 ? '`command` replaces the entrypoint' : '`args` replace the program'
}

function decreed(pod: PodView, container: ContainerView, settings: Settings): Runner {
  const { harden } = settings
  const facts = factsOf(container, settings)
  if (harden.runAs === undefined) return { kind: 'unknown', because: unknownUser(container, facts) }
  const obstacle = facts?.hardeningRisk ?? rootMeant(container) ?? maybeRoot(pod, container, settings)
  if (obstacle !== undefined) return { kind: 'unknown', because: `harden.runAs does not apply: ${obstacle}` }
  const { user, group } = harden.runAs
  return {
    kind: 'assign',
    from: 'decree',
    user,
    group,
    because: `harden.runAs in the policy assigns ${user}:${group} to images whose user is unknown`,
  }
}

/** What an author gives to root alone: Kubernetes has no ambient capabilities (KEP-2763). */
function rootMeant(container: ContainerView): string | undefined {
  const context = mapAt(container.spec, 'securityContext')
  if (context?.privileged === true) return 'it is privileged, which only root can use'
  const added = listAt(mapAt(context, 'capabilities'), 'add')
  return added.length > 0 ? `it adds ${added.join(', ')}, which only root can use` : undefined
}

/** The author allows root without asking for it; whoever enforces the level overrules that. */
function maybeRoot(pod: PodView, container: ContainerView, { enforce }: Settings): string | undefined {
  return !enforce && effective(pod, container, 'runAsNonRoot') === false ? 'runAsNonRoot is false' : undefined
}

function factsOf({ spec }: ContainerView, settings: Settings): ImageFacts | undefined {
  return imageFacts(typeof spec.image === 'string' ? spec.image : undefined, settings)
}

/** It ends with the row of the policy that would tell, whose number is an example. */
function unknownUser({ spec }: ContainerView, facts: ImageFacts | undefined): string {
  const entry = imageEntry(textAt(spec, 'image'), 'user: 1000, group: 1000')
  const inPolicy = 'say in the policy which user the image runs as (here, 1000)'
  const advice = entry === undefined ? 'set runAsUser' : `set runAsUser, or ${inPolicy}: ${rowText([entry])}`
  const name = facts?.user?.name
  if (name === undefined) return `the user of the image is unknown; ${advice}`
  return `the uid of the image's USER ${name} is unknown (${facts && saidBy(facts, 'user')}); ${advice}`
}
