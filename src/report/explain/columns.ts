/** A piece of text, and how it is coloured once its width is settled. */
export interface Cell {
  readonly text: string
  readonly paint?: (text: string) => string
}

/** How a table is laid out. */
export interface Layout {
  readonly width: number
  readonly indent: number
  /** Columns that may be narrowed, and the least each keeps. The others are never broken. */
  readonly narrowest: Readonly<Record<number, number>>
}

const gap = 2

/** Rows as lines of one table: columns aligned, the wide ones wrapped so that the table fits where that is possible. */
export function layOut(rows: readonly (readonly Cell[])[], layout: Layout): readonly (readonly string[])[] {
  const widths = fitted(naturalWidths(rows), layout)
  return rows.map(row => rowLines(row, widths, ' '.repeat(layout.indent)))
}

function naturalWidths(rows: readonly (readonly Cell[])[]): readonly number[] {
  const columns = Math.max(0, ...rows.map(row => row.length))
  return Array.from({ length: columns }, (_, column) =>
    Math.max(0, ...rows.map(row => lengthOf(row[column]?.text ?? ''))),
  )
}

/** Take from the widest column that may give, until the table fits or none may. */
function fitted(natural: readonly number[], { width, indent, narrowest }: Layout): readonly number[] {
  const widths = [...natural]
  const total = () => indent + widths.reduce((sum, one) => sum + one + gap, -gap)
  while (total() > width) {
    const room = widths.map((one, column) => (one > (narrowest[column] ?? one) ? one : 0))
    const widest = Math.max(...room)
    if (widest === 0) break
    const column = room.indexOf(widest)
    widths[column] = widest - 1
  }
  return widths
}

function rowLines(row: readonly Cell[], widths: readonly number[], margin: string): readonly string[] {
  const wrapped = row.map(({ text }, column) => wrap(text, widths[column] ?? 1))
  const height = Math.max(1, ...wrapped.map(lines => lines.length))
  return Array.from({ length: height }, (_, line) => {
    const cells = row.map(({ paint = same }, column) => {
      const text = wrapped[column]?.[line] ?? ''
      const padding = ' '.repeat(Math.max(0, (widths[column] ?? 0) - lengthOf(text)))
      return { painted: text === '' ? '' : paint(text), padding }
    })
    return `${margin}${cells.map(({ painted, padding }) => painted + padding).join(' '.repeat(gap))}`.trimEnd()
  })
}

function same(text: string): string {
  return text
}

/** Break `text` at spaces into lines of at most `width`; a longer word is broken where a reader would, else anywhere. */
export function wrap(text: string, width: number): readonly string[] {
  if (lengthOf(text) <= width) return [text]
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ').flatMap(word => pieces(word, width))) {
    const longer = line === '' ? word.text : `${line}${word.glued ? '' : ' '}${word.text}`
    if (line !== '' && lengthOf(longer) > width) {
      lines.push(line)
      line = word.text
    } else line = longer
  }
  return [...lines, line]
}

interface Piece {
  readonly text: string
  /** It continues the word before it. */
  readonly glued: boolean
}

function pieces(word: string, width: number): readonly Piece[] {
  if (lengthOf(word) <= width) return [{ text: word, glued: false }]
  const parts = word.split(/(?<=[/,;:._-])/).flatMap(part => chunks(part, width))
  return parts.map((text, index) => ({ text, glued: index > 0 }))
}

function chunks(text: string, width: number): readonly string[] {
  const characters = [...text]
  const count = Math.max(1, Math.ceil(characters.length / Math.max(1, width)))
  return Array.from({ length: count }, (_, index) => characters.slice(index * width, (index + 1) * width).join(''))
}

/** In characters, of which some are two UTF-16 units. */
function lengthOf(text: string): number {
  return /[\ud800-\udbff]/.test(text) ? [...text].length : text.length
}
