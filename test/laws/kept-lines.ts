import type { Edit } from '../../src/manifest/edit/edit.ts'

/** Where a line of the source may change although something is only added: there is no other place for what is added. */
const exceptions: Readonly<Record<string, RegExp>> = {
  'a flow collection that gets a field or an item, and JSON': /[{}[\],]/,
  'a null that is written out and gets fields': /(?:^|[\s:])(?:~|null|Null|NULL)[ \t]*(?:#.*)?\r?$/,
  'a block scalar that ends the stream without a line break, which says so now': /[|>][-+\d]*[ \t]*(?:#.*)?\r?$/,
  'a blank line with a tab behind such a null': /^[ \t]*\t[ \t]*\r?$/,
  'an item before which nothing but its dash stands': /^(?:[ ]*-)+[ \t]*(?:[&!]\S*[ \t]*)*(?:#.*)?\r?$/,
  'an item put first in a sequence that begins behind a dash':
    /^[ ]*(?:- *[&!]\S*[ \t]*)*-[ \t]+(?:[&!]\S*[ \t]+)*-(?:\s|$)/,
}

/** Lines of `text` that the edits change without an exception that allows it. */
export function lostLines(text: string, edits: readonly Edit[]): readonly string[] {
  return edits
    .filter(edit => !addsLines(text, edit) && !addsToFlow(edit))
    .flatMap(({ offset, length }) => linesWithin(text, offset, offset + length))
    .filter(line => !Object.values(exceptions).some(exception => exception.test(line)))
}

/** Whether an edit only puts lines between others. */
function addsLines(text: string, { offset, length, content }: Edit): boolean {
  const next = text.slice(offset, offset + 2)
  const atEnd = next === '' || next.startsWith('\n') || next === '\r\n'
  const atStart = offset === 0 || text[offset - 1] === '\n'
  return length === 0 && ((atEnd && /^\r?\n/.test(content)) || (atStart && content.endsWith('\n')))
}

/** In a flow collection of several lines the part before the new one gets a comma. */
function addsToFlow({ length, content }: Edit): boolean {
  return length === 0 && /^ ?,/.test(content)
}

function linesWithin(text: string, from: number, to: number): readonly string[] {
  const start = text.lastIndexOf('\n', from - 1) + 1
  const end = text.indexOf('\n', to)
  return text.slice(start, end === -1 ? text.length : end).split('\n')
}
