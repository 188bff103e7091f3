/** Offsets at which the lines of a text begin, ascending. The first is 0. */
export type LineStarts = readonly number[]

/** A 1-based line and column in UTF-16 units, as editors count them. */
export interface LinePosition {
  readonly line: number
  readonly column: number
}

/** Find every line start. Whoever needs positions computes this once for a stream; most runs never need it. */
export function lineStarts(text: string): LineStarts {
  const starts = [0]
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return starts
}

/** The position of an offset. A byte order mark is invisible in editors, so it takes no column. */
export function positionAt(text: string, starts: LineStarts, offset: number): LinePosition {
  let low = 0
  let high = starts.length
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if ((starts[middle] ?? 0) <= offset) low = middle
    else high = middle
  }
  const mark = low === 0 && text.charCodeAt(0) === 0xfeff ? 1 : 0
  return { line: low + 1, column: Math.max(1, offset - (starts[low] ?? 0) + 1 - mark) }
}

/** The start of the line that holds `offset`, but not before `floor`: a document may begin after `---` on its line. */
export function startOfLine(text: string, offset: number, floor: number): number {
  return Math.max(floor, offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1)
}

/** The end of the line that holds `offset`: where its line break begins, or the end of the text. */
export function endOfLine(text: string, offset: number): number {
  const newline = text.indexOf('\n', offset)
  if (newline === -1) return text.length
  return newline > offset && text[newline - 1] === '\r' ? newline - 1 : newline
}

/** The offset after the line break at `lineEnd`. */
export function behindBreak(text: string, lineEnd: number): number {
  const newline = text.indexOf('\n', lineEnd)
  return newline === -1 ? text.length : newline + 1
}
