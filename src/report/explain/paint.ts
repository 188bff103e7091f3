import { createColors } from 'picocolors'
import type { Answer } from '../../volumes/model/mount.ts'

/** Colours of a terminal, or none. */
export type Paint = ReturnType<typeof createColors>

/** Colours, or functions that leave text as it is. */
export function paintFor(style: 'plain' | 'colour'): Paint {
  return createColors(style === 'colour')
}

/** Green, red and yellow, which also go with a sign or a word. */
export function answerPaint(answer: Answer, paint: Paint): (text: string) => string {
  return { yes: paint.green, no: paint.red, unknown: paint.yellow }[answer]
}
