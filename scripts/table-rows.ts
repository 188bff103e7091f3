/** A change to one row of a table: the row goes, or one value in it is another. */
export interface Mutation {
  /** The row as it stands, on one line, and what happens to it. */
  readonly label: string
  readonly start: number
  readonly end: number
  readonly replacement: string
}

/** What is changed: rows alone, or the numbers and switches in them, too. */
export type Depth = 'rows' | 'values'

/** Every change to the rows of the table that `name` is in `source`. Throws where there is no such table. */
export function mutationsOf(source: string, name: string, depth: Depth): readonly Mutation[] {
  const declared = new RegExp(`^(?:export )?(?:const ${name}\\b|function ${name}\\()`, 'm').exec(source)
  if (declared === null) throw new Error(`no table ${name}`)
  const from = declared[0].includes('function')
    ? source.indexOf('{', declared.index)
    : valueAfter(source, declared.index)
  const list = /^[^[{(']*'([^'\n]+)'\s*\.split\(' '\)/.exec(source.slice(from))
  if (list !== null) return wordMutations(source, from + list[0].indexOf("'") + 1, list[1] ?? '')
  const open = from + source.slice(from).search(/[[{]/)
  return elementMutations(source, open, depth)
}

/** Behind the type and the equals sign of a declaration. */
function valueAfter(source: string, declaration: number): number {
  const [head = ''] = /^[^=]*(?:=>[^=]*)*=(?!>)/.exec(source.slice(declaration)) ?? []
  return declaration + head.length
}

function wordMutations(source: string, start: number, words: string): readonly Mutation[] {
  return [...words.matchAll(/\S+ ?/g)].map(({ index, 0: word }) =>
    removal(source, start + index, start + index + word.length),
  )
}

function elementMutations(source: string, open: number, depth: Depth): readonly Mutation[] {
  return elementsAt(source, open).flatMap(({ start, end, next }) => {
    const inner = source.slice(start, end)
    const spread = /^\.\.\.\[/.test(inner)
    if (spread) return elementMutations(source, start + 3, depth)
    return [
      removal(source, start, next),
      ...nestedLists(source, start, end).flatMap(at => elementMutations(source, at, 'rows')),
      ...(depth === 'values' ? valueMutations(source, start, end) : []),
    ]
  })
}

/** Lists of at least two texts inside a row, in brackets or as the arguments of a call: each text is a row, too. */
function nestedLists(source: string, start: number, end: number): readonly number[] {
  const text = source.slice(start, end)
  const literals = [...text.matchAll(/[[(](?=\s*'[^'\n]*',\s*(?:\/\/[^\n]*\s*)?'[^'\n]*')/g)]
  return literals.filter(({ index }) => index > 0 && isList(text, index)).map(({ index }) => start + index)
}

function isList(text: string, open: number): boolean {
  return elementsAt(text, open).every(({ start, end }) => /^'[^'\n]*'$/.test(text.slice(start, end)))
}

function valueMutations(source: string, start: number, end: number): readonly Mutation[] {
  const text = source
    .slice(start, end)
    .replace(/\/(?:[^/\n\\]|\\.)+\/[a-z]*(?=[,)\s])|'[^'\n]*'|"[^"\n]*"|\/\/[^\n]*/g, found => ' '.repeat(found.length))
  return [...text.matchAll(/(?<![\w.])(?:0o[0-7]+|\d+|true|false)(?![\w.])/g)].map(({ index, 0: value }) => {
    const other = value === 'true' ? 'false' : value === 'false' ? 'true' : `${Number(value) + 1}`
    const at = start + index
    return {
      start: at,
      end: at + value.length,
      replacement: other,
      label: `${oneLine(source.slice(start, end))}: ${value} → ${other}`,
    }
  })
}

function removal(source: string, start: number, end: number): Mutation {
  return { start, end, replacement: '', label: `without ${oneLine(source.slice(start, end))}` }
}

function oneLine(text: string): string {
  const line = text.replace(/\s+/g, ' ').replace(/,? ?$/, '')
  return line.length > 110 ? `${line.slice(0, 109)}…` : line
}

interface Element {
  readonly start: number
  readonly end: number
  /** Behind its comma. */
  readonly next: number
}

const closing: Readonly<Record<string, string>> = { '[': ']', '{': '}', '(': ')' }

/** The elements of the bracket at `open`, without comments around them. */
function elementsAt(source: string, open: number): readonly Element[] {
  const elements: Element[] = []
  let start = open + 1
  for (let at = open + 1; at < source.length; ) {
    const skipped = skip(source, at)
    const character = source[at] ?? ''
    if (skipped > at) at = skipped
    else if (character === ',' || ']})'.includes(character)) {
      const [begin, end] = trimmed(source, start, at)
      if (end > begin) elements.push({ start: begin, end, next: character === ',' ? at + 1 : end })
      if (character !== ',') return elements
      start = ++at
    } else at++
  }
  throw new Error(`a bracket is not closed: ${source.slice(open, open + 80)}`)
}

/** Behind the comment, the literal or the bracket at `at`; `at` itself where there is none. */
function skip(source: string, at: number): number {
  const rest = source.slice(at, at + 4000)
  const [literal] =
    /^(?:\/\/[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`)/.exec(rest) ??
    (/[[(,:=\s]/.test(source[at - 1] ?? '')
      ? /^\/(?![/*])(?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/.exec(rest)
      : null) ??
    []
  if (literal !== undefined) return at + literal.length
  if (closing[source[at] ?? ''] === undefined) return at
  let inside = at + 1
  while (source[inside] !== closing[source[at] ?? '']) {
    const next = skip(source, inside)
    inside = next > inside ? next : inside + 1
    if (inside >= source.length) throw new Error(`a bracket is not closed: ${source.slice(at, at + 80)}`)
  }
  return inside + 1
}

function trimmed(source: string, start: number, end: number): readonly [number, number] {
  const [leading = ''] = /^(?:\s|\/\/[^\n]*\n|\/\*[\s\S]*?\*\/)*/.exec(source.slice(start, end)) ?? []
  return [start + leading.length, start + source.slice(start, end).trimEnd().length]
}
