import type { Check, Violation } from '../check.ts'
import type { CheckInput } from '../check-input.ts'
import { badFields } from '../find.ts'

/** In the order upstream prints them, which is not the alphabet's. */
const namespaces = ['hostNetwork', 'hostPID', 'hostIPC'] as const

/** Pods must not share the namespaces of their node. */
export const hostNamespaces: Check = {
  id: 'hostNamespaces',
  level: 'baseline',
  control: 'Host Namespaces',
  reason: 'host namespaces',
  fields: namespaces.map(field => `spec.${field}`),
  revisions: [{ since: 0, allowed: 'undefined/null, false', find: v1_0 }],
  detail: violations => violations.map(({ path }) => `${path.at(-1)}=true`).join(', '),
}

function v1_0({ self }: CheckInput): Violation[] {
  return namespaces.flatMap(field => badFields([self], [field], value => value === true))
}
