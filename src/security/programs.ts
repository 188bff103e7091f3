import { possibleCommands, type ShellWord } from './shell-words.ts'

/**
 * The programs that a command may start, by their names without a folder: the one it names, the one behind a wrapper such
 * as `exec` or `env`, and all those of a script that a shell is given.
 */
export function programsOf(argv: readonly string[]): readonly string[] {
  return programsIn(argv.map(text => ({ text })))
}

/** Programs that start the one named behind their options; the letters are options that take a value. */
const wrappers: ReadonlyMap<string, string> = new Map([
  // Words of the shell itself (POSIX 2.9.4, 2.14).
  ...['if', 'then', 'elif', 'else', 'while', 'until', 'do', '!', '{', 'time', 'command', 'builtin'].map(plain),
  ['exec', 'a'],
  // coreutils, util-linux, findutils, procps.
  ['env', 'uCS'],
  ['nice', 'n'],
  ['ionice', 'cnp'],
  ['timeout', 'sk'],
  ['stdbuf', 'ioe'],
  ['xargs', 'aEIdLnPs'],
  ['chrt', 'TPD'],
  ...['nohup', 'setsid', 'busybox', 'toybox', 'unbuffer'].map(plain),
  ['watch', 'n'],
  ['strace', 'eopsu'],
  // Init programs for containers.
  ['tini', 'pe'],
  ['tini-static', 'pe'],
  ['dumb-init', 'r'],
  ...['catatonit', 'docker-init', 'with-contenv'].map(plain),
])

function plain(name: string): [string, string] {
  return [name, '']
}

const shells = /^(?:sh|ash|dash|bash|zsh|ksh|mksh)$/
/** `-exec` and its like, of find. */
const starters = /^-(?:exec|execdir|ok|okdir)$/

function programsIn(words: readonly ShellWord[]): readonly string[] {
  const start = words.findIndex(({ text }) => text === undefined || !isAssignment(text))
  const [first, ...rest] = start < 0 ? [] : words.slice(start)
  if (first === undefined) return []
  const name = first.text?.replace(/^.*\//, '') ?? ''
  return [...(name === '' ? [] : [name]), ...startedBy(name, rest)]
}

function startedBy(name: string, words: readonly ShellWord[]): readonly string[] {
  if (shells.test(name)) return inShell(words)
  if (name === 'eval' || name === 'trap') return inScripts(words)
  const letters = wrappers.get(name) ?? (name.includes('entrypoint') ? '' : undefined)
  if (letters !== undefined) return programsIn(behindOptions(words, letters))
  const starter = words.findIndex(({ text = '' }) => starters.test(text))
  return starter < 0 ? [] : programsIn(words.slice(starter + 1))
}

function inScripts(scripts: readonly ShellWord[]): readonly string[] {
  return scripts.flatMap(({ text }) => (text === undefined ? [] : possibleCommands(text).flatMap(programsIn)))
}

/** What follows `-c`, alone or with other letters: the script, a name for it, and its arguments, which `"$@"` may start. */
function inShell(words: readonly ShellWord[]): readonly string[] {
  const flag = words.findIndex(({ text = '' }) => /^[-+][A-Za-z]*c[A-Za-z]*$/.test(text))
  if (flag < 0) return []
  const [script, , ...rest] = words.slice(flag + 1).filter(({ text = '' }) => !text.startsWith('-'))
  if (script === undefined) return []
  const starts = script.text !== undefined && /\$[@*1]/.test(script.text)
  return [...inScripts([script]), ...(starts ? programsIn(rest) : [])]
}

/** What follows options, their values, numbers such as a timeout's, and assignments such as those of `env`. */
function behindOptions(words: readonly ShellWord[], letters: string): readonly ShellWord[] {
  let at = 0
  for (; at < words.length; at++) {
    const { text } = words[at] ?? {}
    if (text === undefined || isAssignment(text) || /^[\d.]+[a-z]?$/.test(text)) continue
    if (!text.startsWith('-')) break
    if (/^-[A-Za-z]$/.test(text) && letters.includes(text.slice(1))) at++
  }
  return words.slice(at)
}

function isAssignment(text: string): boolean {
  return /^[A-Za-z_]\w*=/.test(text)
}
