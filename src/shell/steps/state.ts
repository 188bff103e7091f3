import { optionsIn, type ScriptOptions } from '../call.ts'
import { readShellWord, type ShellWord, type Variables } from '../words.ts'
import type { ShellNode } from './tree.ts'

/** What a shell knows while it runs a script. */
export interface ShellState {
  readonly variables: Variables
  readonly options: ScriptOptions
  /** Where an earlier `cd` led, if that is known. */
  readonly folder: string | undefined
}

/** The state of a shell that begins. */
export function stateAtStart(options: ScriptOptions): ShellState {
  return { variables: options.variables ?? {}, options, folder: undefined }
}

/** After a variable is set; without a value nobody knows to what. */
export function afterAssignment(state: ShellState, name: string, value: string | undefined): ShellState {
  const { [name]: _, ...rest } = state.variables
  return { ...state, variables: value === undefined ? rest : { ...rest, [name]: value } }
}

/** After `A=x B=$A`. */
export function afterAssignments(state: ShellState, words: readonly string[]): ShellState {
  return words.reduce((before, word) => {
    const [, name = '', value = ''] = word.match(/^([A-Za-z_]\w*)=(.*)$/s) ?? []
    return afterAssignment(before, name, assignedText(before, value))
  }, state)
}

/** A value that a shell would split is one word here. */
function assignedText(state: ShellState, value: string): string | undefined {
  return value === '' ? '' : wordIn(state, value.startsWith('$') ? `"${value}"` : value).text
}

/** After `cd`; where a relative path leads nobody knows. */
export function afterCd(state: ShellState, folder: string | undefined): ShellState {
  return { ...state, folder: folder?.startsWith('/') ? folder : undefined }
}

/** After `set`. */
export function afterSet(state: ShellState, words: readonly string[]): ShellState {
  return { ...state, options: optionsIn(words, state.options) }
}

/** After branches of which any may have run: what one of them sets may not be set. */
export function afterBranches(before: ShellState, after: ShellState): ShellState {
  const same = Object.entries(after.variables).filter(([name, value]) => before.variables[name] === value)
  return { ...after, variables: Object.fromEntries(same) }
}

/** After a shell of its own: its variables and its folder end with it. */
export function afterSubshell({ variables, folder }: ShellState, inside: ShellState): ShellState {
  return { ...inside, variables, folder }
}

/** A path as it reads from the folder of the shell. */
export function fromFolder({ folder }: ShellState, path: string): string {
  return path.startsWith('/') || folder === undefined ? path : `${folder}/${path}`
}

/** The words of a command, without what it assigns for itself. */
export function wordsIn(state: ShellState, { words }: Extract<ShellNode, { kind: 'simple' }>): readonly ShellWord[] {
  const start = words.findIndex(word => !/^[A-Za-z_]\w*=/.test(word))
  return start < 0 ? [] : words.slice(start).map(word => wordIn(state, word))
}

/** A word as the shell expands it. */
export function wordIn({ variables }: ShellState, raw: string): ShellWord {
  if (raw === '[' || raw === '[[') return { text: raw }
  const read = readShellWord(raw, variables)
  return read?.length === raw.length ? read.word : {}
}
