import type { ShellWord } from '../words.ts'
import { startsOf } from '../wrapped-start.ts'
import { wrappers } from '../wrappers.ts'
import type { FindTest } from './find-test.ts'

/** What one command of a script does to owners and modes. */
export type OwnershipStep =
  /**
   * `chown` and `chgrp`. `contentsOnly`: what `find` finds below the paths, which keep their owner themselves;
   * `sparesLostAndFound`: it looks for lost+found by name, to leave it alone.
   */
  | {
      readonly op: 'chown'
      readonly recursive: boolean
      readonly uid?: number
      readonly gid?: number
      readonly paths: readonly string[]
      readonly contentsOnly?: boolean
      readonly sparesLostAndFound?: boolean
      /** `xargs` without `-r` runs it without a path where nothing is found. */
      readonly failsOnNothing?: boolean
      /** A `find` that may not look decides, as its pipe does. */
      readonly pipefail?: boolean
      /** A failure is told, and goes no further: `find -exec … \;`. */
      readonly forgiving?: boolean
      /** It is told of its paths by a `find`, and does nothing where that may not look. */
      readonly piped?: true
      /** What `find` looks for. `withBelow`: everything below one that it finds, too. */
      readonly only?: FindTest
      readonly withBelow?: true
    }
  /** The mode as written: octal or symbolic. */
  | {
      readonly op: 'chmod'
      readonly recursive: boolean
      readonly mode: string
      readonly paths: readonly string[]
      readonly forgiving?: boolean
      readonly only?: FindTest
      readonly withBelow?: true
    }
  /** `cd`, which takes the right to search. */
  | { readonly op: 'enter'; readonly paths: readonly string[] }
  /** `mkdir` and `install -d`. */
  | {
      readonly op: 'mkdir'
      readonly parents: boolean
      readonly mode?: string
      readonly uid?: number
      readonly gid?: number
      readonly paths: readonly string[]
    }
  /** Nothing that matters here: `echo`, `set -e`. `ends`: what a test comes to is open, and `false` fails. */
  | { readonly op: 'none'; readonly ends?: 'unknown' | 'no' }
  /** The script ends here, well or not. */
  | { readonly op: 'exit'; readonly status: string; readonly ends: 'yes' | 'no' }
  /** A command that may do anything. `words` are those known, for people. */
  | { readonly op: 'unknown'; readonly words: readonly string[] }

type Reader = (args: Arguments) => OwnershipStep | undefined

/** Commands we understand. The value after an option that takes one is in `values`. */
const commands: Readonly<Record<string, { readonly flags: string; readonly values?: string; readonly read: Reader }>> =
  {
    chown: { flags: 'RhHLPvfc', read: readChown },
    chgrp: { flags: 'RhHLPvfc', read: readChgrp },
    chmod: { flags: 'Rvfc', read: readChmod },
    mkdir: { flags: 'pv', values: 'm', read: readMkdir },
    install: { flags: 'dv', values: 'ogm', read: readInstall },
  }

const harmless = new Set([
  'echo',
  'printf',
  'true',
  ':',
  'ls',
  'id',
  'whoami',
  'pwd',
  'date',
  'sleep',
  'sync',
  'stat',
  'set',
  'cd',
  'umask',
  'export',
  'wait',
])
const tests = new Set(['test', '[', '[[', 'grep', 'mountpoint'])

const longFlags: Readonly<Record<string, string>> = {
  '--recursive': 'R',
  '--no-dereference': 'h',
  '--verbose': 'v',
  '--quiet': 'f',
  '--silent': 'f',
  '--changes': 'c',
  '--parents': 'p',
  '--directory': 'd',
}

/** What a simple command does to owners and modes. */
export function stepOf(words: readonly ShellWord[]): OwnershipStep {
  const unknown: OwnershipStep = { op: 'unknown', words: words.map(({ text }) => text ?? '…') }
  const name = words[0]?.text?.replace(/^.*\//, '') ?? ''
  if (name === 'busybox') return stepOf(words.slice(1))
  if (harmless.has(name)) return { op: 'none' }
  if (tests.has(name)) return { op: 'none', ends: 'unknown' }
  if (name === 'false') return { op: 'none', ends: 'no' }
  if (name === 'exit') return exitWith(words[1]?.text) ?? unknown
  const started = starting.has(name) ? startedBy(name, words) : undefined
  if (started !== undefined) return stepOf(started)
  const texts = words.slice(1).flatMap(({ text }) => (text === undefined ? [] : [text]))
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (command === undefined || texts.length < words.length - 1) return unknown
  const args = readArguments(texts, command)
  return (args === undefined ? undefined : command.read(args)) ?? unknown
}

/** A status that only a running shell knows is none. */
function exitWith(status = '0'): OwnershipStep | undefined {
  return /^\d{1,3}$/.test(status) ? { op: 'exit', status, ends: Number(status) % 256 === 0 ? 'yes' : 'no' } : undefined
}

/** Programs that run another one as who they are themselves. */
const starting = new Set(['exec', 'command', 'env', 'nice', 'nohup', 'time', 'timeout'])

function startedBy(name: string, words: readonly ShellWord[]): readonly ShellWord[] | undefined {
  const wrapper = wrappers.get(name)
  const rest = words.slice(1)
  const [start] = wrapper === undefined ? [] : startsOf(rest, wrapper)
  return start === undefined ? undefined : rest.slice(start)
}

interface Arguments {
  readonly flags: ReadonlySet<string>
  readonly values: ReadonlyMap<string, string>
  readonly operands: readonly string[]
}

function readArguments(texts: readonly string[], known: { flags: string; values?: string }): Arguments | undefined {
  const flags = new Set<string>()
  const values = new Map<string, string>()
  const operands: string[] = []
  for (let index = 0; index < texts.length; index++) {
    const text = texts[index] ?? ''
    if (text === '--') return { flags, values, operands: [...operands, ...texts.slice(index + 1)] }
    if (!text.startsWith('-') || text === '-') operands.push(text)
    else {
      const letters = longFlags[text] ?? text.slice(1)
      const valued = [...letters].findIndex(letter => known.values?.includes(letter))
      const plain = valued < 0 ? letters : letters.slice(0, valued)
      if ([...plain].some(letter => !known.flags.includes(letter))) return undefined
      for (const letter of plain) flags.add(letter)
      if (valued < 0) continue
      const attached = letters.slice(valued + 1)
      const value = attached === '' ? texts[++index] : attached
      if (value === undefined) return undefined
      values.set(letters[valued] ?? '', value)
    }
  }
  return { flags, values, operands }
}

function readChown({ flags, operands: [owner = '', ...paths] }: Arguments): OwnershipStep | undefined {
  const [, user = '', separator, group = ''] = owner.match(/^([^:.]*)(?:([:.])(.*))?$/) ?? []
  const uid = idOf(user)
  const gid = idOf(group)
  // `user:` means the login group of the user, which only the image knows.
  const known = (user === '' || uid !== undefined) && (separator === undefined || gid !== undefined)
  return known && (uid ?? gid) !== undefined && paths.length > 0 ? chown(flags, { uid, gid }, paths) : undefined
}

function readChgrp({ flags, operands: [group = '', ...paths] }: Arguments): OwnershipStep | undefined {
  const gid = idOf(group)
  return gid === undefined || paths.length === 0 ? undefined : chown(flags, { gid }, paths)
}

function chown(flags: ReadonlySet<string>, owner: Owner, paths: readonly string[]): OwnershipStep {
  return { op: 'chown', recursive: flags.has('R'), ...written(owner), paths }
}

function readChmod({ flags, operands: [mode = '', ...paths] }: Arguments): OwnershipStep | undefined {
  return mode === '' || paths.length === 0 ? undefined : { op: 'chmod', recursive: flags.has('R'), mode, paths }
}

function readMkdir({ flags, values, operands: paths }: Arguments): OwnershipStep | undefined {
  const mode = values.get('m')
  if (paths.length === 0) return undefined
  return { op: 'mkdir', parents: flags.has('p'), ...(mode === undefined ? {} : { mode }), paths }
}

/** `install -d`: 0755 unless said otherwise, whatever the umask. */
function readInstall({ flags, values, operands: paths }: Arguments): OwnershipStep | undefined {
  const [user, group] = [values.get('o'), values.get('g')]
  const owner = { uid: idOf(user), gid: idOf(group) }
  const known =
    (user === undefined) === (owner.uid === undefined) && (group === undefined) === (owner.gid === undefined)
  if (!flags.has('d') || !known || paths.length === 0) return undefined
  return { op: 'mkdir', parents: true, mode: values.get('m') ?? '0755', ...written(owner), paths }
}

interface Owner {
  readonly uid?: number | undefined
  readonly gid?: number | undefined
}

function written({ uid, gid }: Owner): { uid?: number; gid?: number } {
  return { ...(uid === undefined ? {} : { uid }), ...(gid === undefined ? {} : { gid }) }
}

/** Decimal ids, and `root`, which is 0 in every image. Other names are the image's own. */
function idOf(text: string | undefined): number | undefined {
  if (text === 'root') return 0
  return text !== undefined && /^\d{1,10}$/.test(text) ? Number(text) : undefined
}
