import type { Edit } from './edit.ts'
import { behindBreak, endOfLine } from './lines.ts'
import type { YamlNode } from './node.ts'
import { columnOf, type Page } from './style.ts'

/** An edit and how deep in the document it belongs: of two insertions at one offset the deeper comes first. */
export interface PlacedEdit extends Edit {
  readonly depth: number
}

/**
 * The end of the line after which something that follows `last` in a collection goes: behind the line that `last`
 * ends on and behind the comment lines directly below it that are indented by at least `column`. Blank lines and
 * comments further out belong to what follows.
 */
export function lineBehind({ text, end }: Page, last: number, column: number): number {
  let at = endOfLine(text, last)
  for (;;) {
    const next = behindBreak(text, at)
    if (next >= end || next === at) return at
    const lineEnd = endOfLine(text, next)
    const indent = /^ *(?=#)/.exec(text.slice(next, lineEnd))
    if (indent === null || indent[0].length < column) return at
    at = lineEnd
  }
}

/**
 * A block scalar that ends the stream without a line break has no final newline. Lines below it would give it one, so
 * its header then says so (`|-`).
 */
export function keepUnterminated({ text }: Page, node: YamlNode, depth: number): readonly PlacedEdit[] {
  const last = innermostLast(node)
  if (last.kind !== 'scalar' || last.style !== 'block' || endOfLine(text, last.end) !== text.length) return []
  const header = /^[-+\d]*/.exec(text.slice(last.start + 1, last.start + 3))?.[0] ?? ''
  const kept = `${header.replace(/[-+]/, '')}-`
  return header === kept ? [] : [{ offset: last.start + 1, length: header.length, content: kept, depth }]
}

function innermostLast(node: YamlNode): YamlNode {
  if (node.kind === 'map' && node.style === 'block') {
    const last = node.entries.at(-1)
    return last === undefined ? node : innermostLast(last.value)
  }
  const item = node.kind === 'list' && node.style === 'block' ? node.items.at(-1) : undefined
  return item === undefined ? node : innermostLast(item)
}

/** Lines below the line that ends at `offset`, indented by `column`. */
export function linesBelow(
  page: Page,
  offset: number,
  column: number,
  lines: readonly string[],
  depth: number,
): PlacedEdit {
  const indent = page.lineBreak + ' '.repeat(column)
  return { offset, length: 0, content: lines.map(line => indent + line).join(''), depth }
}

/** Text that begins `blanks` behind `offset` and continues on lines below, all in one column. */
export function linesAt(page: Page, offset: number, blanks: number, lines: readonly string[]): string {
  return lines.join(page.lineBreak + ' '.repeat(columnOf(page, offset) + blanks))
}
