import type { Check, Violation } from '../check.ts'
import type { CheckInput } from '../check-input.ts'
import { inContainers } from '../fields.ts'
import { badItems } from '../find.ts'
import { addsText } from '../message.ts'

/** What a container runtime grants by default. Names have neither lower case nor a CAP_ prefix. */
const allowed = [
  'AUDIT_WRITE',
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'MKNOD',
  'NET_BIND_SERVICE',
  'SETFCAP',
  'SETGID',
  'SETPCAP',
  'SETUID',
  'SYS_CHROOT',
]
const allowedSet: ReadonlySet<string> = new Set(allowed)

/**
 * Containers must not add capabilities beyond those that a runtime grants anyway. What they drop does not matter here.
 */
export const capabilities_baseline: Check = {
  id: 'capabilities_baseline',
  level: 'baseline',
  control: 'Capabilities',
  reason: 'non-default capabilities',
  fields: inContainers('securityContext.capabilities.add[*]'),
  revisions: [{ since: 0, allowed: `undefined/null, ${allowed.join(', ')}`, find: v1_0 }],
  detail: addsText,
}

function v1_0({ containers }: CheckInput): Violation[] {
  return badItems(containers, ['securityContext', 'capabilities', 'add'], item => !allowedSet.has(item))
}
