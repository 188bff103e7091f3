import type { Value } from '../manifest/value.ts'
import { onMismatchScript } from './chown.ts'
import { type OwnershipStep, stepOf } from './ownership-step.ts'
import { type ShellCommand, splitScript, type Variables } from './shell-words.ts'

/** A step of a script, and whether the container goes on when it fails. `ifSucceeded`: it follows another by `&&`. */
export type ScriptStep = OwnershipStep & { readonly mayFail: boolean; readonly ifSucceeded?: true }

const shells = /^(.*\/)?(sh|ash|dash|bash)$/

/** Longer command lines are not followed: each step is tried with each fix, and a stranger may write a hundred thousand. */
const longest = 32_768

/**
 * What a container's `command` and `args` do to owners and modes, in order. Undefined where any of it is not
 * understood: then nothing is known about the directories afterwards.
 */
export function parseScript(argv: readonly Value[], variables: Variables = {}): readonly ScriptStep[] | undefined {
  const steps = scriptSteps(argv, variables)
  return steps.some(({ op }) => op === 'unknown') ? undefined : steps.filter(({ op }) => op !== 'none')
}

/** As `parseScript`, with `unknown` steps in their places. */
export function scriptSteps(argv: readonly Value[], variables: Variables = {}): readonly ScriptStep[] {
  const words = argv.flatMap(word => (typeof word === 'string' ? [word] : []))
  const [shell = '', flags = '', script] = words
  const length = words.reduce((sum, word) => sum + word.length + 1, 0)
  if (words.length < argv.length || length > longest) return [{ op: 'unknown', words, mayFail: false }]
  if (!shells.test(shell)) return [{ ...stepOf(words.map(text => ({ text }))), mayFail: false }]
  if (script === undefined || !/^-[a-z]*c$/.test(flags)) return [{ op: 'unknown', words, mayFail: false }]
  return parseChownCommand(script, { variables, errexit: flags.includes('e') })
}

/** How a script is run. */
export interface ScriptOptions {
  readonly variables?: Variables
  /** Run by `sh -e`. */
  readonly errexit?: boolean
}

/** What a hand-written script does to owners and modes; both forms that we write are recognised. */
export function parseChownCommand(script: string, options: ScriptOptions = {}): readonly ScriptStep[] {
  const key = JSON.stringify([script, options])
  const steps = parsed.get(key) ?? parseAnew(script, options)
  if (parsed.size >= mostParsed) parsed.clear()
  parsed.set(key, steps)
  return steps
}

/** Charts write one script into many pods, and every fix that is tried runs it again. */
const parsed = new Map<string, readonly ScriptStep[]>()
const mostParsed = 100

function parseAnew(script: string, options: ScriptOptions): readonly ScriptStep[] {
  const own = parseOnMismatch(script)
  if (own !== undefined) return [own]
  const commands = splitScript(script, options.variables)
  if (commands === undefined) return [{ op: 'unknown', words: [script], mayFail: false }]
  const isForgiven = options.errexit === true || commands.some(setsErrexit) ? isForgivenByErrexit : isForgivenByShell
  return commands.flatMap((_, index) => {
    if (commands[index - 1]?.followedBy === '|') return []
    if (isFallback(commands, index)) return []
    const step = { ...stepAt(commands, index), mayFail: isForgiven(commands, index) }
    return [hangsOnAnother(commands, index) ? { ...step, ifSucceeded: true as const } : step]
  })
}

function setsErrexit({ words: [command, flags] }: ShellCommand): boolean {
  return command?.text === 'set' && /^-[a-z]*e/.test(flags?.text ?? '')
}

/** `… || true` and `… || echo failed`: it matters only that the failure is forgiven. */
function isFallback(commands: readonly ShellCommand[], index: number): boolean {
  const command = commands[index]
  return commands[index - 1]?.followedBy === '||' && command !== undefined && stepOf(command.words).op === 'none'
}

/** Behind `a && `; behind `a || true && ` it runs whatever came of `a`. */
function hangsOnAnother(commands: readonly ShellCommand[], index: number): boolean {
  return commands[index - 1]?.followedBy === '&&' && !isFallback(commands, index - 1)
}

/** Whether a shell goes on when the command fails: something follows its list, or `||` stands after it. */
function isForgivenByShell(commands: readonly ShellCommand[], index: number): boolean {
  const { end, hasAlternative } = restOfList(commands, index)
  return hasAlternative || end < commands.length - 1
}

/** The same under `-e`, which forgives in a list of `&&` every failure but that of its last command (POSIX, `set -e`). */
function isForgivenByErrexit(commands: readonly ShellCommand[], index: number): boolean {
  const { end, hasAlternative, isLast } = restOfList(commands, index)
  return hasAlternative || (end < commands.length - 1 && !isLast)
}

/** What stands behind a command in its list of `&&` and `||`. A pipe succeeds or fails as its last command does. */
function restOfList(commands: readonly ShellCommand[], index: number) {
  const decisive = commands[index]?.followedBy === '|' ? index + 1 : index
  const end = commands.findIndex(({ followedBy }, at) => at >= decisive && (followedBy === ';' || followedBy === '&'))
  const hasAlternative = commands.slice(decisive, end).some(({ followedBy }) => followedBy === '||')
  return { end, hasAlternative, isLast: decisive === end }
}

function stepAt(commands: readonly ShellCommand[], index: number): OwnershipStep {
  const command = commands[index]
  const next = commands[index + 1]
  if (command === undefined) return { op: 'none' }
  const unknown: OwnershipStep = { op: 'unknown', words: command.words.map(({ text }) => text ?? '…') }
  if (command.followedBy === '&') return unknown
  if (command.followedBy === '|') return (next === undefined ? undefined : findXargs(command, next)) ?? unknown
  if (commands[index - 1]?.followedBy === '||') return unknown // runs only where another command failed
  return stepOf(command.words)
}

/** `find PATH … | xargs -r chown -R UID:GID`, as charts write it to spare lost+found and snapshots. */
function findXargs(find: ShellCommand, xargs: ShellCommand): OwnershipStep | undefined {
  const [name, ...rest] = find.words.map(({ text }) => text)
  const [program, ...command] = xargs.words.filter(({ text }) => !/^-[r0]$/.test(text ?? ''))
  const end = rest.findIndex(text => text === undefined || /^[-!(]/.test(text))
  const paths = rest.slice(0, end < 0 ? rest.length : end).flatMap(text => (text === undefined ? [] : [text]))
  if (name !== 'find' || program?.text !== 'xargs' || xargs.followedBy === '|' || paths.length === 0) return undefined
  const step = stepOf([...command, { text: '/' }])
  if (step.op !== 'chown') return undefined
  const contentsOnly = rest.some((text, index) => text === '-mindepth' && rest[index + 1] !== '0')
  const sparesLostAndFound = rest.some(text => text?.includes('lost+found'))
  return { ...step, paths, contentsOnly, ...(contentsOnly && sparesLostAndFound && { sparesLostAndFound }) }
}

/** Our own `OnRootMismatch` script: its words say everything, and the text around them is fixed. */
function parseOnMismatch(script: string): ScriptStep | undefined {
  const [, words = '', owner = '', uid, gid] = script.match(/^for v in (.*?); do if \[ .*? != ((\d+):(\d+)) \]/s) ?? []
  if (uid === undefined || script !== onMismatchScript(owner, words)) return undefined
  const paths = splitScript(words)?.[0]?.words.flatMap(({ text }) => (text === undefined ? [] : [text])) ?? []
  return { op: 'chown', recursive: true, uid: Number(uid), gid: Number(gid), paths, mayFail: false }
}
