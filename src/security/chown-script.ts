import type { Value } from '../manifest/value.ts'
import { type ScriptOptions, scriptOf, shells } from '../shell/call.ts'
import { stepOf } from '../shell/steps/ownership-step.ts'
import { type ScriptStep, stepsOfScript } from '../shell/steps/script-steps.ts'
import { splitScript, type Variables } from '../shell/words.ts'
import { onMismatchScript } from './chown.ts'

/** Longer command lines are not followed: each step is tried with each fix, and a stranger may write a hundred thousand. */
const longest = 32_768

/**
 * What a container's `command` and `args` do to owners and modes, in order. Undefined where any of it is not
 * understood: then nothing is known about the directories afterwards.
 */
export function parseScript(argv: readonly Value[], variables: Variables = {}): readonly ScriptStep[] | undefined {
  const steps = scriptSteps(argv, variables)
  return steps.some(({ op }) => op === 'unknown') ? undefined : steps.filter(({ op }) => !leavingAll.has(op))
}

/** What neither makes anything nor gives it away. */
const leavingAll: ReadonlySet<ScriptStep['op']> = new Set(['none', 'exit', 'enter'])

/** As `parseScript`, with `unknown` steps in their places. */
export function scriptSteps(argv: readonly Value[], variables: Variables = {}): readonly ScriptStep[] {
  const words = argv.flatMap(word => (typeof word === 'string' ? [word] : []))
  const [shell = '', ...rest] = words
  const length = words.reduce((sum, word) => sum + word.length + 1, 0)
  if (words.length < argv.length || length > longest) return [{ op: 'unknown', words, mayFail: false }]
  if (!shells.test(shell)) return [{ ...stepOf(words.map(text => ({ text }))), mayFail: false }]
  const inner = scriptOf([shell, ...rest])
  if (inner === undefined) return [{ op: 'unknown', words, mayFail: false }]
  return parseChownCommand(inner.script, { variables, ...inner.options })
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
  return stepsOfScript(script, options) ?? [{ op: 'unknown', words: [script], mayFail: false }]
}

/** Our own `OnRootMismatch` script: its words say everything, and the text around them is fixed. */
function parseOnMismatch(script: string): ScriptStep | undefined {
  const [, words = '', owner = '', uid, gid] = script.match(/^for v in (.*?); do if \[ .*? != ((\d+):(\d+)) \]/s) ?? []
  if (uid === undefined || script !== onMismatchScript(owner, words)) return undefined
  const paths = splitScript(words)?.[0]?.words.flatMap(({ text }) => (text === undefined ? [] : [text])) ?? []
  return { op: 'chown', recursive: true, uid: Number(uid), gid: Number(gid), paths, mayFail: false }
}
