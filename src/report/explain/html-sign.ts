import { sign } from '../words/verdict-words.ts'
import { element, type Html } from './html-element.ts'

/** The sign for an answer; its meaning is said in words beside it. */
export function signOf(answer: 'yes' | 'no' | 'unknown'): Html {
  return element('span', { class: `sign ${answer}`, 'aria-hidden': 'true' }, sign[answer])
}
