import type { Value } from '../../manifest/value.ts'
import type { Breach, Check } from '../check.ts'
import { inPodAndContainers } from '../fields.ts'
import { badFields } from '../find.ts'
import type { JudgedPod } from '../judged-pod.ts'
import { actualTexts, joinQuote, plural, settersText } from '../message.ts'

const types1_0 = ['container_t', 'container_init_t', 'container_kvm_t']
const types1_31 = [...types1_0, 'container_engine_t']

/** Pods must not choose an SELinux user or role, nor a type that is not meant for containers. The level is free. */
export const seLinuxOptions: Check = {
  id: 'seLinuxOptions',
  level: 'baseline',
  control: 'SELinux',
  reason: 'seLinuxOptions',
  fields: inPodAndContainers(
    'securityContext.seLinuxOptions.type',
    'securityContext.seLinuxOptions.user',
    'securityContext.seLinuxOptions.role',
  ),
  revisions: [
    { since: 0, allowed: allowed(types1_0), find: v1_0 },
    { since: 31, allowed: allowed(types1_31), find: v1_31 },
  ],
  detail,
}

function allowed(types: readonly string[]): string {
  return `type: undefined/null, "", ${types.join(', ')}; user and role: undefined/null, ""`
}

function v1_0(pod: JudgedPod): Breach[] {
  return forbidden(pod, types1_0)
}

function v1_31(pod: JudgedPod): Breach[] {
  return forbidden(pod, types1_31)
}

function forbidden({ setters }: JudgedPod, types: readonly string[]): Breach[] {
  const isSetText = (value: Value | undefined): value is string => typeof value === 'string' && value !== ''
  return setters.flatMap(setter => [
    ...badFields([setter], option('type'), value => isSetText(value) && !types.includes(value)),
    ...badFields([setter], option('user'), isSetText),
    ...badFields([setter], option('role'), isSetText),
  ])
}

function option(name: string): string[] {
  return ['securityContext', 'seLinuxOptions', name]
}

/** User and role are said once, whoever sets them. */
function detail(breaches: readonly Breach[]): string {
  const ofOption = (name: string) => breaches.filter(({ path }) => path.at(-1) === name)
  const types = actualTexts(ofOption('type'))
  const data = [
    ...(types.length > 0 ? [`${plural(types.length, 'type', 'types')} ${joinQuote(types)}`] : []),
    ...(ofOption('user').length > 0 ? ['user may not be set'] : []),
    ...(ofOption('role').length > 0 ? ['role may not be set'] : []),
  ]
  return `${settersText(breaches)} set forbidden securityContext.seLinuxOptions: ${data.join('; ')}`
}
