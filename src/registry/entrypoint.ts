import type { ImageConfig } from './config.ts'
import { type ImageFile, textOf } from './image-files.ts'

/** Programs that become another user or gain privileges; what calls them needs setuid, SETUID or SETGID. */
const switchers = [
  'sudo',
  'su',
  'doas',
  'pkexec',
  'gosu',
  'su-exec',
  'setpriv',
  'chroot',
  's6-setuidgid',
  'runuser',
] as const

/** Those that work by a setuid bit, which `allowPrivilegeEscalation: false` disables. The others need to be root already. */
const setuidPrograms: ReadonlySet<string> = new Set(['sudo', 'su', 'doas', 'pkexec'])

/** What the entrypoint does, as far as its text says. */
export interface EntrypointFacts {
  /** Whether it calls a program that works by a setuid bit: unknown where it is no script. */
  readonly setuid: 'yes' | 'no' | 'unknown'
  /** Of chown and the programs that switch the user, those that it calls, sorted. */
  readonly calls: readonly string[]
  /** The user that it becomes, where every switch names the same one: `redis`, `1000:1000`. */
  readonly switchesTo?: string
}

/** Where the first word of the entrypoint may be: itself, below the working directory, or in each folder of PATH. */
export function programPaths({ entrypoint, cmd, workingDir, path }: ImageConfig): readonly string[] {
  const [program] = [...entrypoint, ...cmd]
  if (program === undefined || program === '') return []
  if (program.startsWith('/')) return [program]
  return program.includes('/') ? [`${workingDir}/${program}`] : path.map(folder => `${folder}/${program}`)
}

/** Read the entrypoint's program. Whatever is not a script of a shell says nothing. */
export function entrypointFacts(program: ImageFile | undefined): EntrypointFacts {
  const script = scriptOf(program)
  if (script === undefined) return { setuid: hasSetuid(program) ? 'yes' : 'unknown', calls: [] }
  const commands = commandsOf(script)
  const names = commands.map(([name = '']) => name.slice(name.lastIndexOf('/') + 1))
  const calls = [...new Set(names.filter(isTold))].toSorted()
  const switchesTo = onlyOne(commands.flatMap(targetOf))
  return {
    setuid: calls.some(name => setuidPrograms.has(name)) ? 'yes' : 'no',
    calls,
    ...(switchesTo !== undefined && { switchesTo }),
  }
}

/** Whether a program is a script of a shell. */
export function isScript(program: ImageFile | undefined): boolean {
  return scriptOf(program) !== undefined
}

function scriptOf(program: ImageFile | undefined): string | undefined {
  const file = textOf(program)
  return 'text' in file && /^#!.*\b(?:sh|bash|dash|ash)\b/.test(file.text) ? file.text : undefined
}

/** The kernel gives scripts no privileges of their own (execve(2)). */
function hasSetuid(program: ImageFile | undefined): boolean {
  return program?.state === 'found' && (program.entry.mode & 0o6000) !== 0
}

function isTold(name: string): boolean {
  return name === 'chown' || switchers.some(switcher => switcher === name)
}

/**
 * Words of every command, without comments, assignments and `exec`. A script is only searched, not run: whether a line is
 * reached does not matter to the question what it may call.
 */
function commandsOf(script: string): readonly (readonly string[])[] {
  return script
    .replaceAll(/\\\n/g, ' ')
    .split('\n')
    .flatMap(line =>
      line.replace(/(^|\s)#.*$/, '').split(/&&|\|\||[;|&(){}]|`|\b(?:then|else|do|if|elif|while|until)\b/),
    )
    .map(part =>
      part
        .trim()
        .split(/\s+/)
        .filter(word => !isPrefix(word)),
    )
    .filter(words => words.length > 0)
}

function isPrefix(word: string): boolean {
  return word === '' || word === 'exec' || word === '!' || word === 'command' || /^\w+=/.test(word)
}

function targetOf(words: readonly string[]): readonly string[] {
  const [name = '', ...args] = words
  const base = name.slice(name.lastIndexOf('/') + 1)
  if (base !== 'gosu' && base !== 'su-exec' && base !== 's6-setuidgid') return []
  const target = args.find(word => !word.startsWith('-'))
  return target === undefined ? [] : [target.replaceAll(/["']/g, '')]
}

/** A target that a variable names is known to a running shell alone, and so is one of several. */
function onlyOne(targets: readonly string[]): string | undefined {
  const [first] = targets
  return first !== undefined && !first.includes('$') && targets.every(target => target === first) ? first : undefined
}
