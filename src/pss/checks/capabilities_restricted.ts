import { listAt, mapAt } from '../../manifest/value.ts'
import type { Check, Violation } from '../check.ts'
import type { CheckInput, SecuritySubject } from '../check-input.ts'
import { inContainers } from '../fields.ts'
import { badItems } from '../find.ts'
import { addsText, containersOfViolations } from '../message.ts'

const allowed = 'drop: any list that holds ALL; add: undefined/null, NET_BIND_SERVICE'

/** Containers must drop ALL capabilities, spelled so, and may add back only the one that binds ports below 1024. */
export const capabilities_restricted: Check = {
  id: 'capabilities_restricted',
  level: 'restricted',
  control: 'Capabilities',
  reason: 'unrestricted capabilities',
  fields: inContainers('securityContext.capabilities.drop', 'securityContext.capabilities.add[*]'),
  revisions: [
    { since: 22, allowed, overrides: ['capabilities_baseline'], find: v1_22 },
    {
      since: 25,
      allowed: `${allowed}; anything when spec.os.name is windows`,
      overrides: ['capabilities_baseline'],
      find: v1_25,
    },
  ],
  detail,
}

function v1_22({ containers }: CheckInput): Violation[] {
  return containers.flatMap(container => [
    ...missingDrop(container),
    ...badItems([container], ['securityContext', 'capabilities', 'add'], item => item !== 'NET_BIND_SERVICE'),
  ])
}

function v1_25(pod: CheckInput): Violation[] {
  return pod.isWindows ? [] : v1_22(pod)
}

function missingDrop(subject: SecuritySubject): Violation[] {
  const capabilities = mapAt(mapAt(subject.spec, 'securityContext'), 'capabilities')
  if (listAt(capabilities, 'drop').includes('ALL')) return []
  return [{ subject, path: [...subject.path, 'securityContext', 'capabilities', 'drop'] }]
}

function detail(violations: readonly Violation[]): string {
  const drops = violations.filter(({ actual }) => actual === undefined)
  const adds = violations.filter(({ actual }) => actual !== undefined)
  const sentences = [
    ...(drops.length > 0
      ? [`${containersOfViolations(drops)} must set securityContext.capabilities.drop=["ALL"]`]
      : []),
    ...(adds.length > 0 ? [addsText(adds)] : []),
  ]
  return sentences.join('; ')
}
