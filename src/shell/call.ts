import type { Variables } from './words.ts'

/** How a script is run. */
export interface ScriptOptions {
  readonly variables?: Variables
  /** Run by `sh -e`. */
  readonly errexit?: boolean
  /** Run by `bash -o pipefail`. */
  readonly pipefail?: boolean
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
  return { script, options: optionsIn(options, {}) }
}

/** The options of a script once words as those of `set` change them. */
export function optionsIn(words: readonly string[], before: ScriptOptions): ScriptOptions {
  const sets = (letter: RegExp) => words.some(word => letter.test(word))
  return {
    ...before,
    ...(sets(/^-[a-z]*e/) || words.includes('errexit') ? { errexit: true } : {}),
    ...(sets(/^\+[a-z]*e/) ? { errexit: false } : {}),
    ...(words.includes('pipefail') ? { pipefail: true } : {}),
  }
}
