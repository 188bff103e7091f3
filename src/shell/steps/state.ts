import { optionsIn, type ScriptOptions } from '../call.ts'
import { readShellWord, type ShellWord, type Variables, valueIn } from '../words.ts'
import { type ShellNode, wordsBelow } from './tree.ts'

/** What a shell knows while it runs a script. */
export interface ShellState {
  readonly variables: Variables
  readonly options: ScriptOptions
  /** Where an earlier `cd` led, if that is known. */
  readonly folder: string | undefined
  /** `$1` and those after it; undefined where nobody knows how many there are. */
  readonly args: readonly ShellWord[] | undefined
  readonly functions: ReadonlyMap<string, ShellNode>
  /** `trap 'exit 0' EXIT`: the status that the script ends with, whatever came before. */
  readonly exitStatus: string | undefined
}

/** The state of a shell that begins. */
export function stateAtStart(options: ScriptOptions): ShellState {
  const args = (options.args ?? []).map(text => ({ text }))
  const { variables = {} } = options
  return { variables, options, folder: undefined, args, functions: new Map(), exitStatus: undefined }
}

/** `x="$x$x"` in a loop has no end. Nobody writes longer values, or more arguments. */
const longest = 4096
const mostArguments = 500

/** After a variable is set; without a value nobody knows to what. */
export function afterAssignment(state: ShellState, name: string, value: string | undefined): ShellState {
  const { [name]: _, ...rest } = state.variables
  const known = value !== undefined && value.length <= longest
  return { ...state, variables: known ? { ...rest, [name]: value } : rest }
}

/** After `A=x B=$A`. */
export function afterAssignments(state: ShellState, words: readonly string[]): ShellState {
  return words.reduce((before, word) => {
    const [, name, value = ''] = word.match(/^([A-Za-z_]\w*)=(.*)$/s) ?? []
    return name === undefined ? before : afterAssignment(before, name, assignedText(before, value))
  }, state)
}

/** A value that a shell would split is one word here. */
function assignedText(state: ShellState, value: string): string | undefined {
  return value === '' ? '' : wordIn(state, value.startsWith('$') ? `"${value}"` : value).text
}

/** After something may have set these. */
export function withoutVariables(state: ShellState, names: readonly string[]): ShellState {
  return names.reduce((before, name) => afterAssignment(before, name, undefined), state)
}

/** After `cd`; where a relative path leads is known behind an absolute one. */
export function afterCd(state: ShellState, to: string | undefined): ShellState {
  const known = to?.startsWith('/') || (state.folder !== undefined && /^[^-]/.test(to ?? ''))
  return { ...state, folder: known ? fromFolder(state, to ?? '') : undefined }
}

/** After `set`. Everything behind `--` is what the script was given. */
export function afterSet(state: ShellState, words: readonly ShellWord[]): ShellState {
  const texts = words.flatMap(({ text }) => text ?? [])
  const end = words.findIndex(({ text }) => text === '--')
  const plain = words
    .slice(1)
    .findIndex(({ text }, index) => !/^[-+]/.test(text ?? '') && !isOptionName(words, index + 1))
  const start = end >= 0 ? end + 1 : plain < 0 ? undefined : plain + 1
  const options = optionsIn(texts.slice(1), state.options)
  if (start === undefined) return { ...state, options }
  return { ...state, options, args: words.length - start > mostArguments ? undefined : words.slice(start) }
}

/** `pipefail` in `set -o pipefail`. */
function isOptionName(words: readonly ShellWord[], index: number): boolean {
  return /^[-+]\w*o$/.test(words[index - 1]?.text ?? '')
}

/** After `shift`. */
export function afterShift({ args, ...state }: ShellState, count = '1'): ShellState {
  return { ...state, args: /^\d+$/.test(count) ? args?.slice(Number(count)) : undefined }
}

/** After branches of which any may have run: what is not so after all of them is not known. */
export function afterBranches([first, ...others]: readonly [ShellState, ...ShellState[]]): ShellState {
  return others.reduce((one, other) => {
    const variables = Object.entries(one.variables).filter(([name, value]) => other.variables[name] === value)
    const functions = [...one.functions].filter(([name, body]) => other.functions.get(name) === body)
    const { options, exitStatus } = one
    const [folder, args] = [same(one.folder, other.folder), same(one.args, other.args)]
    return {
      variables: Object.fromEntries(variables),
      functions: new Map(functions),
      folder,
      args,
      options,
      exitStatus,
    }
  }, first)
}

function same<Value>(one: Value, other: Value): Value | undefined {
  return one === other ? one : undefined
}

/** Whether the branches leave one set of options, and one way to end. */
export function endAlike([first, ...others]: readonly [ShellState, ...ShellState[]]): boolean {
  const isSame = (one: boolean | undefined, other: boolean | undefined) => (one === true) === (other === true)
  return others.every(
    ({ options, exitStatus }) =>
      exitStatus === first.exitStatus &&
      isSame(options.errexit, first.options.errexit) &&
      isSame(options.pipefail, first.options.pipefail),
  )
}

/** A path as it reads from the folder of the shell. */
export function fromFolder({ folder }: Pick<ShellState, 'folder'>, path: string): string {
  return path.startsWith('/') || folder === undefined ? path : `${folder}/${path}`
}

/** The words of a command, without what it assigns for itself. */
export function wordsIn(state: ShellState, { words }: Extract<ShellNode, { kind: 'simple' }>): readonly ShellWord[] {
  const start = words.findIndex(word => !/^[A-Za-z_]\w*=/.test(word))
  return start < 0 ? [] : expandWords(state, words.slice(start))
}

/** Words as the shell expands them; `"$@"` is as many as the script was given. */
export function expandWords(state: ShellState, raw: readonly string[]): readonly ShellWord[] {
  return raw.flatMap(word => {
    if (/^("\$(@|\{@\})"|\$[@*])$/.test(word)) return state.args ?? [{}]
    return splitValue(state, word) ?? [wordIn(state, word)]
  })
}

/** Outside of quotes a value is as many words as blanks part it into. */
function splitValue({ variables }: ShellState, raw: string): readonly ShellWord[] | undefined {
  const [, braced, bare] = raw.match(/^\$(?:\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*))$/) ?? []
  const value = valueIn(variables, braced ?? bare)
  const isPlain = value !== undefined && !Object.hasOwn(variables, 'IFS') && !/[*?[]/.test(value)
  return isPlain ? value.split(/[ \t\n]+/).flatMap(text => (text === '' ? [] : [{ text }])) : undefined
}

/** A word as the shell expands it. */
export function wordIn({ variables, args }: ShellState, raw: string): ShellWord {
  if (raw === '[' || raw === '[[') return { text: raw }
  const read = readShellWord(raw, /\$\{?\d/.test(raw) ? { ...variables, ...numbered(args) } : variables)
  return read?.length === raw.length ? read.word : {}
}

function numbered(args: readonly ShellWord[] = []): Variables {
  return Object.fromEntries(args.flatMap(({ text }, index) => (text === undefined ? [] : [[`${index + 1}`, text]])))
}

/** What words read as; `…` stands for one that only a running shell knows. */
export function textsOf(words: readonly ShellWord[]): readonly string[] {
  return words.map(({ text }) => text ?? '…')
}

/** Every word below a node, and below each of the functions that it calls. */
export function spokenIn(shell: ShellState, node: ShellNode, told = new Set<ShellNode>()): readonly string[] {
  return wordsBelow(node).flatMap(word => {
    const body = shell.functions.get(word)
    if (body === undefined || told.has(body)) return [word]
    return [word, ...spokenIn(shell, body, told.add(body))]
  })
}
