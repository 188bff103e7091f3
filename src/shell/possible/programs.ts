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
  return [...programStarts(argv, variables)].map(({ name }) => name)
}

/** A program that a command may start, by its name without a folder, and what it is given. */
export interface ProgramStart {
  readonly name: string
  readonly args: readonly ShellWord[]
}

/**
 * The same with what each program is given, for each value of the variables. One start is held at a time: a script may
 * have thousands of commands, and sixteen values.
 */
export function* programStarts(argv: readonly string[], variables: Variables = {}): Starts {
  const words = argv.map(text => ({ text: text.replaceAll(lookUp, '$1') }))
  const world = { budget: { steps: 100_000 }, depth: 0 }
  const script = words.map(({ text }) => text).join('\n')
  for (const values of worldsOf(script, variables)) yield* programsIn(words, { ...world, values })
}

/** A script asks where a program is, and puts the answer where it asked. */
const lookUp = /(?:\$\(|`)\s*(?:command\s+-v|which|type\s+-[pP])\s+([\w./-]+)[^()`]*(?:\)|`)/g

type Words = readonly ShellWord[]
type Starts = Generator<ProgramStart, void>

/** One world of variables. Each wrapper in a wrapper may double the ways to read the rest: the budget ends that. */
interface World {
  readonly values: Variables
  readonly budget: { steps: number }
  /** How many programs have started one another. */
  readonly depth: number
}

/** Nobody writes more, and less than the stack takes. */
const deepest = 100

function* programsIn(words: Words, { values, budget, depth }: World): Starts {
  if (budget.steps-- <= 0 || depth > deepest) return
  const world = { values, budget, depth: depth + 1 }
  const start = words.findIndex(({ text }) => text === undefined || !isAssignment(text))
  const [first, ...rest] = start < 0 ? [] : words.slice(start)
  if (first === undefined) return
  // A variable without a value may be empty, and the next word the program: `$DEBUG sudo id`.
  if (first.text === undefined) return yield* programsIn(rest, world)
  const name = programName(first.text)
  if (name !== '') yield { name, args: rest }
  yield* startedBy(name, rest, world)
  yield* inOneWord(first.text, world)
}

/** `env -S "sudo id"`, `script -c "sudo id"`: a command in one word, where a program would stand. */
function* inOneWord(text: string, world: World): Starts {
  if (/^\S+\s/.test(text)) yield* inScript(text, world)
}

const shells = /^(?:sh|ash|dash|r?bash|zsh|ksh|mksh|fish)$/
/** Options of find and start-stop-daemon, and of those who watch something. */
const starters = /^-{1,2}(?:exec|execdir|ok|okdir|startas)$/
/** `/init` is that of s6-overlay. */
const entrypoint = /entrypoint|^init$/
const anyEntrypoint: Wrapper = { letters: '', operands: 0 }

function* startedBy(name: string, words: Words, world: World): Starts {
  if (shells.test(name)) return yield* inShell(words, world)
  if (name === 'eval' || name === 'trap') return yield* inScripts(words, world)
  if (name === 'alias') return yield* inScripts(words.map(withoutName), world)
  if (interpreters.test(name)) return yield* inCode(words, world)
  // Their programs are words, as those of a shell.
  if (name === 'expect' || name === 'tclsh') return yield* inScripts(words, world)
  const wrapper = wrappers.get(name) ?? (entrypoint.test(name) ? anyEntrypoint : undefined)
  if (wrapper !== undefined) return yield* wrapped(words, wrapper, world)
  const starter = words.findIndex(({ text = '' }) => starters.test(text))
  if (starter >= 0) return yield* programsIn(words.slice(starter + 1), world)
  const dashes = dashed.test(name) ? words.findIndex(({ text }) => text === '--') : -1
  if (dashes >= 0) yield* programsIn(words.slice(dashes + 1), world)
}

function withoutName({ text }: ShellWord): ShellWord {
  return text === undefined ? {} : { text: text.replace(/^[^=]*=/, '') }
}

function* wrapped(words: Words, wrapper: Wrapper, world: World): Starts {
  for (const [at, { text = '' }] of words.entries()) yield* inOption(text, words[at + 1]?.text ?? '', world)
  for (const at of startsOf(words, wrapper)) yield* programsIn(words.slice(at), world)
}

/** `env -S 'sudo id'`, `script --command='sudo id'`: a command that is the value of an option. */
function* inOption(text: string, next: string, world: World): Starts {
  const [, own] = text.match(/^(?:-S|--[\w-]+=)(.+)$/s) ?? []
  yield* inOneWord(own ?? '', world)
  if (/^(?:-\w*S|--split-string)$/.test(text)) yield* inScript(next, world)
}

function* inScripts(scripts: Words, world: World): Starts {
  for (const { text } of scripts) if (text !== undefined) yield* inScript(text, world)
}

function* inScript(script: string, world: World): Starts {
  const functions = functionsIn(script)
  const heard: ShellWord[] = []
  const hearing = new Set<typeof inScripts>()
  for (const part of possibleScript(script, world.values)) {
    if (part.kind === 'input') heard.push({ text: part.text })
    else {
      const { words } = part
      yield* programsIn(functions.has(words[0]?.text ?? '') ? handed(words, script) : words, world)
      heard.push(...saidBy(words))
      if (readsInput(words, shells)) hearing.add(inScripts)
      if (readsInput(words, interpreters)) hearing.add(inCode)
    }
  }
  yield* inHeard(heard, hearing, world)
}

/** `echo "sudo id" | sh`: what one command says, or a here-document holds, another reads. */
function* inHeard(heard: Words, hearing: ReadonlySet<typeof inScripts>, world: World): Starts {
  if (world.depth > deepest) return
  const inner = { ...world, depth: world.depth + 1 }
  for (const read of hearing) yield* read(heard, inner)
  // A script that is written to a file.
  yield* inScripts(
    heard.filter(({ text = '' }) => text.startsWith('#!')),
    inner,
  )
}

function saidBy([first, ...rest]: Words): Words {
  return /^(?:echo|printf)$/.test(first?.text ?? '') ? rest : []
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

function* inCode(words: Words, world: World): Starts {
  const code = words.map(({ text = '' }) => text).join('\n')
  const found = code.replaceAll(/^[ \t]*(?:#|\/\/).*$/gm, '').matchAll(startingCall)
  for (const [, , script = ''] of found) yield* inScript(script, world)
}

/** What follows `-c`, alone or with other letters: the script, and the words that it may start. */
function* inShell(words: Words, world: World): Starts {
  const flag = words.findIndex(({ text = '' }) => /^[-+][A-Za-z]*c[A-Za-z]*$/.test(text))
  const rest = flag < 0 ? [] : words.slice(flag + 1)
  const at = rest.findIndex(({ text = '' }) => text !== '--' && !/^[-+]\w+$/.test(text))
  const script = rest[at]
  if (at < 0 || script === undefined) return
  yield* inScripts([script], world)
  yield* handedOn(script.text ?? '', rest.slice(at + 1), world)
}

/** Of the words behind a script the first is `$0`, the next `$1`; `shift` takes some away. */
function* handedOn(script: string, words: Words, world: World): Starts {
  const firsts = [
    ...(/\$\{?0/.test(script) ? [0] : []),
    ...(/\$\{?(?:[@*1]|1\+)/.test(script) ? [1] : []),
    ...(script.includes('shift') ? [2, 3, 4] : []),
  ]
  for (const first of firsts) yield* programsIn(words.slice(first), world)
}
