import type { Diagnosis } from '../../permissions/diagnose.ts'
import type { ExplainedFailure } from './explanation.ts'
import { callWords, containerTitle, placesOf, verdictWords } from './failure-words.ts'
import { fixWords } from './fix-words.ts'
import type { ExplainOptions } from './formats.ts'
import { hanging } from './hanging.ts'
import { answerPaint, type Paint } from './paint.ts'
import { identityWords, ownershipWords, volumeWords } from './words.ts'

/** What an error message comes to: how it was read, and each container it may come from, the likeliest first. */
export function failureLines(
  { text, diagnoses }: ExplainedFailure,
  { width }: ExplainOptions,
  paint: Paint,
): readonly string[] {
  const quoted = line('error', text, width)
  const [first] = diagnoses ?? []
  if (diagnoses === undefined || first === undefined)
    return [...quoted, ...line('understood', 'nothing: it tells of no permission that was refused', width)]
  const { likely, working } = placesOf(diagnoses)
  return [
    ...quoted,
    ...line('understood', callWords(first), width),
    ...likely.flatMap(diagnosis => diagnosisLines(diagnosis, width, paint)),
    ...(working.length === 0
      ? []
      : ['', ...hanging('', `It should work in ${working.map(containerTitle).join('; ')}.`, width).map(paint.dim)]),
  ]
}

function line(label: string, words: string, width: number): readonly string[] {
  return hanging(label.padEnd(12), words, width)
}

function diagnosisLines(diagnosis: Diagnosis, width: number, paint: Paint): readonly string[] {
  const { mount, needs, predicted, fix } = diagnosis
  const verdict = line('verdict', verdictWords(diagnosis), width).map(answerPaint(predicted, paint))
  if (mount === undefined) return verdict
  const { process } = mount
  return [
    '',
    ...hanging('', containerTitle(diagnosis), width).map(paint.bold),
    ...line('mount', `${mount.mountPath}: ${volumeWords(mount)}, ${ownershipWords(mount.met)}`, width),
    ...line('identity', `${identityWords(process)}: ${process.from}`, width),
    ...line('needs', needs, width),
    ...verdict,
    ...line('why', diagnosis.because, width),
    ...(fix === undefined ? [] : line('fix', fixWords(fix, mount), width).map(paint.green)),
  ]
}
