/**
 * A source map that leads to lines: a mapping for each line of the source that goes on in the program, and one for each
 * function that is declared, with its name, which a stack trace shows. One for each word, as a bundler writes them, is five
 * times as large, and an engineer reads the line.
 */

/** A source map, of which this is what changes. */
interface SourceMap {
  readonly mappings: string
  readonly names: readonly string[]
}

/** What a mapping says, with absolute numbers: a column of the program, and what it comes from. */
interface Mapping {
  readonly column: number
  readonly origin?: { readonly source: number; readonly line: number; readonly column: number }
  readonly name?: number
}

/** The map of `code`, thinned out. */
export function lineMap(map: string, code: string): string {
  const whole: SourceMap = JSON.parse(map)
  const programLines = code.split('\n')
  const thinned = decode(whole.mappings).map((mappings, index) => firstOfEach(mappings, programLines[index] ?? ''))
  const names = [...new Set(thinned.flat().flatMap(({ name }) => (name === undefined ? [] : [name])))]
  const renumbered = new Map(names.map((name, index) => [name, index]))
  return JSON.stringify({
    ...whole,
    names: names.map(name => whole.names[name]),
    mappings: encode(thinned, renumbered),
  })
}

function firstOfEach(mappings: readonly Mapping[], program: string): readonly Mapping[] {
  return mappings.flatMap(({ name, ...mapping }, index) => {
    const declares =
      name !== undefined && /\bfunction\*? $/.test(program.slice(Math.max(0, mapping.column - 10), mapping.column))
    if (declares) return [{ ...mapping, name }]
    return isSameLine(mapping, mappings[index - 1]) ? [] : [mapping]
  })
}

function isSameLine({ origin }: Mapping, before: Mapping | undefined): boolean {
  return before !== undefined && origin?.source === before.origin?.source && origin?.line === before.origin?.line
}

/** The mappings of each line of the program. Numbers are differences, those of the column within the line. */
function decode(text: string): readonly (readonly Mapping[])[] {
  const last = [0, 0, 0, 0, 0]
  return text.split(';').map(line => {
    last[0] = 0
    return line === '' ? [] : line.split(',').map(segment => absolute(numbersOf(segment), last))
  })
}

function absolute(differences: readonly number[], last: number[]): Mapping {
  for (const [index, difference] of differences.entries()) last[index] = (last[index] ?? 0) + difference
  const [column = 0, source = 0, line = 0, sourceColumn = 0, name = 0] = last
  return {
    column,
    ...(differences.length > 1 && { origin: { source, line, column: sourceColumn } }),
    ...(differences.length > 4 && { name }),
  }
}

function encode(lines: readonly (readonly Mapping[])[], names: ReadonlyMap<number, number>): string {
  const last = [0, 0, 0, 0, 0]
  return lines
    .map(mappings => {
      last[0] = 0
      return mappings.map(mapping => relative(numbersIn(mapping, names), last).map(digitsOf).join('')).join(',')
    })
    .join(';')
}

function numbersIn({ column, origin, name }: Mapping, names: ReadonlyMap<number, number>): readonly number[] {
  if (origin === undefined) return [column]
  const place = [column, origin.source, origin.line, origin.column]
  return name === undefined ? place : [...place, names.get(name) ?? 0]
}

function relative(numbers: readonly number[], last: number[]): readonly number[] {
  return numbers.map((number, index) => {
    const difference = number - (last[index] ?? 0)
    last[index] = number
    return difference
  })
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** Numbers of a segment: five bits a letter, the lowest first, the sixth where more follow; the first bit is the sign (ECMA-426). */
function numbersOf(segment: string): readonly number[] {
  const numbers: number[] = []
  let [bits, shift] = [0, 0]
  for (const letter of segment) {
    const digit = alphabet.indexOf(letter)
    bits |= (digit & 31) << shift
    shift += 5
    if ((digit & 32) !== 0) continue
    numbers.push((bits & 1) === 1 ? -(bits >> 1) : bits >> 1)
    ;[bits, shift] = [0, 0]
  }
  return numbers
}

function digitsOf(number: number): string {
  let rest = number < 0 ? (-number << 1) | 1 : number << 1
  let digits = ''
  do {
    const more = rest > 31 ? 32 : 0
    digits += alphabet[(rest & 31) | more]
    rest >>= 5
  } while (rest > 0)
  return digits
}
