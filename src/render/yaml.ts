import { isList, isMap, type Value } from '../manifest/value.ts'

/**
 * Write a value as block YAML. Lines after the first begin with `indent` spaces; there is no final newline.
 * Absent entries (`null`) of a map are written as `null`: whoever lays out a manifest drops them first.
 */
export function blockYaml(value: Value, indent: number): string {
  if (isList(value)) return value.length === 0 ? '[]' : value.map(item => `- ${blockYaml(item, indent + 2)}`).join(lineBreak(indent))
  if (isMap(value)) {
    const entries = Object.entries(value)
    return entries.length === 0 ? '{}' : entries.map(([key, entry]) => fieldYaml(key, entry, indent)).join(lineBreak(indent))
  }
  return scalarYaml(value, indent)
}

/** Write one `key: value`. A map or list begins on a line of its own, two spaces further in. */
export function fieldYaml(key: string, value: Value, indent: number): string {
  const nested = (isList(value) && value.length > 0) || (isMap(value) && Object.keys(value).length > 0)
  const gap = nested ? lineBreak(indent + 2) : ' '
  return `${textYaml(key)}:${gap}${blockYaml(value, indent + 2)}`
}

/** Write text so that Kubernetes reads the same text back: plain where nothing else could be meant, else quoted. */
export function textYaml(text: string): string {
  return plainText.test(text) && !reserved.test(text) ? text : quotedYaml(text)
}

/** A double-quoted scalar on one line. JSON is YAML, but for the characters that YAML does not print. */
export function quotedYaml(text: string): string {
  return JSON.stringify(text).replace(unprintable, character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

function scalarYaml(value: Exclude<Value, object> | null, indent: number): string {
  if (typeof value !== 'string') return String(value)
  return value.includes('\n') && literalText.test(value) ? literalYaml(value, indent) : textYaml(value)
}

// A literal block keeps scripts readable. The chomping indicator says how many line breaks end the text.
function literalYaml(text: string, indent: number): string {
  const body = text.replace(/\n+$/, '')
  const breaks = text.length - body.length
  const chomping = breaks === 0 ? '-' : breaks === 1 ? '' : '+'
  const lines = `${body}${'\n'.repeat(Math.max(breaks - 1, 0))}`.split('\n')
  const padding = ' '.repeat(indent)
  return `|${chomping}\n${lines.map(line => (line === '' ? '' : padding + line)).join('\n')}`
}

function lineBreak(indent: number): string {
  return `\n${' '.repeat(indent)}`
}

/** Words of letters, digits and the punctuation of names, paths and image references; never a number, a date or an indicator. */
const plainText = /^[A-Za-z_/][\w./@+=,-]*(?::[\w./@+=,-]+)*$/
/** What YAML 1.1 reads as a boolean, null or a number although it begins with a letter. */
const reserved = /^(?:y|yes|n|no|true|false|on|off|null)$/i
/** Text that a literal block can hold: it begins with neither a space nor a line break, and no line ends in a space. */
const literalText = /^(?![ \n])(?:[\x20-\x7e\n\u00a0-\ud7ff\ue000-\ufefe]|[\ud800-\udbff][\udc00-\udfff])*$/
const unprintable = /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g
