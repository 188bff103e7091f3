/** One splice of the source text: replace `length` UTF-16 units at `offset` by `content`. */
export interface Edit {
  readonly offset: number
  readonly length: number
  readonly content: string
}

/**
 * Apply `edits` to `source`. Text outside the edited ranges is returned unchanged.
 *
 * Edits may come in any order. Insertions at one offset keep the order they were given in.
 * Overlapping edits throw `RangeError`: two rules disagree about one field, and that is our bug.
 */
export function applyEdits(source: string, edits: readonly Edit[]): string {
  const ordered = edits.toSorted((a, b) => a.offset - b.offset || a.length - b.length)
  const pieces: string[] = []
  let position = 0
  for (const { offset, length, content } of ordered) {
    if (offset < position) throw new RangeError(`edits overlap at offset ${offset}`)
    pieces.push(source.slice(position, offset), content)
    position = offset + length
  }
  pieces.push(source.slice(position))
  return pieces.join('')
}
