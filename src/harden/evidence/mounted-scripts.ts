import { listAt, mapAt, textAt, type Value, type ValueMap } from '../../manifest/value.ts'
import type { CommandSource, ContainerCommand } from './container-command.ts'

/** What a container mounts of ConfigMaps and can run. */
export function mountedScripts(
  { pod, container, configMaps }: CommandSource,
  commands: readonly ContainerCommand[],
): readonly ContainerCommand[] {
  const mounts = listAt(container.spec, 'volumeMounts')
  const mounted = listAt(pod.spec, 'volumes').filter(volume =>
    mounts.some(mount => textAt(mount, 'name') === textAt(volume, 'name')),
  )
  const names = new Set(mounted.flatMap(configMapsIn))
  return [...names].flatMap(name =>
    (configMaps.get(name) ?? []).flatMap(({ value }) => scriptsIn(name, mapAt(value, 'data') ?? {}, commands)),
  )
}

function configMapsIn(volume: Value): readonly string[] {
  const sources = [volume, ...listAt(mapAt(volume, 'projected'), 'sources')].map(source => mapAt(source, 'configMap'))
  return sources.flatMap(source => textAt(source, 'name') ?? [])
}

function scriptsIn(name: string, data: ValueMap, commands: readonly ContainerCommand[]): readonly ContainerCommand[] {
  return Object.entries(data).flatMap(([key, text]) => {
    const interpreter = typeof text === 'string' ? interpreterOf(key, text, commands) : undefined
    if (typeof text !== 'string' || interpreter === undefined) return []
    return [{ place: { of: 'script', key, configMap: name }, words: [interpreter, '-c', text] }]
  })
}

/** What runs the files of an extension. */
const interpreters: ReadonlyMap<string, string> = new Map([
  ['py', 'python'],
  ['pl', 'perl'],
  ['rb', 'ruby'],
  ['js', 'node'],
  ['mjs', 'node'],
  ['cjs', 'node'],
  ['php', 'php'],
  ['lua', 'lua'],
  ['awk', 'awk'],
  ['exp', 'expect'],
  ['tcl', 'tclsh'],
  ['sh', 'sh'],
  ['bash', 'bash'],
  ['ash', 'ash'],
  ['dash', 'dash'],
  ['ksh', 'ksh'],
  ['zsh', 'zsh'],
])

/** What runs a file, by its first line or its extension. One that has neither is a shell's, where a command names it. */
function interpreterOf(key: string, text: string, commands: readonly ContainerCommand[]): string | undefined {
  const [, program] = text.match(/^#!\s*(?:\S*\/)?(?:env\s+(?:-S\s+)?)?([\w.-]+)/) ?? []
  const [, extension] = key.match(/\.(\w+)$/) ?? []
  if (program !== undefined) return program
  if (extension !== undefined) return interpreters.get(extension)
  return commands.some(({ words }) => words.some(word => names(word, key))) ? 'sh' : undefined
}

function names(word: string, key: string): boolean {
  return word.split(/[\s;&|<>()"'`]+/).some(part => part.endsWith(`/${key}`))
}

const extensions = [...interpreters.keys()].join('|')
/** A first line, an extension, or a key without one that has several lines. */
const scriptSign = new RegExp(`#!|\\.(?:${extensions})\\b|(?:^|[{,]) *"?[\\w-]+"?: *(?:[|>]|"[^"\\n]*\\\\n)`, 'm')

/** Whether the text of a ConfigMap may hold such a script: most hold configuration, and may be long. */
export function mayHoldScript(text: string): boolean {
  return scriptSign.test(text)
}
