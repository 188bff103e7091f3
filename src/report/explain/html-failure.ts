import type { Diagnosis } from '../../permissions/diagnose.ts'
import type { ExplainedFailure } from './explanation.ts'
import { callWords, containerTitle, placesOf, verdictWords } from './failure-words.ts'
import { fixWords } from './fix-words.ts'
import { type Child, element, type Html } from './html-element.ts'
import { signOf } from './html-grid.ts'
import { identityWords, ownershipWords, volumeWords } from './words.ts'

/** What an error message comes to, a card for each container it may come from. */
export function failureSections({ text, diagnoses = [] }: ExplainedFailure): readonly Html[] {
  const [first] = diagnoses
  const read = first === undefined ? 'nothing: it tells of no permission that was refused' : callWords(first)
  const { likely, working } = placesOf(diagnoses)
  return [
    element('section', {}, element('dl', {}, entry('error', element('code', {}, text)), entry('understood', read))),
    ...[...likely, ...working].map(diagnosisSection),
  ]
}

function diagnosisSection(diagnosis: Diagnosis): Html {
  const { mount, needs, predicted, fix } = diagnosis
  if (mount === undefined) return element('section', {}, element('p', {}, verdictWords(diagnosis)))
  const { process } = mount
  return element(
    'section',
    {},
    element('div', { class: 'title' }, signOf(predicted), element('h2', {}, containerTitle(diagnosis))),
    element(
      'dl',
      {},
      entry('mount', `${mount.mountPath}: ${volumeWords(mount)}, ${ownershipWords(mount.met)}`),
      entry('identity', `${identityWords(process)}: ${process.from}`),
      entry('needs', needs),
      entry('verdict', verdictWords(diagnosis)),
      entry('why', diagnosis.because),
      fix === undefined ? [] : entry('fix', fixWords(fix, mount)),
    ),
  )
}

function entry(name: string, value: Child): readonly Html[] {
  return [element('dt', {}, name), element('dd', {}, value)]
}
