import fc from 'fast-check'
import { yamlTexts } from './yaml-texts.ts'

/** One line made odd. `$1` is what stands before a key, `$2` the key. */
interface Oddity {
  readonly find: RegExp
  readonly put: string
}

const firstKey = /^((?:[ ]*- )?[ ]*(?:- )*)([a-z"'][^:#]*:(?: .*)?)$/
const oddities: readonly Oddity[] = [
  { find: firstKey, put: '$1&k $2' },
  { find: firstKey, put: '$1!!str $2' },
  { find: firstKey, put: '$1! $2' },
  { find: firstKey, put: '$1&k !!str $2' },
  { find: firstKey, put: '$1!!str &long-anchor $2' },
  { find: /^([ ]*(?:- )*)([\w"'][^:#]*):( .*)?$/, put: '$1? $2\n$1:$3' },
  { find: /^([ ]*)- (?=\S+:)/, put: '$1- &map\n$1  ' },
  { find: /^([ ]*)- (?=\S+:)/, put: '$1- !!map\n$1  ' },
  { find: /^([ ]*)- (?=\S+:)/, put: '$1- &map !!map\n$1  &key ' },
  { find: /^([ ]*)- (?=\S+:)/, put: '$1-   ' },
  { find: /^([ ]*)- (?=\S+:)/, put: '$1-\n$1  ' },
  { find: /:$/, put: ': &value' },
  { find: /:$/, put: ': !!map' },
  { find: /: (?=[\w"'])/, put: ': &value ' },
  { find: /: (?=[\w"'])/, put: ': !!str ' },
  { find: /: (?=[\w"'])/, put: ':\t' },
  { find: /$/, put: '\t' },
  { find: /$/, put: ' \t# tab' },
  { find: /$/, put: '\n        \t' },
  { find: /$/, put: '\n\n            \t  \n' },
  { find: /$/, put: '\n        \t\n        \t' },
  { find: /$/, put: '\n   \n' },
  { find: /$/, put: '\n# out' },
  { find: /$/, put: '\n      # in' },
  { find: /: .*$/, put: ': {}' },
  { find: /: .*$/, put: ': {a: 1,}' },
  { find: /: .*$/, put: ': {a, "b": c}' },
  { find: /: .*$/, put: ': {a: !t }' },
  { find: /: .*$/, put: ': {&k a: 1, ? b : 2}' },
  { find: /: .*$/, put: ': {a: !!str , b: &v }' },
  { find: /: .*$/, put: ':\n          {a: 1,\n            b: 2 # c\n          }' },
  { find: /: .*$/, put: ': []' },
  { find: /: .*$/, put: ': [a, &x b, !!str ]' },
]

const ends = [
  '',
  '\n',
  '\n',
  '\n...\n',
  '\n...',
  '\n...\n# behind\n',
  '\n# end',
  '\n\n\n',
  '\n  \n',
  '\n        \t\n',
  ' \t',
]

/** Readable and unreadable documents in layouts that nobody should write and some people do. */
export const oddTexts: fc.Arbitrary<string> = fc
  .tuple(
    yamlTexts,
    fc.array(fc.tuple(fc.nat(), fc.constantFrom(...oddities)), { minLength: 1, maxLength: 3 }),
    fc.constantFrom(...ends),
    fc.constantFrom('\n', '\n', '\n', '\r\n'),
  )
  .map(([text, wanted, end, lineBreak]) => {
    const lines = text.trimEnd().split('\n')
    for (const [place, { find, put }] of wanted) {
      const at = place % lines.length
      lines[at] = (lines[at] ?? '').replace(find, put)
    }
    return (lines.join('\n') + end).replaceAll('\n', lineBreak)
  })
