import type { Problem } from '../../workload/schema-problems.ts'
import { longestSocketPath } from '../pod/attachable.ts'
import type { Attachable } from '../values/pod.ts'
import { problem } from './rule.ts'

/** Kubernetes cannot see an image's entrypoint, so only a command that is written can be wrapped. */
export function attachableRules(
  attachable: Attachable | undefined,
  command: readonly string[] | undefined,
  section: 'agent' | 'worker',
): Problem[] {
  if (attachable?.enabled !== true) return []
  const socket = `${attachable.ttyDirectory}/socket`
  return [
    ...(command === undefined || command.length === 0
      ? [
          problem(
            [section, 'command'],
            'nothing',
            'the command that attachable wraps, because the entrypoint of an image is not known',
          ),
        ]
      : []),
    ...(Buffer.byteLength(socket) > longestSocketPath
      ? [
          problem(
            [section, 'attachable', 'ttyDirectory'],
            `a socket path of ${Buffer.byteLength(socket)} bytes`,
            `at most ${longestSocketPath}`,
          ),
        ]
      : []),
  ]
}
