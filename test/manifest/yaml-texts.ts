import fc from 'fast-check'

/** A line break behind which the text goes on in column 0, wherever its parent stands. */
const toColumn0 = '↵'

/** A node as the lines that follow its key or dash: the first one behind it, the others below, relative to its column. */
type Lines = readonly [string, ...string[]]

const word = fc.constantFrom(
  'a',
  'name',
  'b c',
  'x-1',
  'app.kubernetes.io/name',
  'true',
  '0644',
  '1e3',
  '~',
  'é',
  'no',
  '.5',
)
const plain = fc.oneof(
  word,
  fc.constantFrom('-1', ':80', '--flag=1', 'a:b', "it's", 'a#b', '$(X)', '100m', 'http://a/b?c', '- x', '? x', '<<'),
)
const quoted = fc.constantFrom(
  '"a"',
  "'a'",
  '""',
  "''",
  "'it''s'",
  '"a\\nb"',
  '"a: b"',
  "'# no'",
  '"\\u00e9"',
  '"\\t"',
  '"a',
  "'",
)
const scalar: fc.Arbitrary<Lines> = fc
  .tuple(fc.oneof({ weight: 4, arbitrary: plain }, quoted), fc.constantFrom('', '', '', ' ', ' # why', '  #', '# x'))
  .map(([text, behind]) => [text + behind] as const)
const other: fc.Arbitrary<Lines> = fc.constantFrom<Lines>(
  [''],
  ['', ''],
  ['# why'],
  ['{}'],
  ['', '{}'],
  ['', '  word'],
  ['word', '  goes on'],
  ['"quoted', '  goes on"'],
  ['&x a'],
  ['*x'],
  ['!!str 1'],
  ['{a: 1, "b":2, c: [x, {d: e}]}'],
  ["[a, 'b', -1]"],
  ['[a, ]'],
  ['{a, b: }'],
  ['[a,', '  b]'],
  ['\ta'],
)
const block: fc.Arbitrary<Lines> = fc
  .tuple(
    fc.constantFrom('|', '|', '|-', '|+', '>', '|2', '| # why'),
    fc.array(fc.constantFrom('  a', '  a: b', '', '    deeper', '   ', '  # text', '  \ttab', ' less', '  end '), {
      maxLength: 6,
    }),
  )
  .map(([head, lines]) => [head, ...lines] as const)

const { map, list } = fc.letrec<{ node: Lines; map: Lines; list: Lines }>(tie => ({
  node: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    { weight: 12, arbitrary: scalar },
    { weight: 4, arbitrary: tie('map') },
    { weight: 4, arbitrary: tie('list') },
    { weight: 2, arbitrary: block },
    { weight: 1, arbitrary: other },
  ),
  map: fc
    .tuple(
      fc.constantFrom('', '  ', '  ', '    '),
      fc.array(fc.tuple(fc.oneof(word, fc.constantFrom('"a"', "'b'", '<<', '1')), tie('node')), {
        minLength: 1,
        maxLength: 4,
      }),
    )
    .map(([indent, entries]) => ['', ...entries.flatMap(([key, value]) => below(indent, `${key}:`, value))] as const),
  list: fc
    .tuple(
      fc.constantFrom('', '  ', '  '),
      fc.array(tie('node'), { minLength: 1, maxLength: 4 }),
      fc.constantFrom(true, true, false),
    )
    .map(
      ([indent, items, compact]) =>
        ['', ...items.flatMap(item => below(indent, '-', compact ? lifted(item) : item))] as const,
    ),
}))

function below(indent: string, head: string, [first, ...rest]: Lines): string[] {
  return [`${indent}${head}${first === '' ? '' : ` ${first}`}`, ...rest.map(line => (line === '' ? '' : indent + line))]
}

/** The first line of a collection moved behind the dash, and the others below it. */
function lifted([first, second, ...rest]: Lines): Lines {
  if (first !== '' || second === undefined || second.trim() === '')
    return second === undefined ? [first] : [first, second, ...rest]
  const column = second.length - second.trimStart().length
  return [second.slice(column), ...rest.map(line => (line === '' ? '' : `  ${line.slice(column)}`))]
}

const noise = fc.array(fc.tuple(fc.nat(), fc.constantFrom('', '# note', '  # note', ' ', '---x', 'stray')), {
  maxLength: 2,
})

/** Documents of maps, sequences and scalars in every style, most of them valid, with comments and blank lines between. */
export const yamlTexts: fc.Arbitrary<string> = fc
  .tuple(fc.oneof(map, map, list), noise, fc.boolean())
  .map(([[, ...below], extra, ended]) => {
    const lines = outdented(below)
    for (const [at, line] of extra) lines.splice(at % (lines.length + 1), 0, line)
    return lines.join('\n').replaceAll(toColumn0, '\n') + (ended ? '\n' : '')
  })

/** `lines` moved left until one of them begins in column 0. */
export function outdented(lines: readonly string[]): string[] {
  const column = Math.min(
    ...lines.filter(line => line.trim() !== '').map(line => line.length - line.trimStart().length),
  )
  return lines.map(line => line.slice(column))
}

const bits = [
  ...'\n -:#\'"{}[],|>&*!%@`?\t\r\\~<=.aB7é\u00a0\ufeff\u2028',
  ...[
    '\n  ',
    '\n\n',
    '\n- ',
    '- ',
    ': ',
    ' #',
    '---\n',
    '\n...\n',
    '|-\n',
    '|\n',
    '\r\n',
    '<<',
    '{}',
    '""',
    '\n# c',
    'k: ',
  ],
]

const mutation = fc.record({ at: fc.nat(), cut: fc.constantFrom(0, 0, 1, 3), bit: fc.constantFrom('', ...bits) })

/** One of `texts` with up to four characters or so inserted, deleted or replaced. */
export function mutated(texts: readonly string[]): fc.Arbitrary<string> {
  return fc
    .tuple(fc.constantFrom(...texts), fc.array(mutation, { maxLength: 4 }))
    .map(([text, mutations]) => mutations.reduce(mutate, text))
}

function mutate(
  text: string,
  { at, cut, bit }: { readonly at: number; readonly cut: number; readonly bit: string },
): string {
  const from = at % (text.length + 1)
  return text.slice(0, from) + bit + text.slice(from + cut)
}
