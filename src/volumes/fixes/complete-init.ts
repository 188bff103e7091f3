import { compact } from '../../manifest/compact.ts'
import { listAt, mapAt, textAt } from '../../manifest/value.ts'
import { rootIdentity } from '../../security/contexts.ts'
import type { Hardening } from '../../workload/finding/observation.ts'
import { imageFacts } from '../../workload/image/images.ts'
import { effective } from '../../workload/pod/effective.ts'
import { type ContainerView, containersOf, type PodView } from '../../workload/pod/pod.ts'
import { changesOf, podAfter } from '../../workload/pod/pod-after.ts'
import type { Completed } from '../../workload/reason/fix-reason.ts'
import { all } from '../model/answer.ts'
import type { Answer } from '../model/mount.ts'
import { boundingSet } from '../model/process/capabilities.ts'
import { identityOf } from '../model/process/identity.ts'
import type { StartProblem } from '../model/start/obstacle.ts'
import { laterDoubts } from '../model/verdict.ts'
import type { Base } from './base.ts'
import { anyWorse } from './simulate.ts'

/** What an init container of the author's is given so that its own script succeeds, at the first start and at later ones. */
export interface Completion {
  readonly container: ContainerView
  readonly hardenings: readonly Hardening[]
  readonly given: Completed
}

/** Capabilities that decide about owners, modes and what may be entered (capabilities(7)). */
const deciding = ['CHOWN', 'FOWNER', 'DAC_OVERRIDE'] as const

/** Whether the author's own user gives way: only for advice, as no field that is written is changed. */
type AuthorsUser = 'kept' | 'replaced'

/**
 * Init containers whose own script will fail for want of a privilege, in their order; of a pod that does not start,
 * the first one. One that may not make a directory is served as any other container is.
 */
export function failingInits(base: Base, pod: PodView): readonly StartProblem[] {
  return base
    .problems(pod)
    .filter(({ starts, obstacle, container }) => starts === 'no' && obstacle.ofPrivilege && container?.role === 'init')
}

/** Complete every init container that fails; each is judged on the pod with those before it completed. */
export function completeInits(base: Base): readonly Completion[] {
  const done: Completion[] = []
  for (;;) {
    const pod = podAfter(base.pod, changesOf(done.flatMap(({ hardenings }) => hardenings)))
    const next = failingInits(base, pod).find(
      ({ container }) => !done.some(one => one.container.name === container?.name),
    )
    const found = next?.container && completionOf({ ...base, pod }, next.container, 'kept')
    if (found === undefined) return done
    done.push(found)
  }
}

/** The least that lets the script of an init container succeed; undefined where nothing of the kind does. */
export function completionOf(base: Base, container: ContainerView, user: AuthorsUser): Completion | undefined {
  const asRoot = rootFor(base, container, user)
  if (asRoot === undefined) return undefined
  const held = boundingSet(container)
  const tried = subsetsOf(deciding.filter(name => !held.includes(name)))
    .filter(capabilities => capabilities.length + asRoot.length > 0)
    .map(capabilities => completed(container, asRoot, capabilities))
  let best: Completion | undefined
  for (const completion of tried) {
    const succeeds = succeedsWith(base, completion)
    if (succeeds === 'yes') return completion
    if (succeeds === 'unknown') best ??= completion
  }
  return best
}

/** Fields that make it run as root: none where it does, undefined where the author wrote another user. */
function rootFor(base: Base, container: ContainerView, user: AuthorsUser): readonly Hardening[] | undefined {
  const { pod, original, settings } = base
  const image = imageFacts(textAt(container.spec, 'image'), settings)
  const { uid } = identityOf(pod, container, { image, volumeGroups: [] })
  if (uid === 0) return []
  const author = containersOf(original).find(({ list, name }) => list === container.list && name === container.name)
  const written = mapAt(author?.spec, 'securityContext')
  const wrote = (field: string) => written?.[field] !== undefined && written[field] !== null
  if (user === 'kept' && (wrote('runAsUser') || written?.runAsNonRoot === true)) return undefined
  const set = (field: keyof typeof rootIdentity): Hardening => ({
    change: { op: 'set', path: [...container.path, 'securityContext', field], value: rootIdentity[field] },
    reason: { code: 'script-needs-root', ...compact({ uid }) },
  })
  const refused = effective(pod, container, 'runAsNonRoot') === true
  return [set('runAsUser'), ...(refused ? [set('runAsNonRoot')] : [])]
}

/** From the smallest to the largest, each in the order of the list. */
function subsetsOf(names: readonly string[]): readonly (readonly string[])[] {
  const all = names.reduce<readonly (readonly string[])[]>(
    (sets, name) => sets.concat(sets.map(set => [...set, name])),
    [[]],
  )
  return all.toSorted((a, b) => a.length - b.length)
}

function completed(
  container: ContainerView,
  asRoot: readonly Hardening[],
  capabilities: readonly string[],
): Completion {
  const { name } = container
  const fields = asRoot.map(({ change }) => `${change.path.at(-1)}: ${change.op === 'set' ? change.value : ''}`)
  const given = { container: name, fields, capabilities }
  return { container, given, hardenings: [...asRoot, ...adding(container, capabilities)] }
}

/** At the end of the author's list, or as a list of their own. */
function adding(container: ContainerView, capabilities: readonly string[]): readonly Hardening[] {
  if (capabilities.length === 0) return []
  const path = [...container.path, 'securityContext', 'capabilities', 'add']
  const reason = { code: 'script-needs', capabilities } as const
  const written = listAt(mapAt(mapAt(container.spec, 'securityContext'), 'capabilities'), 'add')
  if (written.length === 0) return [{ change: { op: 'set', path, value: [...capabilities] }, reason }]
  return capabilities.map(value => ({ change: { op: 'insert', path: [...path, written.length], value }, reason }))
}

/** Whether the script succeeds with it; what cannot be told of either start is no reason against it, but what others lose is. */
function succeedsWith(base: Base, { container, hardenings }: Completion): Answer {
  const pod = podAfter(base.pod, changesOf(hardenings))
  if (anyWorse(base.verdicts, base.judge(pod))) return 'no'
  const own = [...base.problems(pod), ...laterDoubts(pod)].filter(
    problem => problem.container?.name === container.name && problem.container.list === container.list,
  )
  return all(['yes', ...own.map(({ starts }) => starts)])
}
