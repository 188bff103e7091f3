import * as fc from 'fast-check'
import * as assert from 'uvu/assert'
import { InputError } from '../../src/error.ts'
import { parseMask } from '../../src/golden/mask.ts'
import { parseMaskPath } from '../../src/golden/mask-path.ts'
import { type FieldPath, formatPath } from '../../src/manifest/path.ts'
import { situation, table } from '../table.ts'

table<{ readonly text: string; readonly want: FieldPath }>(
  'parseMaskPath',
  {
    'one field': { text: 'data', want: ['data'] },
    'fields with a dash, an underscore, a digit': { text: 'a-b._c.d1', want: ['a-b', '_c', 'd1'] },
    'items of sequences': { text: 'spec.containers[0].args[12]', want: ['spec', 'containers', 0, 'args', 12] },
    'a key with a dot': { text: 'data["tls.crt"]', want: ['data', 'tls.crt'] },
    'a key with a dot in single quotes': { text: "data['tls.crt'].x", want: ['data', 'tls.crt', 'x'] },
    'a single quote within single quotes': { text: "['it''s']", want: ["it's"] },
    'a key with brackets, quotes and escapes': { text: '["a[0]\\"\\u00e4"]', want: ['a[0]"ä'] },
    'a key that looks like an index': { text: 'data["0"]', want: ['data', '0'] },
    'an empty key': { text: 'data[""]', want: ['data', ''] },
  },
  ({ text, want }) => assert.equal(parseMaskPath(text), want),
)

table(
  'paths that are refused, with the column',
  {
    '': 'is empty (column 1)',
    '.data': 'has ".data" where a field, [0] or ["key"] is wanted (column 1)',
    'data.': 'has "." where a field, [0] or ["key"] is wanted (column 5)',
    'a..b': 'has "..b" where a field, [0] or ["key"] is wanted (column 2)',
    'data.tls/crt': 'has "/crt" where a field, [0] or ["key"] is wanted (column 9)',
    'data[tls]': 'has "[tls]" where a field, [0] or ["key"] is wanted (column 5)',
    'data[-1]': 'has "[-1]" where a field, [0] or ["key"] is wanted (column 5)',
    'data[01]': 'has "[01]" where a field, [0] or ["key"] is wanted (column 5)',
    'data[*]': 'has "[*]" where a field, [0] or ["key"] is wanted (column 5)',
    'data[0': 'has "[0" where a field, [0] or ["key"] is wanted (column 5)',
    'data[0]b': 'has "b" where a field, [0] or ["key"] is wanted (column 8)',
    'data["a\\q"]': 'has "a\\q", which is not a JSON string (column 5)',
    'data.0': 'has ".0" where a field, [0] or ["key"] is wanted (column 5)',
  },
  (want, text) => assert.throws(() => parseMaskPath(text), isBadPolicy(`mask path ${JSON.stringify(text)} ${want}`)),
)

function isBadPolicy(message: string) {
  return (error: unknown) => error instanceof InputError && error.code === 'BAD_POLICY' && error.message === message
}

situation('what formatPath prints is read back', () => {
  const step = fc.oneof(
    fc.nat(99),
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom('spec', 'tls.crt', "it's", '"', '\\'),
  )
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 5 }), path => {
      assert.equal(parseMaskPath(formatPath(path)), path)
    }),
  )
})

table(
  'parseMask',
  {
    'kind and name': { object: 'Secret/web', want: { kind: 'Secret', name: 'web' } },
    'kind, namespace and name': { object: 'Secret/ns/web', want: { kind: 'Secret', namespace: 'ns', name: 'web' } },
  },
  ({ object, want }) => {
    const written = { object, path: 'data' }
    assert.equal(parseMask(written), { ...want, path: ['data'], written })
  },
)

table(
  'mask objects that are refused',
  { Secret: '', '': '', 'Secret/': '', '/web': '', 'Secret//web': '', 'v1/Secret/ns/web': '' },
  (_, object) =>
    assert.throws(
      () => parseMask({ object, path: 'data' }),
      isBadPolicy(`mask object is ${JSON.stringify(object)}, want Kind/name or Kind/namespace/name`),
    ),
)
