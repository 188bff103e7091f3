import { inlineText, quotedText } from '../manifest/edit/write-yaml.ts'
import type { Value } from '../manifest/value.ts'
import { chownCommand } from '../security/chown.ts'
import { rootChownInitContainer } from '../security/chown-init.ts'
import { restrictedContainerSecurityContext, restrictedPodSecurityContext } from '../security/contexts.ts'
import * as argument from './argument.ts'
import { blockYaml, fieldYaml } from './yaml.ts'

/** What a template hands to a helper: its arguments, its `key=value` pairs and the column in which it stands. */
export interface Call {
  readonly values: readonly Value[]
  readonly options: Readonly<Record<string, Value>>
  readonly column: number
}

/**
 * Template helpers. Hermetic: the result depends on the arguments alone, never on time, randomness or the environment.
 * `null` is a value that is absent on purpose; a value that is missing altogether never reaches a helper.
 */
export const helpers: Readonly<Record<string, (call: Call) => string>> = {
  /** A double-quoted scalar: no value can break out of it. */
  quote: ({ values }) => quotedText(argument.text(values[0])),

  /** What `{{name}}` alone means: a number, a boolean, or text that YAML reads as that text, unquoted where it may be. */
  plain: ({ values, column }) => blockYaml(argument.scalar(values[0]), column),

  /** A whole value, in block style, beginning in the column of the helper. */
  yaml: ({ values, column }) => blockYaml(argument.presentArgument(values[0]), column),

  /** A line `key: value`, or no line at all where the value is `null`. */
  field: ({ values, column }) => fieldLine(argument.text(values[0]), values[1] ?? null, column),

  /** Every entry of a map as a `field`. */
  fields: ({ values, column }) =>
    Object.entries(argument.map(values[0] ?? {}))
      .map(([key, value]) => fieldLine(key, value, column))
      .join(''),

  /** `{{chownCommand uid gid path…}}`: the one command that re-owns volumes. */
  chownCommand: ({ values: [uid, gid, ...paths] }) =>
    inlineText(chownCommand(argument.id(uid), argument.id(gid), paths.map(argument.text))),

  /** `{{chownInit name image uid gid mounts policy=… env=… resources=… imagePullPolicy=…}}`: the one init container that re-owns volumes. */
  chownInit: ({ values: [name, image, uid, gid, mounts], options, column }) =>
    blockYaml(
      rootChownInitContainer(
        argument.text(name),
        argument.text(image),
        argument.id(uid),
        argument.id(gid),
        argument.mounts(mounts),
        argument.chownOptions(options),
      ),
      column,
    ),

  /** `{{podSecurityContext user=… group=… fsGroup=…}}`: a context that `restricted` admits. */
  podSecurityContext: ({ options, column }) =>
    blockYaml(restrictedPodSecurityContext(argument.podIdentity(options)), column),

  /** `{{containerSecurityContext user=… group=… readOnlyRootFilesystem=…}}`: a context that `restricted` admits. */
  containerSecurityContext: ({ options, column }) =>
    blockYaml(restrictedContainerSecurityContext(argument.containerIdentity(options)), column),
}

function fieldLine(key: string, value: Value, column: number): string {
  return value === null ? '' : `${' '.repeat(column)}${fieldYaml(key, value, column)}\n`
}

/** Whether a helper can take a value: what came from validated values always is one. */
export function isValue(candidate: unknown): candidate is Value {
  return candidate === null || printable.has(typeof candidate)
}

const printable: ReadonlySet<string> = new Set(['string', 'number', 'boolean', 'bigint', 'object'])
