import { listAt, mapAt } from '../../manifest/value.ts'
import type { Breach, Check } from '../check.ts'
import { inContainers } from '../fields.ts'
import { badItems } from '../find.ts'
import type { JudgedPod, Setter } from '../judged-pod.ts'
import { addsText, containersOfBreaches } from '../message.ts'

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

function v1_22({ containers }: JudgedPod): Breach[] {
  return containers.flatMap(container => [
    ...missingDrop(container),
    ...badItems([container], ['securityContext', 'capabilities', 'add'], item => item !== 'NET_BIND_SERVICE'),
  ])
}

function v1_25(pod: JudgedPod): Breach[] {
  return pod.isWindows ? [] : v1_22(pod)
}

function missingDrop(setter: Setter): Breach[] {
  const capabilities = mapAt(mapAt(setter.spec, 'securityContext'), 'capabilities')
  if (listAt(capabilities, 'drop').includes('ALL')) return []
  return [{ setter, path: [...setter.path, 'securityContext', 'capabilities', 'drop'] }]
}

function detail(breaches: readonly Breach[]): string {
  const drops = breaches.filter(({ actual }) => actual === undefined)
  const adds = breaches.filter(({ actual }) => actual !== undefined)
  const sentences = [
    ...(drops.length > 0 ? [`${containersOfBreaches(drops)} must set securityContext.capabilities.drop=["ALL"]`] : []),
    ...(adds.length > 0 ? [addsText(adds)] : []),
  ]
  return sentences.join('; ')
}
