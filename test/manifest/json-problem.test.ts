import * as fc from 'fast-check'
import * as assert from 'uvu/assert'
import { jsonProblem } from '../../src/manifest/text/json-problem.ts'
import { situation, table } from '../table.ts'

const rows: Readonly<Record<string, { readonly text: string; readonly want: string }>> = {
  'nothing at all': { text: '', want: '1:1: found the end, expected a value' },
  'an end too early': { text: '{"a": 1', want: '1:8: found the end, expected "," or "}"' },
  'a comma too many in a map': { text: '{\n  "a": 1,\n}\n', want: '3:1: found "}", expected a key in double quotes' },
  'a comma too many in a list': { text: '[1,\n]', want: '2:1: found "]", expected a value' },
  'a comma too few': { text: '{"a": 1\n "b": 2}', want: '2:2: found a string, expected "," or "}"' },
  'a bracket that closes another': { text: '[1}', want: '1:3: found "}", expected "," or "]"' },
  'a key without quotes': {
    text: '{ a: 1 }',
    want: '1:3: found a word that JSON does not know, expected a key in double quotes or "}"',
  },
  'single quotes': { text: "{'a': 1}", want: '1:2: found "\'", expected a key in double quotes or "}"' },
  'a value too many': { text: '{} {}', want: '1:4: found "{", expected nothing after the value' },
  'a line break in a string': {
    text: '["a\nb"]',
    want: '1:2: found a string that JSON does not allow, expected a value or "]"',
  },
  'a number of YAML': { text: '[01]', want: '1:2: found a word that JSON does not know, expected a value or "]"' },
  'a byte order mark': { text: '\uFEFF{}', want: '1:1: found a byte order mark, expected a value' },
  'a secret, which is not repeated': {
    text: '{"auth": hunter2}',
    want: '1:10: found a word that JSON does not know, expected a value',
  },
  'a comment': { text: '// x\n{}', want: '1:1: found a word that JSON does not know, expected a value' },
  'a delete character, which is allowed': {
    text: '["\x7f" 1]',
    want: '1:6: found a word that JSON does not know, expected "," or "]"',
  },
}

table('where a text stops being JSON:', rows, ({ text, want }) => assert.is(jsonProblem(text, 'f'), `f:${want}`))

const whole = 'found the end, expected nothing after the value'

function parses(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

situation('the whole text is read where it is JSON, and only there', () => {
  const cuts = fc.record({
    at: fc.nat(200),
    drop: fc.nat(2),
    put: fc.constantFrom('', '"', '}', ',', '\\', '1', 'é', '\n'),
  })
  const property = fc.property(fc.json(), cuts, (text, { at, drop, put }) => {
    const start = at % (text.length + 1)
    const changed = text.slice(0, start) + put + text.slice(start + drop)
    assert.is(jsonProblem(changed, 'f').endsWith(whole), parses(changed), changed)
  })
  fc.assert(property, { numRuns: 2000, seed: 1 })
})
