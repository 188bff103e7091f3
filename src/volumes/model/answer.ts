import type { Answer } from './mount.ts'

/** Yes only if all are yes, no as soon as one is no. */
export function all(answers: readonly Answer[]): Answer {
  if (answers.includes('no')) return 'no'
  return answers.includes('unknown') ? 'unknown' : 'yes'
}

/** Yes as soon as one is yes, no only if all are no. */
export function any(answers: readonly Answer[]): Answer {
  if (answers.includes('yes')) return 'yes'
  return answers.includes('unknown') ? 'unknown' : 'no'
}

/** The answer to the opposite question. */
export const opposite: Readonly<Record<Answer, Answer>> = { yes: 'no', no: 'yes', unknown: 'unknown' }

/** What holds in every possible world; worlds that disagree make it unknown. */
export function everywhere(worlds: readonly Answer[]): Answer {
  const [first, ...rest] = worlds
  return first !== undefined && rest.every(answer => answer === first) ? first : 'unknown'
}

/** What holds only if something else does, of which nobody knows. */
export function doubtful(answer: Answer): Answer {
  return answer === 'no' ? 'no' : 'unknown'
}
