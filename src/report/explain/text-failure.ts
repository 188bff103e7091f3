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
import type { ExplainFormatOptions } from './formats.ts'
import { hanging } from './hanging.ts'
import { answerPaint, type Paint } from './paint.ts'

/** What an error message comes to: how it was read, and each container it may come from, the likeliest first. */
export function failureLines(
  failure: ExplainedFailure,
  { width }: ExplainFormatOptions,
  paint: Paint,
): readonly string[] {
  const { text, diagnoses } = failure
  const note = failureNote(failure)
  const quoted = line('error', `${text}${timesWords(failure)}`, width)
  const [first] = diagnoses ?? []
  if (diagnoses === undefined || first === undefined)
    return [...quoted, ...line('understood', understoodNothing, width)]
  const { likely, working } = placesOf(diagnoses)
  return [
    ...quoted,
    ...line('understood', callWords(first), width),
    ...(note === undefined ? [] : line('note', note, width)),
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
  const painted = answerPaint(diagnosis.predicted, paint)
  if (diagnosis.pod === undefined) return line('verdict', verdictWords(diagnosis), width).map(painted)
  return [
    '',
    ...hanging('', containerTitle(diagnosis), width).map(paint.bold),
    ...diagnosisEntries(diagnosis).flatMap(([label, words]) => {
      const lines = line(label, words, width)
      return label === 'verdict' ? lines.map(painted) : label === 'fix' ? lines.map(paint.green) : lines
    }),
  ]
}
