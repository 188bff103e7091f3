import { listAt, textAt } from '../../manifest/value.ts'
import { shells } from '../../shell/call.ts'
import { type ShellWord, splitScript, type Variables } from '../../shell/words.ts'
import type { ContainerView } from '../../workload/pod/pod.ts'
import { cleanPath } from '../model/start/directories.ts'
import { expanded, variablesOf } from '../model/start/variables.ts'

/** The variable by which postgres is told where to keep its data: below the mount, it may own it by making it. */
const dataVariable = 'PGDATA'

/**
 * How programs are told the same on their command line, `_` being as good as `-` for some: mysqld and mariadbd
 * `--datadir`, mongod `--dbpath`, postgres `-D`, `--pgdata`, `--data-directory` and `-c data_directory=`, what is written
 * in Go `-datadir` or `--data-dir`, Prometheus `--storage.tsdb.path`, Alertmanager `--storage.path`. `-h` is one only of mysqld, mariadbd and their images: elsewhere it is a host.
 */
const names = [
  'data[-_]?dir',
  'db[-_]?path',
  'pgdata',
  'data[-_]directory',
  'storage\\.(?:tsdb\\.|agent\\.)?path',
].join('|')
const option = new RegExp(`^(?:--?(?:${names})|-D)$`)
const mysqlOption = /^-h=?(\/.*)?$/s
/** The same in one word: `--datadir=/x`, `-D/x`, `-cdata_directory=/x`, and a variable that the shell sets. */
const optionWithValue = new RegExp(`^(?:(?:--?|-c)?(?:${names})=|-D=?(?=[/$])|${dataVariable}=)(.*)$`, 's')

/** Where a program was told to keep its data. `unknown`: somewhere, and only the running container can tell. */
export type DataDirectory = { readonly told: 'nothing' | 'unknown' } | { readonly told: 'path'; readonly path: string }

/** What a container's command, arguments and environment say of the directory of its data; what is said last counts. */
export function dataDirectoryOf({ spec }: Pick<ContainerView, 'spec'>): DataDirectory {
  const variables = variablesOf(spec)
  const words = wordsOf(spec, variables)
  const isMysql = runsMysql(spec, words)
  const last = words.flatMap((word, index) => valuesOf(isMysql ? longOption(word) : word, words[index + 1])).at(-1)
  if (last !== undefined) return told(last.text)
  const entry = listAt(spec, 'env').find(env => textAt(env, 'name') === dataVariable)
  return entry === undefined ? { told: 'nothing' } : told(variables[dataVariable])
}

function told(text: string | undefined): DataDirectory {
  const path = text === undefined || !/^\/[^$]*$/.test(text) ? undefined : cleanPath(text)
  return path === undefined ? { told: 'unknown' } : { told: 'path', path: `/${path}` }
}

const mysqlImage = /(?:^|[/-])(?:mysql|mariadb|percona)(?:$|[-:@/])/
const mysqlProgram = /(?:^|\/)(?:mysqld(?:_safe)?|mariadbd(?:-safe)?)$/

function runsMysql(spec: ContainerView['spec'], words: readonly ShellWord[]): boolean {
  return mysqlImage.test(textAt(spec, 'image') ?? '') || words.some(({ text }) => mysqlProgram.test(text ?? ''))
}

/** `-h /x` and `-h/x` are `--datadir` to mysqld (mysqld --verbose --help). */
function longOption(word: ShellWord): ShellWord {
  const short = mysqlOption.exec(word.text ?? '')
  if (short === null) return word
  return { text: short[1] === undefined ? '--datadir' : `--datadir=${short[1]}` }
}

/** The value of an option. What follows a word that only looks like one is no path. */
function valuesOf({ text }: ShellWord, next: ShellWord | undefined): readonly ShellWord[] {
  if (text === undefined) return []
  const inOne = optionWithValue.exec(text)?.[1]
  if (inOne !== undefined) return [{ text: inOne }]
  if (!option.test(text) || next === undefined) return []
  return next.text === undefined || /^[/$]/.test(next.text) ? [next] : []
}

/** The words of the command line, those of a shell's script among them. */
function wordsOf(spec: ContainerView['spec'], variables: Variables): readonly ShellWord[] {
  const argv = [...listAt(spec, 'command'), ...listAt(spec, 'args')].flatMap(word => {
    const text = expanded(word, variables)
    return typeof text === 'string' ? [text] : []
  })
  const script = argv.findIndex((word, index) => /^-[a-z]*c$/.test(word) && shells.test(argv[index - 1] ?? '')) + 1
  return argv.flatMap((text, index) => (script > 0 && index === script ? scriptWords(text, variables) : [{ text }]))
}

/** Of a script with structure, everything between blanks and operators is taken for a word. */
function scriptWords(script: string, variables: Variables): readonly ShellWord[] {
  const commands = splitScript(script, variables)
  if (commands !== undefined) return commands.flatMap(({ words }) => words)
  return script.split(/[\s;&|()]+/).map(word => {
    const text = word.replaceAll(/["']/g, '')
    return /[$`*?[]/.test(text) ? { text: text.replace(/[$`*?[].*/s, '$') } : { text }
  })
}
