import { textAt } from '../../manifest/value.ts'
import type { PodObservation } from '../../workload/finding/observation.ts'
import { imageFacts } from '../../workload/image/images.ts'
import { type ContainerView, containersOf, type PodView } from '../../workload/pod/pod.ts'
import type { CapabilityUse } from '../../workload/reason/volume-reason.ts'
import type { Settings } from '../../workload/settings/settings.ts'
import type { Identity } from '../model/mount.ts'
import { identityOf } from '../model/process/identity.ts'
import { neverStarts } from '../model/verdict.ts'
import { containerSteps } from './container-steps.ts'
import { noted, type PodWithVerdicts } from './judged.ts'

/** Programs that become another user; root needs both capabilities for it (capabilities(7)). */
const switchers: ReadonlySet<string> = new Set(['gosu', 'su-exec', 'setpriv', 'runuser', 'su', 's6-setuidgid', 'chpst'])
const switching = ['SETUID', 'SETGID']

/**
 * A command that is bound to fail, because the container drops a capability it takes or is no longer root. Where that
 * keeps the container from starting, this is said already.
 */
export function capabilityMismatch(pods: readonly PodWithVerdicts[], settings: Settings): readonly PodObservation[] {
  return pods.flatMap(({ pod }) =>
    containersOf(pod).flatMap(container => {
      if (neverStarts(pod, container)) return []
      const image = imageFacts(textAt(container.spec, 'image'), settings)
      const identity = identityOf(pod, container, { image, volumeGroups: [] })
      const needs = [...commandNeeds(container, identity), ...imageNeeds(identity, image?.capabilities)]
      return needs.flatMap(need => mismatch(pod, container, identity, need))
    }),
  )
}

interface Need {
  readonly use: CapabilityUse
  readonly capabilities: readonly string[]
}

function commandNeeds(container: ContainerView, { uid }: Identity): readonly Need[] {
  return containerSteps(container).flatMap((step): readonly Need[] => {
    // A step behind a condition is told of where its script may fail.
    if (step.mayFail || step.perhaps || (step.ifRoot && uid !== 0)) return []
    if (step.op === 'chown' && step.uid !== undefined && step.uid !== uid)
      return [{ use: { code: 'chown', uid: step.uid }, capabilities: ['CHOWN'] }]
    const program = step.op === 'unknown' ? (step.words[0] ?? '').replace(/^.*\//, '') : ''
    return switchers.has(program) ? [{ use: { code: 'program', name: program }, capabilities: switching }] : []
  })
}

/** Only the image's own entrypoint, started as root, drops. */
function imageNeeds({ switchesTo }: Identity, capabilities: readonly string[] = []): readonly Need[] {
  return switchesTo === undefined ? [] : [{ use: { code: 'entrypoint', becomes: switchesTo }, capabilities }]
}

function mismatch(
  pod: PodView,
  container: ContainerView,
  { uid, capabilities }: Identity,
  need: Need,
): readonly PodObservation[] {
  const lacking = need.capabilities.filter(capability => !capabilities.includes(capability))
  if (uid === undefined || lacking.length === 0) return []
  const where = { pod, container: container.name, path: [...container.path, 'securityContext', 'capabilities'] }
  return [
    noted('capability-mismatch', 'warning', where, { code: 'lacks-capabilities', use: need.use, lacks: lacking, uid }),
  ]
}
