import { mapAt } from '../../manifest/value.ts'
import { restrictedContainer } from '../../security/contexts.ts'
import { imageFacts } from '../../workload/image/images.ts'
import { capabilitiesOf } from '../../workload/pod/effective.ts'
import type { ContainerView, PodView } from '../../workload/pod/pod.ts'
import type { Settings } from '../../workload/settings/settings.ts'
import type { Candidate } from '../candidate.ts'
import { type HardenContext, mayBeRootInside } from '../context.ts'
import { needlessRoot } from '../evidence/needless-root.ts'
import { isUnset } from '../fields/unset.ts'
import type { Enforcement } from './enforcement.ts'
import { containerReplacement, podReplacement, type Replacement } from './replacement.ts'

/** `runAsUser: 0` on images that are known to run as somebody else, and `runAsNonRoot: false` on what is not root. */
export const enforceIdentity: readonly Enforcement[] = [
  { checks: ['runAsUser'], from: 'restricted', since: 23, find: unlessRootInside(rootUsers) },
  { checks: ['runAsNonRoot'], from: 'restricted', find: unlessRootInside(maybeRoots) },
]

function unlessRootInside(find: Enforcement['find']): Enforcement['find'] {
  return (pod, candidates, context) => (mayBeRootInside(pod, context) ? [] : find(pod, candidates, context))
}

const lostPower = { code: 'root-power' } as const

function rootUsers(pod: PodView, candidates: readonly Candidate[], { settings }: HardenContext): Replacement[] {
  const own = candidates
    .filter(({ context }) => context.runAsUser === 0 && context.privileged !== true)
    .flatMap(candidate => {
      const user =
        (isSetUp(candidate.container) ? undefined : imageUser(candidate, settings)) ?? decreed(pod, candidate, settings)
      if (user === undefined) return []
      return [containerReplacement(candidate, { field: ['runAsUser'], value: user, lost: lostPower })]
    })
  const isRoot = mapAt(pod.spec, 'securityContext')?.runAsUser === 0
  const others = candidates.filter(({ context }) => isUnset(context.runAsUser) || context.runAsUser === 0)
  const helps = others.every(candidate => candidate.context.privileged !== true && isKnown(candidate, settings))
  return isRoot && helps ? [...own, podReplacement(pod, { field: ['runAsUser'], lost: lostPower })] : own
}

function isKnown(candidate: Candidate, settings: Settings): boolean {
  return imageUser(candidate, settings) !== undefined
}

/** An init container that is made root, often from its workload's own image, is there for what only root can do. */
function isSetUp({ role }: ContainerView): boolean {
  return role === 'init'
}

/** The policy's user, where all that the container does is known to need no root, and to go on as it is. */
function decreed(pod: PodView, { container, facts, risk }: Candidate, { harden }: Settings): number | undefined {
  if (harden.runAs === undefined || risk !== undefined || capabilitiesOf(container).add.length > 0) return undefined
  const needless = needlessRoot(pod, container, facts)
  return needless === undefined || needless.moves !== undefined ? undefined : harden.runAs.user
}

/** The number of the image's own user where that is not root. */
function imageUser({ container }: Candidate, settings: Settings): number | undefined {
  const { image } = container.spec
  const uid = imageFacts(typeof image === 'string' ? image : undefined, settings)?.user?.uid
  return uid === 0 ? undefined : uid
}

function maybeRoots(pod: PodView, candidates: readonly Candidate[]): Replacement[] {
  const value = restrictedContainer.runAsNonRoot
  const replacement = { field: ['runAsNonRoot'], value, lost: { code: 'nothing', as: 'not-root' } } as const
  const own = candidates
    .filter(candidate => candidate.context.runAsNonRoot === false && isNonRoot(candidate))
    .map(candidate => containerReplacement(candidate, replacement))
  const mayBe = mapAt(pod.spec, 'securityContext')?.runAsNonRoot === false
  return mayBe && candidates.every(isNonRoot) ? [...own, podReplacement(pod, replacement)] : own
}

function isNonRoot({ runner, context }: Candidate): boolean {
  return (runner.kind === 'non-root' || runner.kind === 'assign') && context.privileged !== true
}
