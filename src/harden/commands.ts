import { expanded, variablesOf } from '../volumes/model/start/variables.ts'
import type { StreamStorage } from '../volumes/model/volume/facts.ts'
import type { Variables } from '../security/shell-words.ts'
import { listAt, mapAt, textAt, type Value, type ValueMap } from '../manifest/value.ts'
import type { ContainerView, PodView } from '../workload/pod.ts'

/** Words that a container is seen to start, and which of its fields, or what it mounts, says so. */
export interface ContainerCommand {
  readonly field: string
  readonly words: readonly string[]
}

/** The container in its pod, and the ConfigMaps that it may mount. */
export interface CommandSource {
  readonly pod: PodView
  readonly container: Pick<ContainerView, 'spec'>
  readonly configMaps: StreamStorage['configMaps']
}

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
  if (command.length > 0) return { field: 'command', words: [...command, ...args] }
  const options = args.findIndex(word => !word.startsWith('-'))
  const forShell = args.slice(0, Math.max(options, 0)).some(word => /^-[a-z]*c$/.test(word))
  return { field: 'args', words: forShell ? ['sh', ...args] : args }
}

/** The kubelet expands variables for probes (`ExpandContainerCommandOnlyStatic`) and not for hooks (`RunInContainer`). */
function executed(field: string, handler: Value | undefined, variables: Variables): ContainerCommand {
  return { field, words: wordsAt(mapAt(handler, 'exec') ?? {}, 'command', variables) }
}

/** What a container mounts of ConfigMaps and can run: by the name, by the first line, or because a command names it. */
function mountedScripts(
  { pod, container, configMaps }: CommandSource,
  commands: readonly ContainerCommand[],
): readonly ContainerCommand[] {
  const mounts = listAt(container.spec, 'volumeMounts')
  const mounted = listAt(pod.spec, 'volumes').filter(volume =>
    mounts.some(mount => textAt(mount, 'name') === textAt(volume, 'name')),
  )
  const names = new Set(mounted.flatMap(configMapsIn))
  return [...names].flatMap(name =>
    (configMaps.get(name) ?? []).flatMap(({ value }) =>
      Object.entries(mapAt(value, 'data') ?? {}).flatMap(([key, text]) =>
        typeof text === 'string' && isScript(key, text, commands)
          ? [{ field: `script ${key} of the ConfigMap ${name}`, words: ['sh', '-c', text] }]
          : [],
      ),
    ),
  )
}

function configMapsIn(volume: Value): readonly string[] {
  const sources = [volume, ...listAt(mapAt(volume, 'projected'), 'sources')].map(source => mapAt(source, 'configMap'))
  return sources.flatMap(source => textAt(source, 'name') ?? [])
}

function isScript(key: string, text: string, commands: readonly ContainerCommand[]): boolean {
  return /\.(?:ba|a|da)?sh$/.test(key) || /^#!.*sh\b/.test(text) || commands.some(({ words }) => words.some(names(key)))
}

function names(key: string): (word: string) => boolean {
  return word => word.includes(`/${key}`)
}
