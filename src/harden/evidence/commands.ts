import { listAt, mapAt, type Value, type ValueMap } from '../../manifest/value.ts'
import type { Variables } from '../../shell/words.ts'
import { expanded, variablesOf } from '../../volumes/model/start/variables.ts'
import type { CommandSource, ContainerCommand } from './container-command.ts'
import { mountedScripts } from './mounted-scripts.ts'

/** The command, the arguments, the probes and the hooks of a container, as the kubelet expands them, and its scripts. */
export function commandsOf(source: CommandSource, variables: Variables): readonly ContainerCommand[] {
  const { spec } = source.container
  const lifecycle = mapAt(spec, 'lifecycle')
  const written = [
    ...(spec.command === undefined && spec.args === undefined
      ? []
      : [mainCommand(wordsAt(spec, 'command', variables), wordsAt(spec, 'args', variables))]),
    // Every container is asked, and most have neither a probe nor a hook.
    ...probes.filter(probe => spec[probe] !== undefined).map(probe => executed(probe, mapAt(spec, probe), variables)),
    ...(lifecycle === undefined ? [] : hooks.map(hook => executed(hook, mapAt(lifecycle, hook), {}))),
  ]
  return source.configMaps.size === 0 ? written : [...written, ...mountedScripts(source, written)]
}

/** The variables that commands and scripts of a container see. */
export function environmentOf({ container: { spec } }: CommandSource): Variables {
  return spec.env === undefined ? {} : variablesOf(spec)
}

const probes = ['livenessProbe', 'readinessProbe', 'startupProbe'] as const
const hooks = ['postStart', 'preStop'] as const

function wordsAt(map: ValueMap, key: string, variables: Variables): readonly string[] {
  return listAt(map, key).flatMap(word => {
    const text = expanded(word, variables)
    return typeof text === 'string' ? [text] : []
  })
}

/** Without a command the entrypoint of the image is given the arguments: a program, or what a shell is given. */
function mainCommand(command: readonly string[], args: readonly string[]): ContainerCommand {
  if (command.length > 0) return { place: { of: 'field', field: 'command' }, words: [...command, ...args] }
  const options = args.findIndex(word => !word.startsWith('-'))
  const forShell = args.slice(0, Math.max(options, 0)).some(word => /^-[a-z]*c$/.test(word))
  return { place: { of: 'field', field: 'args' }, words: forShell ? ['sh', ...args] : args }
}

/** The kubelet expands variables for probes (`ExpandContainerCommandOnlyStatic`) and not for hooks (`RunInContainer`). */
function executed(field: string, handler: Value | undefined, variables: Variables): ContainerCommand {
  return { place: { of: 'field', field }, words: wordsAt(mapAt(handler, 'exec') ?? {}, 'command', variables) }
}
