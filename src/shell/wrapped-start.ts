import type { ShellWord } from './words.ts'
import type { Wrapper } from './wrappers.ts'

/**
 * Where the program that a wrapper starts may stand: behind options, their values, operands, numbers such as a timeout's,
 * assignments such as those of `env`, and addresses that are waited for. A word that may be one of these or the program is
 * followed as both.
 */
export function startsOf(words: readonly ShellWord[], { letters, operands }: Wrapper): readonly number[] {
  const starts: number[] = []
  // For each word, how many operands may have been passed before it.
  const reached = new Map([[0, new Set([0])]])
  const reach = (at: number, passed: number) => reached.set(at, (reached.get(at) ?? new Set()).add(passed))
  for (const [at, { text }] of words.entries()) {
    if (reached.size === 0) break
    const isOption = text?.startsWith('-') === true
    const mayBeSkipped = text === undefined || isAssignment(text) || isNumber(text) || text.includes('://')
    for (const passed of reached.get(at) ?? []) {
      const lengths = isOption ? lengthsOf(text, letters) : mayBeSkipped ? [1] : []
      for (const length of lengths) reach(at + length, passed)
      if (!isOption && passed < operands) reach(at + 1, passed + 1)
      if (!isOption && !mayBeSkipped && passed === operands) starts.push(at)
    }
    reached.delete(at)
  }
  return starts
}

/** How many words an option takes. One in words may take the next for its value. */
function lengthsOf(option: string, letters: string): readonly number[] {
  if (/^--?[A-Za-z][\w-]+$/.test(option)) return [1, 2]
  return /^-[A-Za-z]$/.test(option) && letters.includes(option.slice(1)) ? [2] : [1]
}

/** Seconds and minutes, and the processors of taskset as a mask or a list. */
function isNumber(text: string): boolean {
  return /^(?:[\d.]+[a-z]?|0x[\da-f]+|\d[\d,-]*)$/i.test(text)
}

/** `A=b` before a program. */
export function isAssignment(text: string): boolean {
  return /^[A-Za-z_]\w*=/.test(text)
}
