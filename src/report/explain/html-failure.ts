import type { Diagnosis } from '../../failure/diagnosis.ts'
import {
  callWords,
  containerTitle,
  diagnosisEntries,
  failureNote,
  placesOf,
  timesWords,
  understoodNothing,
  verdictWords,
} from '../words/failure-words.ts'
import type { ExplainedFailure } from './explanation.ts'
import { definition, element, type Html } from './html-element.ts'
import { signOf } from './html-sign.ts'

/** What an error message comes to, a card for each container it may come from. */
export function failureSections(failure: ExplainedFailure): readonly Html[] {
  const { text, diagnoses = [] } = failure
  const note = failureNote(failure)
  const [first] = diagnoses
  const { likely, working } = placesOf(diagnoses)
  const told = [
    definition('error', [element('code', {}, text), timesWords(failure)]),
    definition('understood', first === undefined ? understoodNothing : callWords(first)),
    optional('note', note),
  ]
  return [element('section', {}, element('dl', {}, ...told)), ...[...likely, ...working].map(diagnosisSection)]
}

function diagnosisSection(diagnosis: Diagnosis): Html {
  const { pod, predicted } = diagnosis
  if (pod === undefined) return element('section', {}, element('p', {}, verdictWords(diagnosis)))
  return element(
    'section',
    {},
    element('div', { class: 'title' }, signOf(predicted), element('h2', {}, containerTitle(diagnosis))),
    element('dl', {}, ...diagnosisEntries(diagnosis).map(([name, words]) => definition(name, words))),
  )
}

function optional(name: string, value: string | undefined): readonly Html[] {
  return value === undefined ? [] : definition(name, value)
}
