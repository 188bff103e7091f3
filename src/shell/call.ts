import type { Variables } from './words.ts'

/** How a script is run. */
export interface ScriptOptions {
  readonly variables?: Variables
  /** Run by `sh -e`. */
  readonly errexit?: boolean
  /** Run by `bash -o pipefail`. */
  readonly pipefail?: boolean
  /** What it is given: `$1` and those after it. */
  readonly args?: readonly string[]
}

/** Shells whose scripts are read. */
export const shells = /^(.*\/)?(sh|ash|dash|bash)$/

/** The script of a shell's command line, and the options that it is given. */
export function scriptOf(
  words: readonly string[],
): { readonly script: string; readonly options: ScriptOptions } | undefined {
  const at = words.findIndex(word => /^-[a-z]*c$/.test(word))
  const script = words[at + 1]
  const options = words.slice(1, at + 1)
  if (at < 1 || script === undefined || !options.every(word => /^-[a-z]+$/.test(word) || word === 'pipefail'))
    return undefined
  return { script, options: { ...optionsIn(options, {}), args: words.slice(at + 3) } }
}

/** The options of a script once words as those of `set` change them. */
export function optionsIn(words: readonly string[], before: ScriptOptions): ScriptOptions {
  const end = words.indexOf('--')
  const given = end < 0 ? words : words.slice(0, end)
  const sets = (letter: RegExp) => given.some(word => letter.test(word))
  const named = (sign: string, name: string) =>
    given.some((word, index) => word === name && given[index - 1]?.startsWith(sign) === true)
  return {
    ...before,
    ...(sets(/^-[a-z]*e/) || named('-', 'errexit') ? { errexit: true } : {}),
    ...(sets(/^\+[a-z]*e/) || named('+', 'errexit') ? { errexit: false } : {}),
    ...(named('-', 'pipefail') ? { pipefail: true } : {}),
    ...(named('+', 'pipefail') ? { pipefail: false } : {}),
  }
}
