import type { Random } from './random.ts'

/** What YAML is made of, and what it is confused by. */
const pieces: readonly string[] = [
  ...'{}[],:?-&*!"\'\t#|>ab1%@`\\~=.é😀',
  ...['\n', '\n', '\n', '\n  ', '\n ', '\n- ', '\n\n', '\r\n', ' ', '  ', ' #', ': ', '? ', '- '],
  ...[
    '&a ',
    '*a',
    '*a ',
    '&b ',
    '*b',
    '!!str ',
    '!!int ',
    '!!float ',
    '!!null ',
    '!!bool ',
    '!!binary ',
    '! ',
    '!<x> ',
  ],
  ...[
    'a: ',
    'b: ',
    '"a": ',
    "'a': ",
    '{a: b}',
    '[a]',
    '[]',
    '{}',
    '<<',
    '<<: ',
    '<<: *a',
    '&a {a: 1}',
    '<<: [*a, {b: 2}]',
  ],
  ...['|\n  ', '>-\n ', '|+\n', '|2\n', '|-\n', '>\n', '>+\n  ', '| # c\n ', '    x', '\n    y', '\n\t'],
  ...[
    '0x1f',
    '0644',
    '0b+1',
    '1_0',
    '1e3',
    '.5',
    '.inf',
    '.nan',
    '-.inf',
    '-0',
    '18446744073709551615',
    '1e400',
    '9007199254740993',
  ],
  ...[
    'true',
    'yes',
    'n',
    'null',
    '2001-12-14',
    'QQ==',
    '\\n',
    '\\\n',
    '\\x41',
    '\\u00e9',
    '\\/',
    "''",
    '""',
    '---\n',
    '...\n',
  ],
  ...[
    '%TAG ! x\n---\n',
    '%YAML 1.1\n---\n',
    '%YAML 1.2\n---\n',
    '\u0001',
    '\u007f',
    '\u00a0',
    '\ufeff',
    '\u2028',
    '\r',
  ],
]

/** A short text of a few pieces. */
export function randomText(random: Random): string {
  const count = 1 + random.below(14)
  return Array.from({ length: count }, () => random.of(pieces)).join('')
}

/** One of `documents` with up to four pieces put in, taken out or put in place of something. */
export function mutatedText(documents: readonly string[], random: Random): string {
  const count = 1 + random.below(4)
  return Array.from({ length: count }).reduce<string>(text => mutate(text, random), random.of(documents))
}

function mutate(text: string, random: Random): string {
  const at = random.below(text.length + 1)
  const cut = random.of([0, 0, 1, 1, 3, 12])
  const mutated = text.slice(0, at) + (random.below(4) === 0 ? '' : random.of(pieces)) + text.slice(at + cut)
  return decodable(mutated)
}

/** The text without halves of surrogate pairs, which no file decodes to. */
export function decodable(text: string): string {
  return text.replaceAll(/\p{Surrogate}/gu, '\ufffd')
}
