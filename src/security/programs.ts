import { possibleCommands, worldsOf } from './possible-commands.ts'
import type { ShellWord, Variables } from './shell-words.ts'
import { dashed, interpreters, startingCall, type Wrapper, wrappers } from './wrappers.ts'

/**
 * The programs that a command may start, by their names without a folder: the one it names, the one behind a wrapper such
 * as `exec` or `env`, and all those of a script that a shell is given. `variables` are those of its environment.
 */
export function programsOf(argv: readonly string[], variables: Variables = {}): readonly string[] {
  const words = argv.map(text => ({ text }))
  const budget = { steps: 100_000 }
  return worldsOf(argv.join('\n'), variables).flatMap(values => programsIn(words, { values, budget }))
}

type Words = readonly ShellWord[]

/** One world of variables. Words that start words can be nested so that every reading doubles the next: steps end that. */
interface World {
  readonly values: Variables
  readonly budget: { steps: number }
}

function programsIn(words: Words, world: World): readonly string[] {
  if (world.budget.steps-- <= 0) return []
  const start = words.findIndex(({ text }) => text === undefined || !isAssignment(text))
  const [first, ...rest] = start < 0 ? [] : words.slice(start)
  if (first === undefined) return []
  // A variable without a value may be empty, and the next word the program: `$DEBUG sudo id`.
  if (first.text === undefined) return programsIn(rest, world)
  const name = nameOf(first.text)
  return [...(name === '' ? [] : [name]), ...startedBy(name, rest, world), ...inOneWord(first.text, world)]
}

function nameOf(text: string): string {
  return text.replace(/^.*\//s, '')
}

/** `env -S "sudo id"`, `script -c "sudo id"`: a command in one word, where a program would stand. */
function inOneWord(text: string, world: World): readonly string[] {
  return /^\S+\s/.test(text) ? inScript(text, world) : []
}

const shells = /^(?:sh|ash|dash|r?bash|zsh|ksh|mksh|fish)$/
/** Options of find and start-stop-daemon, and of those who watch something. */
const starters = /^-{1,2}(?:exec|execdir|ok|okdir|startas)$/
const anyEntrypoint: Wrapper = { letters: '', operands: 0 }

function startedBy(name: string, words: Words, world: World): readonly string[] {
  if (shells.test(name)) return inShell(words, world)
  if (name === 'eval' || name === 'trap') return inScripts(words, world)
  if (name === 'alias') return inScripts(words.map(withoutName), world)
  if (interpreters.test(name)) return inCode(words, world)
  const wrapper = wrappers.get(name) ?? (name.includes('entrypoint') ? anyEntrypoint : undefined)
  if (wrapper !== undefined) return wrapped(words, wrapper, world)
  const starter = words.findIndex(({ text = '' }) => starters.test(text))
  if (starter >= 0) return programsIn(words.slice(starter + 1), world)
  const dashes = dashed.test(name) ? words.findIndex(({ text }) => text === '--') : -1
  return dashes < 0 ? [] : programsIn(words.slice(dashes + 1), world)
}

function withoutName({ text }: ShellWord): ShellWord {
  return text === undefined ? {} : { text: text.replace(/^[^=]*=/, '') }
}

/**
 * What follows options, their values, numbers such as a timeout's, and assignments such as those of `env`. An option in
 * words may take the next word for its value or not, so both are followed.
 */
function wrapped(words: Words, { letters, operands }: Wrapper, world: World): readonly string[] {
  const found: string[] = []
  let left = operands
  let at = 0
  for (; at < words.length; at++) {
    const { text } = words[at] ?? {}
    if (text === undefined || isAssignment(text) || isNumber(text)) continue
    if (!text.startsWith('-') && left-- <= 0) break
    if (/^-[A-Za-z]$/.test(text) && letters.includes(text.slice(1))) at++
    found.push(...inOneWord(text.replace(/^(?:-S|--[\w-]+=)/, ''), world))
    if (/^--?[A-Za-z][\w-]+$/.test(text)) found.push(...named(words.slice(at + 2), world))
  }
  return [...found, ...programsIn(words.slice(at), world)]
}

/** The program alone: what it starts is found by the other way to read the options, if they are read so. */
function named(words: Words, world: World): readonly string[] {
  const rest = words.findIndex(({ text }) => text !== undefined && !isAssignment(text) && !isNumber(text))
  const { text = '' } = words[rest] ?? {}
  return [nameOf(text), ...(shells.test(nameOf(text)) ? inShell(words.slice(rest + 1), world) : [])]
}

/** Seconds and minutes, and the processors of taskset as a mask or a list. */
function isNumber(text: string): boolean {
  return /^(?:[\d.]+[a-z]?|0x[\da-f]+|\d[\d,-]*)$/i.test(text)
}

function isAssignment(text: string): boolean {
  return /^[A-Za-z_]\w*=/.test(text)
}

function inScripts(scripts: Words, world: World): readonly string[] {
  return scripts.flatMap(({ text }) => (text === undefined ? [] : inScript(text, world)))
}

function inScript(script: string, world: World): readonly string[] {
  const commands = possibleCommands(script, world.values)
  // `echo "sudo id" | sh`: what one of them says, another reads.
  const said = commands.some(readsInput)
    ? commands.filter(([first]) => /^(?:echo|printf)$/.test(first?.text ?? ''))
    : []
  return [
    ...commands.flatMap(words => programsIn(words, world)),
    ...said.flatMap(([, ...words]) => inScripts(words, world)),
  ]
}

/** A shell without a script reads its input. */
function readsInput([first, ...rest]: Words): boolean {
  return shells.test(nameOf(first?.text ?? '')) && rest.every(({ text = '' }) => /^-[^c]*$/.test(text))
}

function inCode(words: Words, world: World): readonly string[] {
  const code = words.map(({ text = '' }) => text).join('\n')
  return [...code.matchAll(startingCall)].flatMap(([, , script = '']) => inScript(script, world))
}

/** What follows `-c`, alone or with other letters: the script, and the words that it may start. */
function inShell(words: Words, world: World): readonly string[] {
  const flag = words.findIndex(({ text = '' }) => /^[-+][A-Za-z]*c[A-Za-z]*$/.test(text))
  const rest = flag < 0 ? [] : words.slice(flag + 1)
  const at = rest.findIndex(({ text = '' }) => text !== '--' && !/^[-+]\w+$/.test(text))
  const script = rest[at]
  if (at < 0 || script === undefined) return []
  return [...inScripts([script], world), ...handedOn(script.text ?? '', rest.slice(at + 1), world)]
}

/** Of the words behind a script the first is `$0`, the next `$1`; `shift` takes some away. */
function handedOn(script: string, words: Words, world: World): readonly string[] {
  const firsts = [
    ...(/\$\{?0/.test(script) ? [0] : []),
    ...(/\$\{?(?:[@*1]|1\+)/.test(script) ? [1] : []),
    ...(script.includes('shift') ? [2, 3, 4] : []),
  ]
  return firsts.flatMap(first => programsIn(words.slice(first), world))
}
