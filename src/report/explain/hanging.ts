import { visible } from '../../manifest/text/visible.ts'
import { wrap } from './columns.ts'

/** However long the label is, this much of a line is left for what it labels. */
const least = 20

/** `text` after `label`, its later lines aligned with its first. */
export function hanging(label: string, text: string, width: number): readonly string[] {
  const lines = wrap(visible(text), Math.max(least, width - label.length))
  return lines.map((line, index) => `${index === 0 ? label : ' '.repeat(label.length)}${line}`)
}
