import { type OptionRole, type PlainProgram, plainPrograms } from '../../knowledge/programs/plain-programs.ts'
import type { Value } from '../../manifest/value.ts'
import { scriptSteps } from '../../security/chown-script.ts'
import { programName } from '../../shell/program-name.ts'
import type { ScriptStep } from '../../shell/steps/script-steps.ts'
import type { Variables } from '../../shell/words.ts'

/** Work that every user may do: the programs that do it, and the files that it takes, by their paths as they are written. */
export interface PlainWork {
  readonly programs: readonly string[]
  readonly reads: readonly string[]
  /** A folder that ends in `/` holds a file whose name the program chooses. */
  readonly writes: readonly string[]
}

const nothing: PlainWork = { programs: [], reads: [], writes: [] }

/**
 * What a command line does, where every program of it is known to need no privilege. Undefined where one is not, and
 * where a part is only known to a running shell.
 */
export function plainWork(argv: readonly Value[], variables: Variables): PlainWork | undefined {
  if (argv.some(word => typeof word !== 'string' || startsMore.test(word))) return undefined
  const works = scriptSteps(argv, variables).map(workOf)
  const known = works.filter(work => work !== undefined)
  if (known.length < works.length) return undefined
  return {
    programs: [...new Set(known.flatMap(({ programs }) => programs))],
    reads: known.flatMap(({ reads }) => reads),
    writes: known.flatMap(({ writes }) => writes),
  }
}

/** A substitution runs programs that are no step of the script; where `cd` leads, later words do not say. */
const startsMore = /`|\$\(|<\(|(?:^|[\s;&|(])cd\s/

function workOf(step: ScriptStep): PlainWork | undefined {
  switch (step.op) {
    case 'none':
    case 'exit':
    case 'enter':
      return nothing
    case 'mkdir':
      return step.uid === undefined && step.gid === undefined ? { ...nothing, writes: step.paths } : undefined
    case 'unknown':
      return workOfWords(step.words)
    case 'chown':
    case 'chmod':
      return undefined
  }
}

function workOfWords([first = '', ...words]: readonly string[]): PlainWork | undefined {
  if (first === '>') return files(words) && { ...nothing, writes: words }
  // A path that does not begin at the root is a file that somebody put there.
  if (first.includes('/') && !first.startsWith('/')) return undefined
  const program = plainPrograms.find(({ name }) => name === programName(first))
  return program && workOfProgram(program, words)
}

function workOfProgram(program: PlainProgram, words: readonly string[]): PlainWork | undefined {
  const line = readLine(program, words)
  if (line === undefined) return undefined
  const { given, operands } = line
  const of = (role: OptionRole) => given.flatMap(one => (one.role === role ? [one.value] : []))
  const isNamed = of('output').length > 0 || of('nothing').length > 0
  const folders = of('folder').map(folder => `${folder}/`)
  const saves =
    isNamed || !(program.saves === true || of('saves').length > 0) ? [] : folders.length > 0 ? folders : ['./']
  const { operands: kind } = program
  const written = kind === 'written' ? operands : kind === 'copied' ? operands.slice(-1) : []
  const read = kind === 'read' ? operands : kind === 'copied' ? operands.slice(0, -1) : []
  const reads = [...of('reads'), ...read]
  const writes = [...of('writes'), ...of('output'), ...saves, ...written].filter(path => path !== '-')
  return files([...reads, ...writes]) && { programs: [program.name], reads, writes }
}

/** Of a file whose name only a running shell knows nothing can be said. */
function files(paths: readonly string[]): true | undefined {
  return paths.every(path => path !== '' && !path.includes('…')) || undefined
}

interface CommandLine {
  readonly given: readonly { readonly role: OptionRole; readonly value: string }[]
  readonly operands: readonly string[]
}

/** Undefined with an option that the table does not have. */
function readLine({ options, bundled }: PlainProgram, words: readonly string[]): CommandLine | undefined {
  const given: { role: OptionRole; value: string }[] = []
  const operands: string[] = []
  const rest =
    bundled === true && words[0]?.startsWith('-') === false ? [`-${words[0]}`, ...words.slice(1)] : [...words]
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (!/^-./.test(word)) {
      operands.push(word)
      continue
    }
    for (const { name, attached } of optionsIn(word, options)) {
      const role = Object.hasOwn(options, name) ? options[name] : undefined
      if (role === undefined) return undefined
      const value = takesWord.has(role) ? (attached ?? rest.shift()) : ''
      if (value === undefined) return undefined
      given.push({ role, value })
    }
  }
  return { given, operands }
}

const takesWord: ReadonlySet<OptionRole> = new Set(['value', 'reads', 'writes', 'output', 'folder'])

interface Option {
  readonly name: string
  readonly attached?: string
}

/** `--name=value`; `-qO-` is `-q` and `-O` with `-`. */
function optionsIn(word: string, options: PlainProgram['options']): readonly Option[] {
  const [, long, value] = word.match(/^(--[^=]+)(?:=(.*))?$/s) ?? []
  if (long !== undefined) return [{ name: long, ...(value !== undefined && { attached: value }) }]
  if (Object.hasOwn(options, word)) return [{ name: word }]
  const name = word.slice(0, 2)
  const role = Object.hasOwn(options, name) ? options[name] : undefined
  const after = word.slice(2)
  if (role !== undefined && takesWord.has(role)) return [{ name, ...(after !== '' && { attached: after }) }]
  return [{ name }, ...(after === '' ? [] : optionsIn(`-${after}`, options))]
}
