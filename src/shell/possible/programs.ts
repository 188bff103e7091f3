import { programName } from '../program-name.ts'
import type { ShellWord, Variables } from '../words.ts'
import { isAssignment, startsOf } from '../wrapped-start.ts'
import { dashed, interpreters, startingCall, type Wrapper, wrappers } from '../wrappers.ts'
import { functionsIn, possibleScript } from './commands.ts'
import { worldsOf } from './values.ts'

/**
 * The programs that a command may start, by their names without a folder: the one it names, the one behind a wrapper such
 * as `exec` or `env`, and all those of a script that a shell is given. `variables` are those of its environment.
 */
export function programsOf(argv: readonly string[], variables: Variables = {}): readonly string[] {
  return programStarts(argv, variables).map(({ name }) => name)
}

/** A program that a command may start, by its name without a folder, and what it is given. */
export interface ProgramStart {
  readonly name: string
  readonly args: readonly ShellWord[]
}

/** The same with what each program is given. */
export function programStarts(argv: readonly string[], variables: Variables = {}): readonly ProgramStart[] {
  return [...startsByWorld(argv, variables)].flat()
}

/** The same, for each value of the variables by itself: whoever keeps little of each holds no more than one. */
export function* startsByWorld(argv: readonly string[], variables: Variables = {}): Generator<readonly ProgramStart[]> {
  const words = argv.map(text => ({ text: text.replaceAll(lookUp, '$1') }))
  const world = { budget: { steps: 100_000 }, depth: 0 }
  const script = words.map(({ text }) => text).join('\n')
  for (const values of worldsOf(script, variables)) yield programsIn(words, { ...world, values })
}

/** A script asks where a program is, and puts the answer where it asked. */
const lookUp = /(?:\$\(|`)\s*(?:command\s+-v|which|type\s+-[pP])\s+([\w./-]+)[^()`]*(?:\)|`)/g

type Words = readonly ShellWord[]

/** One world of variables. Each wrapper in a wrapper may double the ways to read the rest: the budget ends that. */
interface World {
  readonly values: Variables
  readonly budget: { steps: number }
  /** How many programs have started one another. */
  readonly depth: number
}

/** Nobody writes more, and less than the stack takes. */
const deepest = 100

function programsIn(words: Words, { values, budget, depth }: World): readonly ProgramStart[] {
  if (budget.steps-- <= 0 || depth > deepest) return []
  const world = { values, budget, depth: depth + 1 }
  const start = words.findIndex(({ text }) => text === undefined || !isAssignment(text))
  const [first, ...rest] = start < 0 ? [] : words.slice(start)
  if (first === undefined) return []
  // A variable without a value may be empty, and the next word the program: `$DEBUG sudo id`.
  if (first.text === undefined) return programsIn(rest, world)
  const name = programName(first.text)
  return [
    ...(name === '' ? [] : [{ name, args: rest }]),
    ...startedBy(name, rest, world),
    ...inOneWord(first.text, world),
  ]
}

/** `env -S "sudo id"`, `script -c "sudo id"`: a command in one word, where a program would stand. */
function inOneWord(text: string, world: World): readonly ProgramStart[] {
  return /^\S+\s/.test(text) ? inScript(text, world) : []
}

const shells = /^(?:sh|ash|dash|r?bash|zsh|ksh|mksh|fish)$/
/** Options of find and start-stop-daemon, and of those who watch something. */
const starters = /^-{1,2}(?:exec|execdir|ok|okdir|startas)$/
/** `/init` is that of s6-overlay. */
const entrypoint = /entrypoint|^init$/
const anyEntrypoint: Wrapper = { letters: '', operands: 0 }

function startedBy(name: string, words: Words, world: World): readonly ProgramStart[] {
  if (shells.test(name)) return inShell(words, world)
  if (name === 'eval' || name === 'trap') return inScripts(words, world)
  if (name === 'alias') return inScripts(words.map(withoutName), world)
  if (interpreters.test(name)) return inCode(words, world)
  // Their programs are words, as those of a shell.
  if (name === 'expect' || name === 'tclsh') return inScripts(words, world)
  const wrapper = wrappers.get(name) ?? (entrypoint.test(name) ? anyEntrypoint : undefined)
  if (wrapper !== undefined) return wrapped(words, wrapper, world)
  const starter = words.findIndex(({ text = '' }) => starters.test(text))
  if (starter >= 0) return programsIn(words.slice(starter + 1), world)
  const dashes = dashed.test(name) ? words.findIndex(({ text }) => text === '--') : -1
  return dashes < 0 ? [] : programsIn(words.slice(dashes + 1), world)
}

function withoutName({ text }: ShellWord): ShellWord {
  return text === undefined ? {} : { text: text.replace(/^[^=]*=/, '') }
}

function wrapped(words: Words, wrapper: Wrapper, world: World): readonly ProgramStart[] {
  const inOptions = words.flatMap(({ text = '' }, at) => inOption(text, words[at + 1]?.text ?? '', world))
  return [...inOptions, ...startsOf(words, wrapper).flatMap(at => programsIn(words.slice(at), world))]
}

/** `env -S 'sudo id'`, `script --command='sudo id'`: a command that is the value of an option. */
function inOption(text: string, next: string, world: World): readonly ProgramStart[] {
  const [, own] = text.match(/^(?:-S|--[\w-]+=)(.+)$/s) ?? []
  return [...inOneWord(own ?? '', world), ...(/^(?:-\w*S|--split-string)$/.test(text) ? inScript(next, world) : [])]
}

function inScripts(scripts: Words, world: World): readonly ProgramStart[] {
  return scripts.flatMap(({ text }) => (text === undefined ? [] : inScript(text, world)))
}

function inScript(script: string, world: World): readonly ProgramStart[] {
  const { commands, inputs } = possibleScript(script, world.values)
  const functions = functionsIn(script)
  const called = commands.map(words => (functions.has(words[0]?.text ?? '') ? handed(words, script) : words))
  return [...called.flatMap(words => programsIn(words, world)), ...inHeard(commands, inputs, world)]
}

/** `echo "sudo id" | sh`: what one command says, or a here-document holds, another reads. */
function inHeard(commands: readonly Words[], inputs: readonly string[], world: World): readonly ProgramStart[] {
  if (world.depth > deepest) return []
  const inner = { ...world, depth: world.depth + 1 }
  const said = commands
    .filter(([first]) => /^(?:echo|printf)$/.test(first?.text ?? ''))
    .flatMap(words => words.slice(1))
  const heard = [...said, ...inputs.map(text => ({ text }))]
  return [
    ...(commands.some(words => readsInput(words, shells)) ? inScripts(heard, inner) : []),
    ...(commands.some(words => readsInput(words, interpreters)) ? inCode(heard, inner) : []),
    // A script that is written to a file.
    ...inScripts(
      heard.filter(({ text = '' }) => text.startsWith('#!')),
      inner,
    ),
  ]
}

/** `retry sudo id`, where `retry` is a function that runs what it is given. */
function handed(words: Words, script: string): Words {
  return /(?:^|[\n;&|{(!`]|\b(?:exec|if|then|else|while|until|do|eval|time|command)\s)\s{0,99}"?\$\{?[@*1]/.test(script)
    ? words.slice(1)
    : []
}

/** A shell or an interpreter without a script reads its input. */
function readsInput(words: Words, readers: RegExp): boolean {
  const at = words.findIndex(({ text = '' }) => readers.test(programName(text)))
  const options = words.slice(at + 1).map(({ text = '' }) => text)
  const isStarted = at >= 0 && words.slice(0, at).every(({ text = '' }) => wrappers.has(programName(text)))
  return isStarted && (options.includes('-s') || options.every(text => /^-[^c]*$/.test(text)))
}

function inCode(words: Words, world: World): readonly ProgramStart[] {
  const code = words.map(({ text = '' }) => text).join('\n')
  const found = code.replaceAll(/^[ \t]*(?:#|\/\/).*$/gm, '').matchAll(startingCall)
  return [...found].flatMap(([, , script = '']) => inScript(script, world))
}

/** What follows `-c`, alone or with other letters: the script, and the words that it may start. */
function inShell(words: Words, world: World): readonly ProgramStart[] {
  const flag = words.findIndex(({ text = '' }) => /^[-+][A-Za-z]*c[A-Za-z]*$/.test(text))
  const rest = flag < 0 ? [] : words.slice(flag + 1)
  const at = rest.findIndex(({ text = '' }) => text !== '--' && !/^[-+]\w+$/.test(text))
  const script = rest[at]
  if (at < 0 || script === undefined) return []
  return [...inScripts([script], world), ...handedOn(script.text ?? '', rest.slice(at + 1), world)]
}

/** Of the words behind a script the first is `$0`, the next `$1`; `shift` takes some away. */
function handedOn(script: string, words: Words, world: World): readonly ProgramStart[] {
  const firsts = [
    ...(/\$\{?0/.test(script) ? [0] : []),
    ...(/\$\{?(?:[@*1]|1\+)/.test(script) ? [1] : []),
    ...(script.includes('shift') ? [2, 3, 4] : []),
  ]
  return firsts.flatMap(first => programsIn(words.slice(first), world))
}
