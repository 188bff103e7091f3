import type { Value } from '../../manifest/value.ts'
import type { Check, Violation } from '../check.ts'
import type { CheckInput } from '../check-input.ts'
import { inPodAndContainers } from '../fields.ts'
import { badFields } from '../find.ts'
import { actualTexts, joinQuote, settersText, singularOrPlural } from '../message.ts'

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

function v1_0(pod: CheckInput): Violation[] {
  return forbidden(pod, types1_0)
}

function v1_31(pod: CheckInput): Violation[] {
  return forbidden(pod, types1_31)
}

function forbidden({ subjects }: CheckInput, types: readonly string[]): Violation[] {
  const isSetText = (value: Value | undefined): value is string => typeof value === 'string' && value !== ''
  return subjects.flatMap(subject => [
    ...badFields([subject], option('type'), value => isSetText(value) && !types.includes(value)),
    ...badFields([subject], option('user'), isSetText),
    ...badFields([subject], option('role'), isSetText),
  ])
}

function option(name: string): string[] {
  return ['securityContext', 'seLinuxOptions', name]
}

/** User and role are said once, whoever sets them. */
function detail(violations: readonly Violation[]): string {
  const ofOption = (name: string) => violations.filter(({ path }) => path.at(-1) === name)
  const types = actualTexts(ofOption('type'))
  const data = [
    ...(types.length > 0 ? [`${singularOrPlural(types.length, 'type', 'types')} ${joinQuote(types)}`] : []),
    ...(ofOption('user').length > 0 ? ['user may not be set'] : []),
    ...(ofOption('role').length > 0 ? ['role may not be set'] : []),
  ]
  return `${settersText(violations)} set forbidden securityContext.seLinuxOptions: ${data.join('; ')}`
}
