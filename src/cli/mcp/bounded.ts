import { InputError } from '../../error.ts'

/** As much text as a model takes in one answer without losing the rest of what it works on. */
const most = 50_000

/**
 * A text as far as an answer holds it, cut behind a line, with a sentence that says so. `whole`: a text that is of no use
 * in part is refused instead. Throws `InputError('USAGE')`.
 */
export function bounded(text: string, kind: 'lines' | 'whole'): string {
  if (text.length <= most) return text
  if (kind === 'whole')
    throw new InputError(
      'USAGE',
      `the answer has ${count(text.length)} characters, and at most ${count(most)} are sent; name fewer files or workloads, or leave out format`,
    )
  const end = text.lastIndexOf('\n', most - 1) + 1
  const kept = text.slice(0, end === 0 ? most : end)
  const [shown, all] = [kept, text].map(part => part.split('\n').length - 1)
  return `${kept}\n[cut: ${count(shown ?? 0)} of ${count(all ?? 0)} lines; name fewer files or workloads to see the rest]\n`
}

function count(number: number): string {
  return number.toLocaleString('en-US')
}

/** So much of what a client sent shows what it is. */
const shown = 60

/** The beginning of a text that is quoted in an error. */
export function shortened(text: string): string {
  return text.length > shown ? `${text.slice(0, shown)}…` : text
}
