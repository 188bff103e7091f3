import type { Problem } from '../../config/schema-problems.ts'
import { isList, listAt } from '../../manifest/value.ts'
import { longestSocketPath } from '../pod/attachable.ts'
import { unknownVariable } from '../pod/expansion.ts'
import { asValue } from '../values/from-code.ts'
import type { Partly } from '../values/partly.ts'
import type { Values } from '../values/values.ts'
import { lacking, problem, type Section } from './rule.ts'

/** Kubernetes cannot see an image's entrypoint, so only a command that is written can be wrapped. */
export function attachableRules(values: Partly<Values>, section: Section): Problem[] {
  const { attachable, command, args, env } = values[section] ?? {}
  if (attachable?.enabled !== true) return []
  const words = asValue([...(command ?? []), ...(args ?? [])])
  const unknown = unknownVariable(isList(words) ? words : [], listAt({ env: asValue(env ?? []) }, 'env'))
  const bytes = Buffer.byteLength(`${attachable.ttyDirectory ?? ''}/socket`)
  return [
    ...(command === undefined || command.length === 0
      ? [
          lacking(
            [section, 'command'],
            'the command that attachable wraps, because the entrypoint of an image is not known',
          ),
        ]
      : []),
    ...(unknown === undefined
      ? []
      : [
          problem(
            [section, 'command'],
            `$(${unknown})`,
            'no variable that only the cluster knows: the supervisor starts the command, and no kubelet expands it',
          ),
        ]),
    ...(bytes > longestSocketPath
      ? [
          problem(
            [section, 'attachable', 'ttyDirectory'],
            `a socket path of ${bytes} bytes`,
            `at most ${longestSocketPath}`,
          ),
        ]
      : []),
  ]
}
