import { inlineText, needsLines } from '../manifest/edit/write-yaml.ts'
import { isList, type Value, type ValueMap } from '../manifest/value.ts'

/**
 * Write a value as block YAML. Lines after the first begin with `indent` spaces; there is no final newline. Scalars are
 * those of `manifest/edit/write-yaml.ts`, save that text of several lines becomes a literal block: scripts are read by people.
 */
export function blockYaml(value: Value, indent: number): string {
  if (!needsLines(value))
    return typeof value === 'string' && literalText.test(value) ? literalBlock(value, indent) : inlineText(value)
  return isList(value) ? listYaml(value, indent) : mapYaml(value, indent)
}

/** Write one `key: value`. A map or list begins on a line of its own, two spaces further in. */
export function fieldYaml(key: string, value: Value, indent: number): string {
  const gap = needsLines(value) ? newLine(indent + 2) : ' '
  return `${inlineText(key)}:${gap}${blockYaml(value, indent + 2)}`
}

function listYaml(items: readonly Value[], indent: number): string {
  const newline = newLine(indent)
  let text = ''
  for (const item of items) text += `${text === '' ? '' : newline}- ${blockYaml(item, indent + 2)}`
  return text
}

function mapYaml(map: ValueMap, indent: number): string {
  const newline = newLine(indent)
  let text = ''
  for (const [key, value] of Object.entries(map))
    text += `${text === '' ? '' : newline}${fieldYaml(key, value, indent)}`
  return text
}

/** The chomping indicator says how many line breaks end the text. */
function literalBlock(text: string, indent: number): string {
  const body = text.replace(/\n+$/, '')
  const breaks = text.length - body.length
  const chomping = breaks === 0 ? '-' : breaks === 1 ? '' : '+'
  const lines = `${body}${'\n'.repeat(Math.max(breaks - 1, 0))}`.split('\n')
  const padding = ' '.repeat(indent)
  return `|${chomping}\n${lines.map(line => (line === '' ? '' : padding + line)).join('\n')}`
}

function newLine(indent: number): string {
  return `\n${' '.repeat(indent)}`
}

/** Several lines that a literal block can hold: the first is not blank, and every character is printable. */
const literalText =
  /^(?![ \n])(?=[^\n]*\n)(?:[\x20-\x7e\n\u00a0-\u2027\u202a-\ud7ff\ue000-\ufefe]|[\ud800-\udbff][\udc00-\udfff])*$/
