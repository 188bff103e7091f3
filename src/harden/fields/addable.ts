import type { Level } from '../../workload/settings/level.ts'

/** What a level lets a container add (Pod Security Standards, Capabilities). */
const addable = {
  baseline: new Set(
    'AUDIT_WRITE CHOWN DAC_OVERRIDE FOWNER FSETID KILL MKNOD NET_BIND_SERVICE SETFCAP SETGID SETPCAP SETUID SYS_CHROOT'.split(
      ' ',
    ),
  ),
  restricted: new Set(['NET_BIND_SERVICE']),
}

/** The capabilities of a list that the level does not let a container add, as they are spelt there. */
export function beyondLevel(capabilities: readonly string[], level: Level): readonly string[] {
  return level === 'privileged' ? [] : capabilities.filter(capability => !addable[level].has(capability))
}
