import { shells } from '../../shell/call.ts'
import { type ProgramStart, programStarts } from '../../shell/possible/programs.ts'
import { programName } from '../../shell/program-name.ts'
import { splitScript, type Variables } from '../../shell/words.ts'
import { startsOf } from '../../shell/wrapped-start.ts'
import { wrappers } from '../../shell/wrappers.ts'
import { type ImageFile, textOf } from '../layer/image-files.ts'
import { registryLimits } from '../limits.ts'
import type { ImageConfig } from './config.ts'

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

/** Of these the first word that is no option names the user, and the rest is what they start as it. */
const switches = /^(?:gosu|su-exec|s6-setuidgid)$/

/** What the entrypoint does, as far as its text says. */
export interface EntrypointFacts {
  /** Whether it calls a program that works by a setuid bit: unknown where it is no script. */
  readonly setuid: 'yes' | 'no' | 'unknown'
  /** Of chown and the programs that switch the user, those that it calls, sorted. */
  readonly calls: readonly string[]
  /** The user that it becomes, where every switch names the same one: `redis`, `1000:1000`. */
  readonly switchesTo?: string
}

/** What some words start. */
export interface Started {
  /** Of each program where it may be: those in front, such as tini, then the one that they start. Never empty. */
  readonly programs: readonly (readonly string[])[]
  /** What the last one is given. */
  readonly args: readonly string[]
}

/** Programs in front of another; nobody has more. */
const mostInFront = 8

/**
 * The programs that the words of an image start: `tini -- entry.sh`, `sh /entry.sh`, `sh -c "exec serve"`. What cannot be
 * told is a program that is nowhere.
 */
export function startedBy(words: readonly string[], config: ImageConfig): Started {
  const programs: (readonly string[])[] = []
  for (let rest = words; ; ) {
    const [first = '', ...args] = rest
    programs.push(placesOf(first, config))
    const behind = behindProgram(first, args)
    if (behind === undefined) return { programs, args }
    if (behind === 'unknown' || programs.length > mostInFront) return { programs: [...programs, []], args: [] }
    rest = behind
  }
}

/** The words that a program in front of another starts; undefined where it is none. */
function behindProgram(program: string, args: readonly string[]): readonly string[] | 'unknown' | undefined {
  const name = programName(program)
  if (shells.test(name)) return behindShell(args)
  const wrapper = switches.test(name) ? { letters: '', operands: 1 } : wrappers.get(name)
  if (wrapper === undefined) return isTold(name) ? 'unknown' : undefined
  const words = args.map(text => ({ text }))
  const [start, ...others] = startsOf(words, wrapper)
  return start === undefined || others.length > 0 ? 'unknown' : args.slice(start)
}

/** A file, or a script of one command, which is how a Dockerfile writes `CMD serve --port 80`. */
function behindShell(args: readonly string[]): readonly string[] | 'unknown' | undefined {
  const [first, script = ''] = args
  if (first === undefined) return undefined
  if (!/^[-+]/.test(first)) return args
  if (!/^-[a-z]*c$/.test(first)) return 'unknown'
  const [command, ...others] = splitScript(script) ?? []
  const words = (command?.words ?? []).flatMap(({ text }) => text ?? [])
  const isWhole = others.length === 0 && command?.followedBy === ';' && words.length === command.words.length
  const start = words[0] === 'exec' ? words.slice(1) : words
  return isWhole && start.length > 0 ? start : 'unknown'
}

/** Where a program may be: itself, below the working directory, or in each folder of PATH. */
function placesOf(program: string, { workingDir, path }: ImageConfig): readonly string[] {
  if (program === '') return []
  if (program.startsWith('/')) return [program]
  return program.includes('/') ? [`${workingDir}/${program}`] : path.map(folder => `${folder}/${program}`)
}

/**
 * Read the program that the image starts. Whatever is not a script of a shell says nothing, save for `sh -c`, and so does
 * a script that is longer than any that people write.
 */
export function entrypointFacts(
  words: readonly string[],
  { args }: Started,
  programs: readonly (ImageFile | undefined)[],
): EntrypointFacts {
  const text = scriptOf(programs.at(-1))
  const script = text === undefined || text.length > registryLimits.script ? undefined : text
  const command = script === undefined ? words : ['sh', '-c', script, 'script', ...args]
  const calls = [...eachOnce(programStarts(command), ({ name }) => (isTold(name) ? [name] : []))].toSorted()
  const constants = constantsOf(command.join('\n'))
  const switchesTo = onlyOne([...eachOnce(programStarts(command, constants), targetOf)])
  const calledSetuid = calls.some(name => setuidPrograms.has(name)) || programs.some(hasSetuid)
  return {
    setuid: calledSetuid ? 'yes' : script === undefined ? 'unknown' : 'no',
    calls,
    ...(switchesTo !== undefined && { switchesTo }),
  }
}

/** What is told of programs that start; of a script with thousands of commands, read for each value, nothing else is kept. */
function eachOnce(
  starts: Iterable<ProgramStart>,
  tell: (start: ProgramStart) => readonly string[],
): ReadonlySet<string> {
  const told = new Set<string>()
  for (const start of starts) for (const text of tell(start)) told.add(text)
  return told
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
  return program?.state === 'found' && !isScript(program) && (program.entry.mode & 0o6000) !== 0
}

function isTold(name: string): boolean {
  return name === 'chown' || switchers.some(switcher => switcher === name)
}

/** What a variable is worth that a pod may set: no name of a user has it. */
const anything = '$'

/**
 * The variables of a script as all runs of it have them: those that it sets once, in the first column and to a plain word.
 * Any other may be set by the pod, or in a branch.
 */
function constantsOf(script: string): Variables {
  const settings = new Map<string, number>()
  for (const name of namesIn(script, /(?<![\w$])([A-Za-z_]\w{0,99})(?::?|\+)=/g))
    settings.set(name, (settings.get(name) ?? 0) + 1)
  const heard = new Set(namesIn([...script.matchAll(hearing)].join('\n'), /([A-Za-z_]\w{0,99})/g))
  const plain = new Map([...script.matchAll(setting)].map(([, name = '', , value = '']) => [name, value]))
  const used = namesIn(script, /\$\{?([A-Za-z_]\w{0,99})/g)
  return Object.fromEntries(
    used.map(name => [name, (settings.get(name) === 1 && !heard.has(name) && plain.get(name)) || anything]),
  )
}

const setting = /^([A-Za-z_]\w{0,99})=(["']?)([\w.-]+)\2[ \t]*$/gm
const hearing = /\b(?:read|for|getopts|unset|local)\b[^\n]*/g

function namesIn(text: string, pattern: RegExp): readonly string[] {
  return [...text.matchAll(pattern)].map(([, name = '']) => name)
}

/** Of each program that becomes another user and goes on as it, the word that names that user. */
function targetOf({ name, args }: ProgramStart): readonly string[] {
  if (!switches.test(name)) return []
  const target = args.find(({ text }) => text === undefined || !text.startsWith('-'))
  return [target?.text ?? anything]
}

/** A target that only a running shell knows is one of several. */
function onlyOne(targets: readonly string[]): string | undefined {
  const [first] = targets
  const isName = first !== undefined && /^\w[\w.-]*(?::\w[\w.-]*)?$/.test(first)
  return isName && targets.every(target => target === first) ? first : undefined
}
